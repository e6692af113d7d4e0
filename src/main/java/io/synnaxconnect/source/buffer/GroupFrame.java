package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Series;
import org.jspecify.annotations.Nullable;

/** One group's share of a received frame. */
public final class GroupFrame implements BufferEntry {

  private final ReceivedFrame received;
  private final IndexGroup group;
  private final int[] places;

  /**
   * A share.
   *
   * @param places positions of the group's series in the frame, ascending
   */
  GroupFrame(ReceivedFrame received, IndexGroup group, int[] places) {
    this.received = received;
    this.group = group;
    this.places = places;
  }

  public ReceivedFrame received() {
    return received;
  }

  @Override
  public StreamSession session() {
    return received.session();
  }

  @Override
  public IndexGroup group() {
    return group;
  }

  public int seriesCount() {
    return places.length;
  }

  long channelKeyAt(int i) {
    return received.frame().channelKeyAt(places[i]);
  }

  public Series seriesAt(int i) {
    return received.frame().seriesAt(places[i]);
  }

  /** The channel of the {@code i}-th series. */
  public @Nullable Channel channelAt(int i) {
    return session().channel(channelKeyAt(i));
  }

  /** Samples of all series, timestamps included. */
  public long sampleCount() {
    long count = 0;
    for (int place : places) {
      count += received.frame().seriesAt(place).sampleCount();
    }
    return count;
  }

  /** Smallest timestamp of the index, {@link Long#MAX_VALUE} if the frame has none. */
  long smallestTimestampNanos() {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < places.length; i++) {
      if (group.index() != null && channelKeyAt(i) == group.indexKey()) {
        Series index = seriesAt(i);
        for (int sample = 0; sample < index.sampleCount(); sample++) {
          smallest = Math.min(smallest, index.longAt(sample));
        }
      }
    }
    return smallest;
  }
}

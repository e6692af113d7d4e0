package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.Ranges;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.VirtualTime;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connection of one task to the world. Each call takes a while, in which the world goes on. */
final class LifeCluster implements SynnaxCluster {

  private static final String VERSION = "0.57.0";

  private final LifeWorld world;
  private final int blockRows;
  private final int messageBytes;
  private @Nullable TimeStamp firstLogin;
  private @Nullable LifeStream stream;
  private boolean closed;

  /**
   * A connection.
   *
   * @param blockRows how many rows history sends at once
   * @param messageBytes how many bytes of text; a text that is larger cannot be read
   */
  LifeCluster(LifeWorld world, int blockRows, int messageBytes) {
    this.world = world;
    this.blockRows = blockRows;
    this.messageBytes = messageBytes;
  }

  private void takeTime() {
    long most = world.dice.percent(90) ? 10 : 300;
    world.time.runUntil(() -> closed, world.dice.between(0, most) * VirtualTime.MILLISECOND);
    if (closed) {
      throw new SynnaxException(Code.CLOSED, "the client is closed");
    }
  }

  @Override
  public ClusterInfo login() {
    takeTime();
    long nowNanos = world.time.nowNanos();
    firstLogin = firstLogin == null ? new TimeStamp(nowNanos) : firstLogin;
    return new ClusterInfo(LifeWorld.CLUSTER, VERSION, nowNanos);
  }

  /** What the cluster's clock said at first, null before. */
  @Nullable TimeStamp firstLogin() {
    return firstLogin;
  }

  @Override
  public ClusterInfo checkConnectivity() {
    return new ClusterInfo(LifeWorld.CLUSTER, VERSION, world.time.nowNanos());
  }

  @Override
  public void moveOn() {}

  @Override
  public int addresses() {
    return 1;
  }

  @Override
  public void reconnect() {
    // There is one address.
  }

  @Override
  public List<Channel> deniedChannels(Collection<Channel> channels) {
    return List.of();
  }

  @Override
  public List<Channel> retrieveVisibleChannels(ChannelSelector selector) {
    return retrieveChannels();
  }

  @Override
  public List<Channel> retrieveChannels() {
    takeTime();
    return world.channels();
  }

  @Override
  public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
    takeTime();
    LifeStream opened = world.open();
    stream = opened;
    return opened;
  }

  @Override
  public Streamer openChangeSignals() {
    throw new UnsupportedOperationException("no life changes its channels");
  }

  @Override
  public Ranges ranges() {
    throw new UnsupportedOperationException("no life has ranges");
  }

  @Override
  public Streamer openRangeSignals() {
    throw new UnsupportedOperationException("no life has ranges");
  }

  @Override
  public HistoryRows readHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return new Reading(group, range);
  }

  @Override
  public HistoryRows readFinishedHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return readHistory(group, range, chunkSamples);
  }

  @Override
  public int firstWithHistory(Collection<Channel> channels, List<TimeRange> ranges) {
    LifeGroup group = world.groupOf(channels.iterator().next().key());
    for (int i = 0; i < ranges.size(); i++) {
      if (group.hasRows(channels, ranges.get(i))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public @Nullable TimeStamp lastTimestamp(IndexGroup group) {
    TimeStamp last = null;
    for (LifeRow row : world.groupOf(group.indexKey()).rows()) {
      last = row.isStored() ? new TimeStamp(row.stampNanos) : last;
    }
    takeTime();
    return last;
  }

  @Override
  public long[] newestTimestamps(IndexGroup group, TimeStamp since, int most) {
    throw new UnsupportedOperationException("a task does not ask for the load");
  }

  @Override
  public void close() {
    closed = true;
    if (stream != null) {
      stream.close();
    }
  }

  /** One reading of history, of what is stored at each step. */
  private final class Reading implements HistoryRows {
    private final LifeGroup group;
    private final IndexGroup wanted;
    private final TimeRange range;
    private Omissions handler = (channel, timestamp, refusal) -> {};
    private @Nullable LifeRow last;

    Reading(IndexGroup wanted, TimeRange range) {
      this.group = world.groupOf(wanted.indexKey());
      this.wanted = wanted;
      this.range = range;
    }

    @Override
    public void handleOmissions(Omissions newHandler) {
      handler = newHandler;
    }

    @Override
    public @Nullable List<Rows> next() {
      List<LifeRow> found = group.stored(range, last, blockRows, messageBytes);
      found.stream().filter(this::isTooLarge).forEach(this::omit);
      List<Rows> rows = group.read(wanted, found, world.time.nowNanos(), this::isTooLarge);
      last = found.isEmpty() ? last : found.get(found.size() - 1);
      takeTime();
      if (world.historyFails()) {
        // A right that is taken away may be given back.
        Code code = group.refuseOnce() ? Code.ACCESS_DENIED : Code.SERVER_ERROR;
        throw new SynnaxException(code, "history fails");
      }
      return rows.isEmpty() ? null : rows;
    }

    private boolean isTooLarge(LifeRow row) {
      return row.text.length > messageBytes;
    }

    private void omit(LifeRow row) {
      SynnaxException refusal = new SynnaxException(Code.MESSAGE_TOO_LARGE, "too large");
      handler.omit(group.group.channels().get(1), new TimeStamp(row.stampNanos), refusal);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}

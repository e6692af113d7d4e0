package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a connector needs of a cluster; {@link SynnaxClient} says what each call does. */
public interface SynnaxCluster extends AutoCloseable {

  /** Logs in, even if there is a token. */
  ClusterInfo login();

  /** Asks on the same connection whether the cluster still answers. */
  ClusterInfo checkConnectivity();

  /** Prepares another attempt after a failure, at the next address if there are several. */
  void reconnect();

  /**
   * This address answers, and does not bring what it should: the next {@link #reconnect} selects
   * another one, if there are several.
   */
  void moveOn();

  /** How many addresses there are. */
  int addresses();

  /** All channels of the cluster. */
  List<Channel> retrieveChannels();

  /**
   * The selected channels that exist, and their indexes, in order of key: for a user who may not
   * retrieve all channels. Omits an index that the user may not retrieve.
   *
   * @throws SynnaxException with {@code ACCESS_DENIED} that names selected channels which the user
   *     may not retrieve
   */
  List<Channel> retrieveVisibleChannels(ChannelSelector selector);

  /**
   * Those of some channels that the user may not read, as streams of them show that are open for a
   * moment: a list of channels does not. Opens a limited number of streams; what it could not try
   * counts as denied, and comes first. Call it after a list, which has renewed the token.
   */
  List<Channel> deniedChannels(Collection<Channel> channels);

  /** Opens a live stream. */
  Streamer openStreamer(Collection<Channel> channels, StreamerOptions options);

  /**
   * Opens a stream that brings a frame when channels were created, renamed or deleted: a hint,
   * since signals can get lost.
   */
  Streamer openChangeSignals();

  /** The ranges of the cluster. */
  Ranges ranges();

  /**
   * Opens a stream that brings a frame when ranges were created, changed or deleted, or when their
   * properties or aliases were. A hint, since signals can get lost.
   */
  Streamer openRangeSignals();

  /** Stored rows of a group. */
  HistoryRows readHistory(IndexGroup group, TimeRange range, int chunkSamples);

  /** The same with the newest row as it is, also if it lacks a channel. */
  HistoryRows readFinishedHistory(IndexGroup group, TimeRange range, int chunkSamples);

  /** Whether any of some stored channels has a sample in a range, as far as a seek shows. */
  default boolean hasHistory(Collection<Channel> channels, TimeRange range)
      throws InterruptedException {
    return firstWithHistory(channels, List.of(range)) == 0;
  }

  /**
   * The first of some ranges in which any of some stored channels has a sample, as far as a seek
   * shows; -1 if there is none.
   */
  int firstWithHistory(Collection<Channel> channels, List<TimeRange> ranges)
      throws InterruptedException;

  /** The maximum stored timestamp of a group, null if nothing is stored. */
  @Nullable TimeStamp lastTimestamp(IndexGroup group) throws InterruptedException;

  /** The maximum stored timestamp of each of some groups, in their order. */
  default List<Optional<TimeStamp>> lastTimestamps(List<IndexGroup> groups)
      throws InterruptedException {
    List<Optional<TimeStamp>> all = new ArrayList<>();
    for (IndexGroup group : groups) {
      all.add(Optional.ofNullable(lastTimestamp(group)));
    }
    return all;
  }

  /**
   * The newest stored timestamps of a group, none older than an instant, up to a maximum number.
   */
  long[] newestTimestamps(IndexGroup group, TimeStamp since, int most) throws InterruptedException;

  /** Fails everything under way. Idempotent. */
  @Override
  void close();
}

package io.synnaxconnect.source;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.HistoryReader;
import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task needs of a cluster; see {@link SynnaxClient} for what each call does. */
public interface SynnaxConnection extends AutoCloseable {

  /** Five thousand channels that are created at once make one signal of 824 KB. */
  int SIGNAL_BUFFER_BYTES = 4 << 20;

  /** Logs in anew. */
  ClusterInfo login();

  /** Asks on the same connection whether the cluster still answers. */
  ClusterInfo checkConnectivity();

  /** Gets ready for another attempt after a failure, at the next address if there are several. */
  void reconnect();

  /** All channels of the cluster. */
  List<Channel> retrieveChannels();

  /** Opens a live stream. */
  Streamer openStreamer(Collection<Channel> channels, StreamerOptions options);

  /**
   * Opens a stream that brings a frame when channels were created, renamed or deleted: a hint, for
   * signals can get lost.
   */
  Streamer openChangeSignals();

  /** Stored rows of a group. */
  HistoryRows readHistory(IndexGroup group, TimeRange range, int chunkSamples);

  /** Whether any of some stored channels has a sample in a range, as far as a seek can tell. */
  boolean hasHistory(Collection<Channel> channels, TimeRange range) throws InterruptedException;

  /** The greatest stored timestamp of a group, null when nothing is stored. */
  @Nullable TimeStamp lastTimestamp(IndexGroup group) throws InterruptedException;

  /** At most so many of the newest stored timestamps of a group, none older than an instant. */
  long[] newestTimestamps(IndexGroup group, TimeStamp since, int most) throws InterruptedException;

  /** Fails everything under way. Idempotent. */
  @Override
  void close();

  /** The connection of a client, which is closed with it. */
  static SynnaxConnection of(SynnaxClient client) {
    return new SynnaxConnection() {
      @Override
      public ClusterInfo login() {
        return client.login();
      }

      @Override
      public ClusterInfo checkConnectivity() {
        return client.checkConnectivity();
      }

      @Override
      public void reconnect() {
        client.reconnect();
      }

      @Override
      public List<Channel> retrieveChannels() {
        return client.retrieveChannels();
      }

      @Override
      public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
        return client.openStreamer(channels, options);
      }

      @Override
      public Streamer openChangeSignals() {
        return client.openStreamer(
            ChannelSelector.named("sy_channel_set", "sy_channel_delete"),
            StreamerOptions.DEFAULT.withBuffer(SIGNAL_BUFFER_BYTES, Overflow.DROP_OLDEST));
      }

      @Override
      public HistoryRows readHistory(IndexGroup group, TimeRange range, int chunkSamples) {
        HistoryReader reader = client.readHistory(group, range, chunkSamples);
        return new HistoryRows() {
          @Override
          public @Nullable List<Rows> next() throws InterruptedException {
            return reader.next();
          }

          @Override
          public void close() {
            reader.close();
          }
        };
      }

      @Override
      public boolean hasHistory(Collection<Channel> channels, TimeRange range)
          throws InterruptedException {
        return client.hasHistory(channels, range);
      }

      @Override
      public @Nullable TimeStamp lastTimestamp(IndexGroup group) throws InterruptedException {
        return client.lastTimestamp(group);
      }

      @Override
      public long[] newestTimestamps(IndexGroup group, TimeStamp since, int most)
          throws InterruptedException {
        return client.newestTimestamps(group, since, most);
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}

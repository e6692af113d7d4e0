package io.synnaxconnect.client;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a Synnax cluster of 0.54 or newer. Logs in when a token is needed, and again
 * when one is refused. Thread-safe.
 *
 * <p>Every failure is a {@link SynnaxException}.
 */
public final class SynnaxClient implements AutoCloseable {

  /** A server takes a list of names with any other character for regular expressions. */
  private static final Pattern LITERAL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final Session session;

  private SynnaxClient(Session session) {
    this.session = session;
  }

  /**
   * Prepares a connection; nothing is sent before the first call.
   *
   * @throws SynnaxException with {@code TLS} when a given certificate or key cannot be read
   */
  public static SynnaxClient create(SynnaxClientOptions options) {
    return new SynnaxClient(new Session(options));
  }

  /**
   * Asks who answers; needs no login. On a connection that stands it goes the same way as the
   * streams, so that it tells whether they can still receive.
   */
  public ClusterInfo checkConnectivity() {
    ConnectivityResponse answer = session.checkConnectivity();
    return new ClusterInfo(answer.getClusterKey(), answer.getNodeVersion(), answer.getNodeTime());
  }

  /** Logs in, even when a token is held. */
  public ClusterInfo login() {
    return Messages.clusterInfo(session.login().getClusterInfo());
  }

  /** Connects at once at the next call, instead of after gRPC's own back-off. */
  public void resetConnectBackoff() {
    session.connection().resetConnectBackoff();
  }

  /** All channels of the cluster, internal ones too, in order of key. */
  public List<Channel> retrieveChannels() {
    return retrieve(Requests.allChannels());
  }

  /**
   * The channels with these keys, in order of key.
   *
   * @throws SynnaxException with {@code NOT_FOUND} when one of them does not exist
   */
  public List<Channel> retrieveChannelsByKeys(Collection<Long> channelKeys) {
    Set<Long> unique = new LinkedHashSet<>(channelKeys);
    // Without any key the server would answer with all channels.
    return unique.isEmpty() ? List.of() : retrieve(Requests.channelsByKeys(unique));
  }

  /** The channels with exactly these names, in order of key; unknown names are left out. */
  public List<Channel> retrieveChannelsByNames(Collection<String> names) {
    Set<String> unique = new LinkedHashSet<>(names);
    if (unique.isEmpty()) {
      return List.of();
    }
    if (unique.stream().allMatch(name -> LITERAL_NAME.matcher(name).matches())) {
      return retrieve(Requests.channelsByNames(unique));
    }
    return retrieveChannels().stream().filter(channel -> unique.contains(channel.name())).toList();
  }

  private List<Channel> retrieve(ChannelRetrieveRequest request) {
    List<ChannelMessage> answer =
        session
            .unary("list the channels", ChannelRetrieveServiceGrpc.getExecMethod(), request)
            .getChannelsList();
    return answer.stream()
        .map(Messages::channel)
        .sorted(Comparator.comparingLong(Channel::key))
        .toList();
  }

  /**
   * Opens a live stream; returns when the cluster has acknowledged it. Zero channels are legal. The
   * acknowledgement is no promise that samples written from now on arrive: the cluster subscribes a
   * little later.
   *
   * @throws SynnaxException with {@code INVALID_ARGUMENT} for a channel whose data type is unknown,
   *     before anything is sent
   */
  public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
    return GrpcStreamer.open(session, channels, options);
  }

  /**
   * Prepares to read the stored rows of a group; nothing is sent before the first read. At most two
   * iterators are open at a time.
   *
   * @param group a stored group: virtual and calculated channels have no history
   * @param range the times of the rows
   * @param chunkSamples rows of a block at most; fewer for wide groups, and never above 100,000
   * @throws IllegalArgumentException when the group is not stored
   */
  public HistoryReader readHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return new HistoryReader(session, group, range, chunkSamples, InstantSource.system());
  }

  /**
   * The greatest stored timestamp of a group.
   *
   * @return null when nothing is stored
   * @throws IllegalArgumentException when the group is not stored
   */
  public @Nullable TimeStamp lastTimestamp(IndexGroup group) throws InterruptedException {
    List<TimeRange> parts = new ArrayList<>(IndexReader.servable(TimeRange.MAX));
    Collections.reverse(parts);
    for (TimeRange part : parts) {
      TimeStamp last = lastTimestamp(HistoryBlock.indexOf(group), part);
      if (last != null) {
        return last;
      }
    }
    return null;
  }

  private @Nullable TimeStamp lastTimestamp(Channel index, TimeRange range)
      throws InterruptedException {
    try (FrameIterator iterator = FrameIterator.open(session, List.of(index), range, 1)) {
      List<Frame> frames = iterator.seekLast() ? iterator.previousChunk() : List.of();
      if (frames.isEmpty()) {
        return null;
      }
      Frame frame = frames.get(frames.size() - 1);
      Series series = frame.seriesAt(frame.size() - 1);
      return new TimeStamp(series.longAt(series.sampleCount() - 1));
    }
  }

  /**
   * Ends all calls and streams at once, and the thread of this connection within a second. A host
   * name look-up that hangs in the operating system may outlast it on a daemon thread.
   */
  @Override
  public void close() {
    session.close();
  }
}

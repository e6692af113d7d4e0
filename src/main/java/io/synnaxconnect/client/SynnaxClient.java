package io.synnaxconnect.client;

import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.StreamGap;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a Synnax cluster of 0.54 or newer. Logs in when it needs a token, and again
 * when the cluster refuses one. Thread-safe.
 *
 * <p>Calls wait for the cluster, each request for at most {@link
 * SynnaxClientOptions.Limits#requestTimeout}. Every failure is a {@link SynnaxException}; if the
 * waiting thread is interrupted, it has the code {@code INTERRUPTED}, and the thread stays
 * interrupted.
 */
public final class SynnaxClient implements SynnaxCluster {

  /** Streams of one search for denied channels. */
  private static final int MAX_TRIALS = 1_000;

  private static final int READ_CHUNK_SAMPLES = 100_000;

  /** Five thousand channels that are created at once make one signal of 824 KB. */
  private static final int SIGNAL_BUFFER_BYTES = 4 << 20;

  private final Session session;
  private final ChannelRetriever channels;
  private final Ranges ranges;

  private SynnaxClient(Session session) {
    this.session = session;
    this.channels = new ChannelRetriever(session);
    this.ranges = new RangeRetriever(session);
  }

  /**
   * Prepares a connection; nothing is sent before the first call.
   *
   * @throws SynnaxException with {@code TLS} if a certificate or key cannot be read
   */
  public static SynnaxClient create(SynnaxClientOptions options) {
    return create(SynnaxEndpoints.of(options));
  }

  /**
   * Prepares a connection to the first of several addresses of a cluster. After a failure it tries
   * the next one, see {@link #reconnect}. It reads the options again for every connection and every
   * login.
   *
   * @throws SynnaxException as {@link #create(SynnaxClientOptions)} does, or what the first address
   *     throws
   */
  public static SynnaxClient create(SynnaxEndpoints endpoints) {
    return new SynnaxClient(new Session(endpoints, System::nanoTime));
  }

  /**
   * Asks for the identity of the cluster; needs no login. On an open connection it goes the same
   * way as the streams, so it shows whether they can still receive.
   */
  @Override
  public ClusterInfo checkConnectivity() {
    ConnectivityResponse answer = session.checkConnectivity();
    return new ClusterInfo(answer.getClusterKey(), answer.getNodeVersion(), answer.getNodeTime());
  }

  /** Logs in, even if there is a token. */
  @Override
  public ClusterInfo login() {
    return FromProto.clusterInfo(session.login().getClusterInfo());
  }

  /**
   * Prepares another attempt after a failure. If the connection is not open, or a login or {@link
   * #checkConnectivity} failed on it, this selects the next address, and the next call connects at
   * once instead of after gRPC's own backoff. An open connection stays as it is, and so does one
   * that was not tried yet.
   *
   * <p>After a cluster was reached once, refused certificates and logins count as {@linkplain
   * SynnaxException#retriable retriable} for five minutes: somebody may be replacing them.
   *
   * @throws SynnaxException what the options of the next address throw, or with {@code TLS}
   */
  @Override
  public void reconnect() {
    session.reconnect();
  }

  /**
   * This address answers, and does not bring what it should: the next {@link #reconnect} selects
   * another one, if there are several, and ends what is under way here.
   */
  @Override
  public void moveOn() {
    session.moveOn();
  }

  @Override
  public int addresses() {
    return session.addresses();
  }

  /** All channels of the cluster, internal ones too, in order of key. */
  @Override
  public List<Channel> retrieveChannels() {
    return channels.all();
  }

  @Override
  public List<Channel> retrieveVisibleChannels(ChannelSelector selector) {
    return channels.visible(selector);
  }

  @Override
  public List<Channel> deniedChannels(Collection<Channel> readable) {
    return GrpcStreamer.denied(session, readable, MAX_TRIALS);
  }

  /**
   * The selected channels, each once, in order of key.
   *
   * @throws SynnaxException with {@code NOT_FOUND} that names all that do not exist, or with {@code
   *     INVALID_ARGUMENT} for names that several channels have
   */
  public List<Channel> retrieveSelectedChannels(ChannelSelector selector) {
    return channels.selected(selector);
  }

  /** The channels whose whole name matches a regular expression, in order of key; may be none. */
  public List<Channel> retrieveChannelsMatching(Pattern expression) {
    return channels.matching(expression);
  }

  /**
   * The channels with these keys, in order of key.
   *
   * @throws SynnaxException with {@code NOT_FOUND} if one of them does not exist
   */
  public List<Channel> retrieveChannelsByKeys(Collection<Long> channelKeys) {
    return channels.byKeys(channelKeys);
  }

  /** The channels with exactly these names, in order of key; omits unknown names. */
  public List<Channel> retrieveChannelsByNames(Collection<String> names) {
    return channels.byNames(names);
  }

  /**
   * Opens a live stream of the channels with these names, with {@link StreamerOptions#DEFAULT}.
   *
   * @throws SynnaxException as {@link #openStreamer(ChannelSelector, StreamerOptions)} does
   */
  public Streamer openStreamer(String... names) {
    return openStreamer(ChannelSelector.named(names), StreamerOptions.DEFAULT);
  }

  /** Opens a live stream of the channels with these names as {@link #openStreamer(String...)}. */
  public Streamer openStreamer(Collection<String> names) {
    return openStreamer(ChannelSelector.named(names), StreamerOptions.DEFAULT);
  }

  /** Opens a live stream of the selected channels with {@link StreamerOptions#DEFAULT}. */
  public Streamer openStreamer(ChannelSelector selector) {
    return openStreamer(selector, StreamerOptions.DEFAULT);
  }

  /**
   * Looks the channels up and opens a live stream of them; see {@link #openStreamer(Collection,
   * StreamerOptions)}.
   *
   * @throws SynnaxException with {@code NOT_FOUND} that names every unknown channel
   * @throws IllegalArgumentException if it selects nothing: the stream would never bring a frame
   */
  public Streamer openStreamer(ChannelSelector selector, StreamerOptions options) {
    refuseNothing(selector);
    return openStreamer(channels.selected(selector), options);
  }

  private static void refuseNothing(ChannelSelector selector) {
    if (selector.isEmpty()) {
      throw new IllegalArgumentException("a stream needs a channel: name at least one");
    }
  }

  /**
   * Opens a live stream; returns when the cluster has acknowledged it, after at most the request
   * time limit. Zero channels are legal. The acknowledgement does not promise that samples written
   * from now on arrive: the cluster subscribes a little later.
   *
   * @throws SynnaxException with {@code INVALID_ARGUMENT} for a channel whose data type is unknown,
   *     before anything is sent
   */
  @Override
  public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
    return open(channels, options);
  }

  private SignallingStreamer open(Collection<Channel> streamed, StreamerOptions options) {
    return options.reopening().isEverTried()
        ? ReopeningStreamer.open(session, streamed, options)
        : GrpcStreamer.open(session, streamed, options);
  }

  /**
   * Opens a stream that brings a frame when channels were created, renamed or deleted: a hint,
   * since signals can get lost.
   */
  @Override
  public Streamer openChangeSignals() {
    return openSignals("sy_channel_set", "sy_channel_delete");
  }

  private Streamer openSignals(String... names) {
    return openStreamer(
        ChannelSelector.named(names),
        StreamerOptions.DEFAULT.withBuffer(SIGNAL_BUFFER_BYTES, Overflow.DROP_OLDEST));
  }

  /** The ranges of the cluster: named spans of time, such as test runs. */
  @Override
  public Ranges ranges() {
    return ranges;
  }

  /**
   * Opens a stream that brings a frame when ranges were created, changed or deleted, or when their
   * properties or aliases were. A hint, since signals can get lost.
   */
  @Override
  public Streamer openRangeSignals() {
    return openSignals(
        "sy_range_set",
        "sy_range_delete",
        "sy_range_kv_set",
        "sy_range_kv_delete",
        "sy_range_alias_set",
        "sy_range_alias_delete");
  }

  /**
   * Opens a live stream of the channels with these names as {@link #openStreamer(String...)} does,
   * without waiting.
   */
  public CompletableFuture<AsyncStreamer> openAsyncStreamer(String... names) {
    return openAsyncStreamer(ChannelSelector.named(names), StreamerOptions.DEFAULT);
  }

  /**
   * Opens a live stream as {@link #openStreamer(ChannelSelector, StreamerOptions)} does, without
   * waiting: the future completes on the stream's own thread, exceptionally with a {@link
   * SynnaxException}.
   */
  public CompletableFuture<AsyncStreamer> openAsyncStreamer(
      ChannelSelector selector, StreamerOptions options) {
    refuseNothing(selector);
    return openAsyncStreamer(selector, options, new StreamThread(session.name() + "-async"));
  }

  /**
   * Opens a live stream as {@link #openAsyncStreamer(ChannelSelector, StreamerOptions)} does, but
   * on threads of the caller.
   *
   * @param executor runs the tasks of the stream, one at a time: on other threads than those that
   *     call it, which may be the client's own. Close the stream before the executor: one that
   *     refuses a task ends it with {@code CLIENT_ERROR}
   */
  public CompletableFuture<AsyncStreamer> openAsyncStreamer(
      ChannelSelector selector, StreamerOptions options, Executor executor) {
    refuseNothing(selector);
    return openAsyncStreamer(selector, options, new StreamThread(executor));
  }

  private CompletableFuture<AsyncStreamer> openAsyncStreamer(
      ChannelSelector selector, StreamerOptions options, StreamThread thread) {
    return AsyncStreamer.open(thread, () -> open(channels.selected(selector), options));
  }

  /**
   * Prepares to read stored rows of channels, also of several groups; it sends nothing but the
   * lookup of the channels before the first step.
   *
   * @param range the times of the rows
   * @param chunkSamples rows read at once; fewer for wide groups, and never above 100,000
   * @throws SynnaxException with {@code NOT_FOUND} that names every unknown channel, or with {@code
   *     INVALID_ARGUMENT} that names every virtual one
   */
  public HistoryIterator openIterator(ChannelSelector selector, TimeRange range, int chunkSamples) {
    return HistoryIterator.open(session, channels.selected(selector), range, chunkSamples);
  }

  /**
   * Reads all stored rows of channels at once, in the order of {@link HistoryIterator}; they all
   * have to fit into memory. Each request has a time limit, the whole read has none.
   *
   * @param range the times of the rows
   * @return empty when nothing is stored there
   * @throws SynnaxException as {@link #openIterator} and {@link HistoryIterator#next} do
   */
  public List<Rows> read(ChannelSelector selector, TimeRange range) throws InterruptedException {
    List<Rows> all = new ArrayList<>();
    try (HistoryIterator iterator = openIterator(selector, range, READ_CHUNK_SAMPLES)) {
      for (Rows rows = iterator.next(); rows != null; rows = iterator.next()) {
        all.add(rows);
      }
    }
    return all;
  }

  /**
   * Reads what a stream may have missed, as {@link #read(ChannelSelector, TimeRange)} does. Rows
   * that their writer has not committed yet are not there yet.
   *
   * @return empty when nothing is stored there, as of virtual channels
   */
  public List<Rows> read(StreamGap gap) throws InterruptedException {
    long[] stored =
        gap.channels().stream()
            .filter(channel -> channel.isIndexed() && !channel.isVirtual())
            .mapToLong(Channel::key)
            .toArray();
    return stored.length == 0 ? List.of() : read(ChannelSelector.keyed(stored), gap.range());
  }

  /**
   * Prepares to read the stored rows of a group; nothing is sent before the first read. At most two
   * iterators are open at a time.
   *
   * @param group a stored group: virtual and calculated channels have no history
   * @param range the times of the rows
   * @param chunkSamples maximum number of rows of a block; fewer for wide groups, and never above
   *     100,000
   * @throws IllegalArgumentException when the group is not stored
   */
  @Override
  public HistoryReader readHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return new HistoryReader(session, group, range, chunkSamples, InstantSource.system());
  }

  /**
   * Prepares to read the stored rows of a group in a range in which nobody writes any more, as
   * {@link #readHistory} does: but it does not omit the newest row while that lacks a channel.
   *
   * @throws IllegalArgumentException when the group is not stored
   */
  @Override
  public HistoryReader readFinishedHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return readHistory(group, range, chunkSamples).withIncompleteRow();
  }

  /**
   * The first of some ranges of time in which any of some stored channels has a sample, as far as a
   * seek shows: perhaps samples are only at its edges. One iterator looks at all of them.
   *
   * @return the number of the range, -1 for none
   * @throws SynnaxException if the cluster fails, or refuses because one channel is not stored
   */
  @Override
  public int firstWithHistory(Collection<Channel> channels, List<TimeRange> ranges)
      throws InterruptedException {
    List<TimeRange> parts = new ArrayList<>();
    List<Integer> rangeOfPart = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      for (TimeRange part : IndexReader.servable(ranges.get(i))) {
        parts.add(part);
        rangeOfPart.add(i);
      }
    }
    if (parts.isEmpty()) {
      return -1;
    }
    try (FrameIterator open = FrameIterator.open(session, channels, parts.get(0), 1)) {
      int filled = open.firstFilled(parts);
      return filled < 0 ? -1 : rangeOfPart.get(filled);
    }
  }

  /**
   * The maximum stored timestamp of a group.
   *
   * @return null if nothing is stored
   * @throws IllegalArgumentException when the group is not stored
   */
  @Override
  public @Nullable TimeStamp lastTimestamp(IndexGroup group) throws InterruptedException {
    return IndexEnd.lastTimestamp(session, HistoryBlock.indexOf(group));
  }

  /**
   * The maximum stored timestamp of each of some groups, in their order. A few iterators are open
   * at a time, so that many groups take little longer than one.
   *
   * @throws IllegalArgumentException when a group is not stored
   */
  @Override
  public List<Optional<TimeStamp>> lastTimestamps(List<IndexGroup> groups)
      throws InterruptedException {
    return IndexEnd.lastTimestamps(session, groups.stream().map(HistoryBlock::indexOf).toList());
  }

  /**
   * The newest stored timestamps of a group; the effort does not grow with what is stored.
   *
   * @param since the earliest timestamp to return
   * @param most maximum number of timestamps
   * @return in no particular order; empty if nothing newer is stored
   * @throws IllegalArgumentException when the group is not stored
   */
  @Override
  public long[] newestTimestamps(IndexGroup group, TimeStamp since, int most)
      throws InterruptedException {
    TimeRange range = new TimeRange(since, TimeStamp.MAX);
    return IndexEnd.newest(session, HistoryBlock.indexOf(group), range, most);
  }

  /**
   * Ends all calls and streams at once, and the thread of this connection within a second. A host
   * name lookup that hangs in the operating system may outlast it on a daemon thread.
   */
  @Override
  public void close() {
    session.close();
  }
}

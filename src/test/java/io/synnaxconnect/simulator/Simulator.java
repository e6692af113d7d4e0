package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A Synnax on 127.0.0.1: a real gRPC server with channels, live streams, history and writers, whose
 * flaws and failures are switches. {@code stop} and {@code start} are a broken network: the cluster
 * behind them goes on, also for writers inside the process. {@code restart} is another server
 * process. Thread-safe; {@code close} ends all threads within a second.
 */
public final class Simulator implements AutoCloseable {

  private final SimulatorSettings settings;
  private final Faults faults = new Faults();
  private final SimulatorCounters counters = new SimulatorCounters();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private volatile Core core;

  Simulator(SimulatorSettings settings) {
    this.settings = settings;
    Database empty = Database.fresh(settings);
    core = Core.started(settings, empty, faults, counters, newTokens(), this::die);
    try {
      for (int number : core.nodes().numbers()) {
        int port = number == 1 ? settings.port() : 0;
        nodes.add(new SimulatedNode(number, () -> core, port));
      }
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  /**
   * A builder with the defaults of a fresh server: user {@code synnax}, password {@code seldon}.
   */
  public static SimulatorBuilder builder() {
    return new SimulatorBuilder();
  }

  private Tokens newTokens() {
    return new Tokens(settings.clock(), settings.tokenLife());
  }

  /** A hazardous request arrived: the process is gone until {@link #restart}. */
  private void die() {
    Thread thread = new Thread(this::stop, "simulator-death");
    thread.setDaemon(true);
    thread.start();
  }

  /** The port, the same over all restarts. */
  public int port() {
    return nodes.get(0).port();
  }

  /** A node by its number, from 1 on. */
  public SimulatedNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Where clients find it: {@code 127.0.0.1:port}. */
  public String address() {
    return nodes.get(0).address();
  }

  /** UUID of the cluster; another one after a wipe. */
  public String clusterKey() {
    return core.database().clusterKey();
  }

  /** Creates an index channel and returns its key. */
  public long createIndex(String name) {
    return create(NewChannel.index(name));
  }

  /** Creates an index channel that is leased to a node, as are its data channels. */
  public long createIndex(String name, int node) {
    return create(NewChannel.at(node, NewChannel.index(name)));
  }

  /** Creates a virtual channel that is leased to a node. */
  public long createVirtual(String name, String dataTypeName, int node) {
    return create(NewChannel.at(node, NewChannel.virtual(name, dataTypeName)));
  }

  /** Creates a stored data channel and returns its key. */
  public long createChannel(String name, DataType type, long indexKey) {
    int node = Nodes.leaseholder(indexKey);
    return create(NewChannel.at(node, NewChannel.data(name, type, indexKey)));
  }

  /** Creates a virtual channel of any type text, leased to the node, and returns its key. */
  public long createVirtual(String name, String dataTypeName) {
    return create(NewChannel.virtual(name, dataTypeName));
  }

  /** Creates a free virtual channel, whose samples carry no alignment, and returns its key. */
  public long createFree(String name, String dataTypeName) {
    return create(NewChannel.free(name, dataTypeName));
  }

  /**
   * Creates a calculated channel with its index {@code <name>_time} and returns its key, which is
   * one below that of the index. Computed is {@code return <source>}, also with one of {@code + - *
   * /} and a number.
   */
  public long createCalculated(String name, String expression) {
    return create(NewChannel.calculated(name, expression));
  }

  private long create(ChannelMessage wanted) {
    return core.createChannels(List.of(wanted), false).get(0).key();
  }

  /** Puts a channel past all rules, with a name or type that only older clusters hold. */
  public void putChannel(Channel channel) {
    core.channels().put(channel);
  }

  public void deleteChannel(long key) {
    core.deleteChannels(List.of(key), List.of());
  }

  public void renameChannel(long key, String newName) {
    core.renameChannel(key, newName);
  }

  /** All channels in key order, the built-in ones too. */
  public List<Channel> channels() {
    return core.channels().all();
  }

  /** Opens a writer without a client; throws {@link CoreError} as the server would refuse it. */
  public SimulatedWriter openWriter(WriterOptions options, long... keys) {
    List<Long> boxed = new ArrayList<>();
    for (long key : keys) {
      boxed.add(key);
    }
    List<Channel> channels = core.channels().require(boxed);
    return new SimulatedWriter(WriterSession.open(core, channels, options, List.of()), channels);
  }

  /** The same with {@link WriterOptions#defaults()}. */
  public SimulatedWriter openWriter(long... keys) {
    return openWriter(WriterOptions.defaults(), keys);
  }

  /**
   * Imports old rows as the official clients do: a writer that persists only, closed on return.
   *
   * @param channelKeys the index and its data channels, or only data channels, whose timestamps the
   *     index has from {@code startNanos} on
   * @param startNanos where the region begins
   * @param rows one sample of each channel
   */
  public void importRows(long[] channelKeys, long startNanos, Object[]... rows) {
    try (SimulatedWriter writer =
        openWriter(WriterOptions.importFrom(startNanos).withAutoCommit(false), channelKeys)) {
      for (Object[] row : rows) {
        writer.writeRow(row);
      }
      writer.commit();
    }
  }

  /** The ranges of the cluster. */
  public SimulatedRanges ranges() {
    return new SimulatedRanges(() -> core);
  }

  /** What history holds of a stored channel. */
  public StoredSamples stored(long key) {
    Channel channel = core.channels().require(List.of(key)).get(0);
    return StoredSamples.of(core.storage(), key, Objects.requireNonNull(channel.dataType()));
  }

  /** Deletes the stored regions of channels that lie inside a range of time. */
  public void deleteRegions(TimeRange range, long... keys) {
    for (long key : keys) {
      core.storage().deleteRegions(key, range);
    }
  }

  /**
   * Steps of iterators fail inside the server: their last channel brings nothing, and only command
   * 8 says why, until the next seek. From 0.59 on the call also ends with the error.
   *
   * @param after how many steps succeed before
   * @param steps how many fail
   */
  public void failReads(int after, int steps) {
    faults.failReads(after, steps);
  }

  /** The next frames to each reader that is open now vanish; alignments go on. */
  public void skipFrames(int next) {
    core.relay().readers().forEach(reader -> reader.skip(next));
  }

  /** From now on each frame to each reader vanishes with this probability; 0 ends it. */
  public void skipFramesRandomly(double probability, long seed) {
    faults.skipRandomly(probability, seed);
  }

  /** While on, streams stay open and silent: what is written then never comes. */
  public void stall(boolean on) {
    faults.stalled = on;
  }

  /** All TCP connections die without a goodbye; new ones are accepted at once. */
  public synchronized void cutConnections() {
    nodes.get(0).cutConnections();
  }

  /** All connections die and the port refuses, until {@link #start}. */
  public synchronized void stop() {
    nodes.get(0).disconnect();
  }

  /** The port accepts again; does nothing while it does. */
  public synchronized void start() {
    try {
      Duration delay = faults.startDelay;
      boolean closed = closing.await(delay.toNanos(), TimeUnit.NANOSECONDS);
      if (!closed) {
        nodes.get(0).connect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the server process and starts the next on the same port: writers end, alignments begin
   * anew, tokens are void (with TLS they survive, unless the data is wiped).
   */
  public synchronized void restart(RestartKind kind) {
    stop();
    core.close();
    core = core.next(kind, newTokens());
    start();
  }

  /** All tokens issued so far have expired; open streams go on. */
  public void expireTokens() {
    core.tokens().expireAll();
  }

  /** The main user logs in with another password from now on, and all tokens have expired. */
  public void changePassword(String password) {
    faults.password = password;
    expireTokens();
  }

  /** The port shows another certificate from the next {@link #start} on. */
  public void changeTls(SimulatorTls shown) {
    faults.tls = shown;
  }

  /** Nobody may retrieve these channels any more; {@code channel -> false} lifts it. */
  public void denyAccess(Predicate<Channel> denied) {
    faults.denied = denied;
  }

  /**
   * Nobody may read samples of these channels any more, live or stored, though everybody finds them
   * listed; {@code channel -> false} lifts it.
   */
  public void denyReading(Predicate<Channel> denied) {
    faults.unreadable = denied;
  }

  /** While on, readers of the control channel hear of no writer; what is held at first they do. */
  public void withholdControl(boolean on) {
    faults.controlWithheld = on;
  }

  /** Readers of the control channel hear of writers this much later from now on; zero at first. */
  public void delayControl(Duration delay) {
    faults.controlDelay = delay;
  }

  /** How long {@link #start} and {@link #restart} take from now on; zero at first. */
  public void slowStart(Duration delay) {
    faults.startDelay = delay;
  }

  /** The next frame to each reader that is open now is cut off by one byte. */
  public void sendMalformedFrame() {
    core.relay().readers().forEach(StreamerSession::malformNext);
  }

  /** Streams opened from now on miss what is written this long after their acknowledgement. */
  public void delaySubscription(Duration afterAcknowledgement) {
    faults.subscriptionDelay = afterAcknowledgement;
  }

  /** The channel keys of each stream of live frames that is open now, as they are routed. */
  public List<Set<Long>> streamedKeys() {
    return core.relay().readers().stream().map(StreamerSession::keys).toList();
  }

  /** What clients did since the simulator was built. */
  public SimulatorCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    closing.countDown();
    nodes.forEach(SimulatedNode::disconnect);
    core.close();
  }
}

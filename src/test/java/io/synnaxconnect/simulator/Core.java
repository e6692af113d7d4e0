package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** One server process: everything that a restart forgets, around the database that it keeps. */
final class Core implements AutoCloseable {

  private final SimulatorSettings settings;
  private final Database database;
  private final Faults faults;
  private final SimulatorCounters counters;
  private final Access access;
  private final Tokens tokens;
  private final Relay relay;
  private final Control control = new Control();
  private final Regions regions = new Regions();
  private final Calculations calculations;
  private final Nodes nodes;
  private final ReentrantLock writeLock = new ReentrantLock();
  private final Set<WriterSession> writers = ConcurrentHashMap.newKeySet();
  private final Set<IteratorSession> iterators = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor scheduler;
  private final Runnable crash;

  private Core(
      SimulatorSettings settings,
      Database database,
      Faults faults,
      SimulatorCounters counters,
      Tokens tokens,
      Runnable crash) {
    this.settings = settings;
    this.database = database;
    this.faults = faults;
    this.counters = counters;
    this.tokens = tokens;
    this.crash = crash;
    this.access = new Access(faults);
    this.calculations = new Calculations(database.channels());
    this.relay = new Relay("simulator-relay");
    this.nodes = new Nodes(settings.nodes());
    this.scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "simulator-scheduler");
              thread.setDaemon(true);
              return thread;
            });
    scheduler.setRemoveOnCancelPolicy(true);
    // A request that comes while the process ends changes nothing any more.
    scheduler.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Starts a process.
   *
   * @param tokens those of the process before, where they survive
   * @param crash what ends this process from inside
   */
  static Core started(
      SimulatorSettings settings,
      Database database,
      Faults faults,
      SimulatorCounters counters,
      Tokens tokens,
      Runnable crash) {
    Core core = new Core(settings, database, faults, counters, tokens, crash);
    if (settings.housekeeping()) {
      Housekeeping.begin(core);
    }
    return core;
  }

  /** The process after this one; tokens survive in secure mode, unless the data is wiped. */
  Core next(RestartKind kind, Tokens freshTokens) {
    Database kept = kind == RestartKind.WIPED ? Database.fresh(settings) : database;
    if (kind == RestartKind.CRASHED) {
      kept.storage().crash(settings.seed());
    }
    boolean keepsTokens = settings.tls() != null && kind != RestartKind.WIPED;
    return started(settings, kept, faults, counters, keepsTokens ? tokens : freshTokens, crash);
  }

  SimulatorSettings settings() {
    return settings;
  }

  Profile profile() {
    return settings.profile();
  }

  Database database() {
    return database;
  }

  Channels channels() {
    return database.channels();
  }

  Storage storage() {
    return database.storage();
  }

  Faults faults() {
    return faults;
  }

  SimulatorCounters counters() {
    return counters;
  }

  Access access() {
    return access;
  }

  Tokens tokens() {
    return tokens;
  }

  Relay relay() {
    return relay;
  }

  Nodes nodes() {
    return nodes;
  }

  /** What the streams at a gateway want has changed. */
  void onDemand(int gateway) {
    if (nodes.areSeveral()) {
      Set<Long> wanted =
          relay.readers().stream()
              .filter(reader -> reader.gateway() == gateway)
              .flatMap(reader -> reader.keys().stream())
              .collect(Collectors.toSet());
      nodes.demand(gateway, wanted);
    }
  }

  /** A node is gone, and with it those who write its channels. */
  void onDeath(int node) {
    nodes.die(node);
    writers.stream().filter(writer -> writer.writesAt(node)).forEach(WriterSession::close);
  }

  Control control() {
    return control;
  }

  Regions regions() {
    return regions;
  }

  Calculations calculations() {
    return calculations;
  }

  /** Runs what changes data, one writer at a time, so that frames leave in the order of writing. */
  void locked(Runnable action) {
    writeLock.lock();
    try {
      action.run();
    } finally {
      writeLock.unlock();
    }
  }

  /** Sends a frame to the readers, then what is calculated from it. */
  void publish(RelayFrame frame) {
    if (!frame.series().isEmpty()) {
      nodes.split(frame).forEach(relay::publish);
      calculations.follow(frame).forEach(relay::publish);
    }
  }

  /** Sends transfers of control to the readers, unless a fault keeps them back. */
  void announce(List<Control.Transfer> transfers) {
    transfers.stream()
        .collect(Collectors.groupingBy(transfer -> Nodes.reportingNode(transfer.channelKey())))
        .forEach((node, own) -> announce(control.frame(node, own)));
  }

  private void announce(RelayFrame frame) {
    long delayNanos = faults.controlDelay.toNanos();
    if (faults.controlWithheld) {
      return;
    }
    if (delayNanos == 0) {
      relay.publish(frame);
    } else {
      schedule(() -> relay.publish(frame), delayNanos);
    }
  }

  void schedule(Runnable action, long delayNanos) {
    Future<?> unused = scheduler.schedule(action, delayNanos, TimeUnit.NANOSECONDS);
  }

  Future<?> scheduleRepeatedly(Runnable action, long periodNanos) {
    return scheduler.scheduleAtFixedRate(action, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  List<Channel> createChannels(List<ChannelMessage> wanted, boolean retrieveIfNameExists) {
    Channels.Created created = channels().create(wanted, retrieveIfNameExists);
    if (!created.made().isEmpty()) {
      relay.publish(Signals.set(created.made()));
    }
    return created.answered();
  }

  void renameChannel(long key, String newName) {
    relay.publish(Signals.set(List.of(channels().rename(key, newName))));
  }

  /** Deletes channels with their samples, all of them or, where one is in use, none. */
  void deleteChannels(Collection<Long> keys, Collection<String> names) {
    locked(
        () -> {
          List<Channel> doomed = channels().toDelete(keys, names);
          doomed.forEach(this::checkUnused);
          channels().remove(doomed);
          doomed.forEach(channel -> storage().remove(channel.key()));
          if (!doomed.isEmpty()) {
            relay.publish(Signals.delete(doomed));
          }
        });
  }

  private void checkUnused(Channel channel) {
    long users =
        writers.stream().filter(writer -> writer.owns(channel.key())).count()
            + iterators.stream().filter(iterator -> iterator.reads(channel.key())).count();
    if (users > 0 && !channel.isVirtual()) {
      throw CoreError.unknown(
          "cannot close channel %s because there are currently %d unclosed iterators/writers on it"
              .formatted(ChannelRules.label(channel), users));
    }
  }

  void addWriter(WriterSession writer) {
    writers.add(writer);
    counters.openWriters.incrementAndGet();
  }

  void removeWriter(WriterSession writer) {
    if (writers.remove(writer)) {
      counters.openWriters.decrementAndGet();
    }
  }

  void addIterator(IteratorSession iterator) {
    iterators.add(iterator);
    counters.openIterators.incrementAndGet();
    counters.iteratorsOpened.incrementAndGet();
  }

  void removeIterator(IteratorSession iterator) {
    if (iterators.remove(iterator)) {
      counters.openIterators.decrementAndGet();
    }
  }

  /** What a hazardous request does to a real server. */
  void die() {
    crash.run();
  }

  /** Ends the process: writers are lost with what they have not committed. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    relay.close();
    for (WriterSession writer : new ArrayList<>(writers)) {
      locked(writer::abandon);
      removeWriter(writer);
    }
    new ArrayList<>(iterators).forEach(this::removeIterator);
  }
}

package io.synnaxconnect.faults;

import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.LocalCluster;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Workers that are one Connect cluster. */
final class ScaleWorkers implements AutoCloseable {

  static final long REBALANCE_DELAY_MILLIS = 2_000;

  /** The shortest that a broker allows. */
  static final long SESSION_TIMEOUT_MILLIS = 6_000;

  private final LocalCluster cluster;
  private final String name;
  private final Map<String, String> more;
  private final List<ConnectWorker> all = new CopyOnWriteArrayList<>();
  private final List<ConnectWorker> living = new CopyOnWriteArrayList<>();

  /**
   * Starts so many at the same time and returns when all answer.
   *
   * @param name of their Connect cluster
   * @param more settings of each
   */
  ScaleWorkers(LocalCluster cluster, String name, int count, Map<String, String> more) {
    this.cluster = cluster;
    this.name = name;
    this.more = Map.copyOf(more);
    IntStream.range(0, count)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> newWorker(i)))
        .toList()
        .forEach(start -> all.add(start.join()));
    living.addAll(all);
  }

  private ConnectWorker newWorker(int number) {
    Map<String, String> settings = new HashMap<>();
    settings.put("group.id", name);
    settings.put("offset.flush.interval.ms", "500");
    settings.put("heartbeat.interval.ms", "1000");
    settings.put("session.timeout.ms", Long.toString(SESSION_TIMEOUT_MILLIS));
    settings.put("scheduled.rebalance.max.delay.ms", Long.toString(REBALANCE_DELAY_MILLIS));
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_" + name + "_" + storage);
    }
    settings.putAll(more);
    return cluster.startWorker(name + "-" + number, settings);
  }

  /** Of the first that lives. */
  ConnectRest rest() {
    return living.get(0).rest();
  }

  /** Addresses of those that live, as tasks name them. */
  Set<String> addresses() {
    return living.stream()
        .map(ScaleWorkers::address)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String address(ConnectWorker worker) {
    return worker.rest().url().substring("http://".length());
  }

  /** Kills the process of one. */
  void kill(String address) {
    remove(address).process().kill();
  }

  private ConnectWorker remove(String address) {
    ConnectWorker found =
        living.stream().filter(w -> address(w).equals(address)).findAny().orElseThrow();
    living.remove(found);
    return found;
  }

  /**
   * Stops one where it is, with all its connections; nobody asks it meanwhile.
   *
   * @return what lets it go on
   */
  Runnable freeze(String address) {
    ConnectWorker victim = remove(address);
    victim.process().freeze();
    return () -> {
      victim.process().thaw();
      living.add(victim);
    };
  }

  /** Ends one as an operator does. */
  void end(String address) {
    remove(address).close();
  }

  /** Starts one more. */
  void add() {
    ConnectWorker worker = newWorker(all.size());
    all.add(worker);
    living.add(worker);
  }

  /** The whole logs so far. */
  List<String> logs() {
    return all.stream().map(ConnectWorker::log).toList();
  }

  /** How many lines of all logs so far hold both texts. */
  long countLogged(String context, String text) {
    return all.stream()
        .flatMap(worker -> worker.log().lines())
        .filter(line -> line.contains(context) && line.contains(text))
        .count();
  }

  /** The end of each line of all logs so far that begins so. */
  List<String> logged(String begin) {
    return all.stream()
        .flatMap(worker -> worker.log().lines())
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .toList();
  }

  @Override
  public void close() {
    living.forEach(worker -> worker.process().kill());
  }
}

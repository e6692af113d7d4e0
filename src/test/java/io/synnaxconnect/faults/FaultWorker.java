package io.synnaxconnect.faults;

import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.LocalCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker, a Connect cluster of its own, whose process can be replaced by another one. */
final class FaultWorker implements AutoCloseable {

  private final LocalCluster cluster;
  private final Mode mode;
  private final String name;
  private int started;
  private volatile ConnectWorker current;

  /**
   * Starts the worker and returns when it answers.
   *
   * @param name of its Connect cluster
   */
  FaultWorker(LocalCluster cluster, Mode mode, String name) {
    this.cluster = cluster;
    this.mode = mode;
    this.name = name;
    this.current = newWorker();
  }

  private ConnectWorker newWorker() {
    Map<String, String> settings = new HashMap<>(mode.worker());
    settings.put("group.id", name);
    settings.put("heartbeat.interval.ms", "1000");
    // A worker that was killed counts as there until then.
    settings.put("session.timeout.ms", "6000");
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_" + name + "_" + storage);
    }
    started++;
    return cluster.startWorker(name + "-" + started, settings);
  }

  /** Starts the process that follows one that was killed. */
  void startNext() {
    current = newWorker();
  }

  ChildProcess process() {
    return current.process();
  }

  ConnectRest rest() {
    return current.rest();
  }

  Mode mode() {
    return mode;
  }

  String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  @Override
  public void close() {
    current.process().kill();
  }
}

package io.synnaxconnect.simulator;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node of a simulated cluster: its port, and what may happen to it. */
public final class SimulatedNode {

  private final int number;
  private final Supplier<Core> core;
  private final int port;
  private @Nullable Endpoint endpoint;

  SimulatedNode(int number, Supplier<Core> core, int port) {
    this.number = number;
    this.core = core;
    Endpoint first = new Endpoint(core.get(), number, port);
    this.endpoint = first;
    this.port = first.port();
  }

  /** The port, the same over all restarts. */
  public int port() {
    return port;
  }

  /** Where clients find it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /**
   * Its process ends, with those who write its channels. What other nodes bring of its channels has
   * an end, also after it is back: {@link Nodes#demand}.
   */
  public void die() {
    core.get().onDeath(number);
    disconnect();
  }

  /** The next process starts. */
  public void start() {
    core.get().nodes().start(number);
    connect();
  }

  /** While on, it swallows what comes and answers nothing; its connections stay open. */
  public synchronized void freeze(boolean on) {
    core.get().nodes().freeze(number, on);
    if (endpoint != null) {
      endpoint.freeze(on);
    }
  }

  /** From now on no stream at this node brings anything, until it dies. */
  public void jam() {
    core.get().nodes().jam(number);
  }

  synchronized void connect() {
    if (endpoint == null) {
      endpoint = new Endpoint(core.get(), number, port);
    }
  }

  synchronized void disconnect() {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  synchronized void cutConnections() {
    if (endpoint != null) {
      endpoint.cutConnections();
    }
  }
}

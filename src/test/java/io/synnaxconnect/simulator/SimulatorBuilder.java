package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a simulator can be built with; each setter returns this builder. */
public final class SimulatorBuilder {

  private final List<User> others = new ArrayList<>();
  private String username = "synnax";
  private String password = "seldon";
  private @Nullable SimulatorTls tls;
  private int port;
  private Duration tokenLife = Duration.ofHours(24);
  private LongSupplier clock = SimulatorBuilder::systemNanos;
  private String version = "0.56.16";
  private int licenceLimit = Integer.MAX_VALUE;
  private long retainedSamples = Integer.MAX_VALUE;
  private boolean housekeeping;
  private int nodes = 1;
  private long seed = 1;

  SimulatorBuilder() {}

  static long systemNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Name of the user who may do everything; {@code synnax}. */
  public SimulatorBuilder username(String name) {
    username = name;
    return this;
  }

  /** That user's password; {@code seldon}. */
  public SimulatorBuilder password(String text) {
    password = text;
    return this;
  }

  /** Another user, who may retrieve and read some channels and change nothing. */
  public SimulatorBuilder user(String name, String text, Predicate<Channel> mayRetrieve) {
    others.add(new User(UUID.randomUUID().toString(), name, text, false, mayRetrieve));
    return this;
  }

  /** Secure mode: TLS 1.3 only. Without it HTTP/2 in plain text. */
  public SimulatorBuilder tls(SimulatorTls shown) {
    tls = shown;
    return this;
  }

  /** The port on 127.0.0.1; 0, the default, takes a free one, which restarts keep. */
  public SimulatorBuilder port(int number) {
    port = number;
    return this;
  }

  /** How long a token is good; 24 hours. */
  public SimulatorBuilder tokenLife(Duration life) {
    tokenLife = life;
    return this;
  }

  /** Nanoseconds since the Unix epoch, for tokens, node time and what a crash loses. */
  public SimulatorBuilder clock(LongSupplier nanos) {
    clock = nanos;
    return this;
  }

  /**
   * The version that the server tells and behaves as: 0.57 knows booleans, 0.56 sends buffers, 0.55
   * and 0.54 frames, older ones know none of the services but the connectivity.
   */
  public SimulatorBuilder version(String text) {
    version = text;
    return this;
  }

  /** How many stored channels there may be, the five metrics channels included; no limit. */
  public SimulatorBuilder licenceLimit(int channels) {
    licenceLimit = channels;
    return this;
  }

  /** How many of the newest samples of a channel are kept at least; all. */
  public SimulatorBuilder retainedSamples(long samples) {
    retainedSamples = samples;
    return this;
  }

  /** Whether the server writes its metrics channels and a status signal by itself; it does not. */
  public SimulatorBuilder housekeeping(boolean on) {
    housekeeping = on;
    return this;
  }

  /** How many nodes the cluster has, each with its own port; one. */
  public SimulatorBuilder nodes(int number) {
    nodes = number;
    return this;
  }

  /** What a crash loses depends on it. */
  public SimulatorBuilder seed(long number) {
    seed = number;
    return this;
  }

  /** Builds the simulator and starts it. */
  public Simulator start() {
    List<User> users = new ArrayList<>(others);
    users.add(new User(UUID.randomUUID().toString(), username, password, true, channel -> true));
    return new Simulator(
        new SimulatorSettings(
            port,
            List.copyOf(users),
            tls,
            tokenLife,
            clock,
            Profile.of(version),
            licenceLimit,
            retainedSamples,
            housekeeping,
            nodes,
            seed));
  }
}

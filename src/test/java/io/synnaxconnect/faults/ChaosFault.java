package io.synnaxconnect.faults;

import io.synnaxconnect.simulator.RestartKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What can happen to a chain of cluster, workers and broker. Faults of different places happen at
 * the same time; of one place, and of those that a place excludes, one after the other.
 */
enum ChaosFault {
  CONNECTIONS_CUT(Place.NETWORK, life -> once(() -> life.stand().route().cut())),
  PORT_CLOSED(
      Place.NETWORK,
      life -> {
        life.stand().route().shut();
        return () -> life.stand().route().open();
      }),
  HALF_OPEN(Place.NETWORK, life -> once(() -> life.stand().route().silence())),

  CLUSTER_RESTARTED(Place.CLUSTER, life -> once(() -> life.stand().restart(RestartKind.CLEAN))),
  CLUSTER_CRASHED(Place.CLUSTER, life -> once(() -> life.stand().restart(RestartKind.CRASHED))),
  CLUSTER_FROZEN(
      Place.CLUSTER,
      life -> {
        life.simulator().node(1).freeze(true);
        return () -> life.simulator().node(1).freeze(false);
      }),
  CLUSTER_SLOW(Place.CLUSTER, life -> life.slowDown(Duration.ofMillis(300))),
  STREAMS_SILENT(
      Place.CLUSTER,
      life -> {
        life.simulator().stall(true);
        return () -> life.simulator().stall(false);
      }),
  READS_FAIL(Place.CLUSTER, life -> once(() -> life.simulator().failReads(0, 5))),
  CLOCK_SET_BACK(
      Place.CLUSTER,
      life -> {
        life.stand().shiftClock(Duration.ofHours(-1));
        return () -> life.stand().shiftClock(Duration.ZERO);
      }),
  FRAMES_SKIPPED(
      Place.CLUSTER,
      life -> {
        life.simulator().skipFramesRandomly(0.3, life.random().nextLong());
        return () -> life.simulator().skipFramesRandomly(0, 0);
      }),
  FRAME_MALFORMED(Place.CLUSTER, life -> once(() -> life.simulator().sendMalformedFrame())),
  CONTROL_WITHHELD(
      Place.CLUSTER,
      life -> {
        life.simulator().withholdControl(true);
        return () -> life.simulator().withholdControl(false);
      }),
  SUBSCRIPTION_LATE(
      Place.CLUSTER,
      life -> {
        life.simulator().delaySubscription(Duration.ofMillis(500));
        life.simulator().cutConnections();
        return () -> life.simulator().delaySubscription(Duration.ZERO);
      }),
  TOKEN_ENDED(
      Place.CLUSTER,
      life ->
          once(
              () -> {
                life.simulator().expireTokens();
                life.simulator().cutConnections();
              })),
  PASSWORD_CHANGED(
      Place.CLUSTER,
      life -> {
        life.simulator().changePassword("another");
        life.simulator().cutConnections();
        return () -> life.simulator().changePassword(SecretSearch.PASSWORD);
      }),
  READING_DENIED(
      Place.CLUSTER,
      life -> {
        life.simulator().denyReading(channel -> channel.name().startsWith("engine_"));
        life.simulator().cutConnections();
        return () -> life.simulator().denyReading(channel -> false);
      }),
  ACCESS_DENIED(
      Place.CLUSTER,
      life -> {
        life.simulator().denyAccess(channel -> channel.name().startsWith("engine_"));
        life.simulator().cutConnections();
        return () -> life.simulator().denyAccess(channel -> false);
      }),

  CHANNEL_CREATED(Place.DATA, life -> once(() -> life.stand().addChannel(life.random()))),
  GROUP_CREATED(Place.DATA, life -> once(() -> life.stand().addGroup())),
  CHANNEL_RENAMED(Place.DATA, life -> once(() -> life.stand().renameExtra())),
  CHANNEL_DELETED(Place.DATA, life -> once(() -> life.stand().deleteExtra())),
  CHANNEL_RETYPED(Place.DATA, life -> once(() -> life.stand().retypeExtra())),
  NAME_HOSTILE(Place.DATA, life -> once(() -> life.stand().createHostileName())),
  ROWS_IMPORTED(Place.DATA, life -> once(() -> life.stand().importRows())),
  CHANNEL_IMPORTED(Place.DATA, life -> once(() -> life.stand().importAlone())),
  SESSION_WRITTEN(Place.DATA, life -> once(() -> life.stand().writeSession())),
  REGION_DELETED(Place.DATA, life -> once(() -> life.stand().deleteRegion())),
  LARGE_FRAME(Place.DATA, life -> once(() -> life.stand().writeLargeFrame())),

  BROKER_FROZEN(
      Place.KAFKA,
      life -> {
        life.kafka().broker().process().freeze();
        return () -> life.kafka().broker().process().thaw();
      }),
  BROKER_KILLED(
      Place.KAFKA,
      life -> {
        life.kafka().broker().process().kill();
        return () -> life.kafka().broker().startNext();
      }),
  REGISTRY_FROZEN(
      Place.KAFKA,
      life -> {
        life.kafka().registry().process().freeze();
        return () -> life.kafka().registry().process().thaw();
      }),

  WORKER_KILLED(
      Place.WORKER,
      life -> {
        life.workers().kill(life.anyWorker());
        return () -> life.workers().add();
      }),
  WORKER_FROZEN(Place.WORKER, life -> life.workers().freeze(life.anyWorker())::run),
  WORKER_ADDED(
      Place.WORKER,
      life -> {
        life.workers().add();
        return () -> life.workers().end(life.anyWorker());
      }),

  TASKS_RESTARTED(
      Place.CONNECT, life -> once(() -> life.control().ask("POST", "restart?includeTasks=true"))),
  RECONFIGURED(Place.CONNECT, life -> once(() -> life.reconfigure())),
  PAUSED(
      Place.CONNECT,
      life -> {
        life.control().ask("PUT", "pause");
        return () -> life.control().ask("PUT", "resume");
      }),
  STOPPED(
      Place.CONNECT,
      life -> {
        life.control().ask("PUT", "stop");
        return () -> life.control().ask("PUT", "resume");
      }),
  DELETED(
      Place.CONNECT,
      life -> {
        life.control().delete();
        return () -> life.reconfigure();
      });

  /** Where it happens. */
  enum Place {
    NETWORK,
    CLUSTER,
    DATA,
    KAFKA,
    WORKER,
    CONNECT;

    /** What has to be healed before something happens here: Connect answers only if Kafka does. */
    Set<Place> excluded() {
      return switch (this) {
        case NETWORK, CLUSTER, DATA -> EnumSet.of(this);
        case KAFKA, WORKER, CONNECT -> EnumSet.of(KAFKA, WORKER, CONNECT);
      };
    }
  }

  /** What happens; it returns what ends it. */
  interface Harm {
    Heal to(ChaosLife life) throws Exception;
  }

  /** What ends it. */
  interface Heal {
    void run() throws Exception;
  }

  private final Place place;

  @SuppressWarnings("ImmutableEnumChecker") // Functions without a state.
  private final Harm harm;

  ChaosFault(Place place, Harm harm) {
    this.place = place;
    this.harm = harm;
  }

  private static Heal once(Heal harm) throws Exception {
    harm.run();
    return () -> {};
  }

  Place place() {
    return place;
  }

  /** Lets it happen; returns what ends it. */
  Heal happen(ChaosLife life) throws Exception {
    return harm.to(life);
  }

  /** Whether the cluster itself may lose what it has stored, and we have delivered. */
  boolean losesStored() {
    return this == CLUSTER_CRASHED;
  }
}

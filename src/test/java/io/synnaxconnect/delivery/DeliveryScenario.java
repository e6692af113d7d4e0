package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.delivery.SimulatedWriter.Mode;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One random life of a group: writers, faults, task restarts, and at last calm. Then everything
 * that is promised must have arrived; what must never happen is checked all the time.
 */
final class DeliveryScenario {

  private static final long LATE_KEY = 5;

  private final VirtualTime time = new VirtualTime();
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  private final TreeSet<Long> chosen = new TreeSet<>(List.of(2L, 3L, SimulatedCluster.LONE_KEY));
  private final Dice dice;
  private final SimulatedCluster cluster;
  private final SimulatedWriters writers;
  private final SimulatedStream stream;
  private final SimulatedKafka kafka;
  private final DeliveryOracle oracle;
  private final DeliveryOptions options;
  private final long sinceNanos;
  private @Nullable SimulatedTask task;
  private boolean reopening;
  private boolean calm;

  DeliveryScenario(long seed) {
    dice = new Dice(seed);
    for (Fault fault : Fault.values()) {
      if (dice.percent(40)) {
        faults.add(fault);
      }
    }
    cluster = new SimulatedCluster(time, dice);
    oracle = new DeliveryOracle(cluster);
    long gapTimeout = dice.between(3, 20) * SECOND;
    options = new DeliveryOptions(gapTimeout, dice.between(1, 4) * SECOND, Long.MAX_VALUE);
    writers = new SimulatedWriters(time, dice, cluster, faults, gapTimeout * 9 / 10);
    if (dice.percent(20) && !writers.repeatTimestamps()) {
      chosen.add(SimulatedCluster.INDEX_KEY);
    }
    writers.writeBefore();
    sinceNanos = dice.flip() ? 0 : cluster.newestNanos() + 1;
    chosen.forEach(key -> oracle.promise(key, sinceNanos));
    kafka = new SimulatedKafka(dice, dice.flip(), firstOffset().toMap());
    stream = new SimulatedStream(time, dice, dice.between(3, 40), group());
    cluster.relayTo(stream::carry);
  }

  private SourceOffset firstOffset() {
    TimeStamp position = sinceNanos == 0 ? null : new TimeStamp(sinceNanos - 1);
    TimeStamp since = new TimeStamp(sinceNanos);
    return new SourceOffset(position, since, ChannelKeyRanges.of(chosen), List.of());
  }

  private IndexGroup group() {
    List<Channel> channels = chosen.stream().map(SimulatedCluster::channel).toList();
    return new IndexGroup(SimulatedCluster.INDEX, channels);
  }

  void run() {
    start();
    turn();
    for (int i = dice.between(40, 150); i > 0; i--) {
      time.runFor(dice.percent(1) ? dice.between(5, 15) * SECOND : aWhile());
      writers.act();
      Fault[] all = Fault.values();
      int next = dice.between(0, 2 * all.length - 1);
      if (next < all.length && faults.contains(all[next])) {
        inject(all[next]);
      }
    }
    calmDown();
  }

  private long aWhile() {
    return dice.between(5, 150) * MILLISECOND;
  }

  private void inject(Fault fault) {
    time.trace(() -> "fault " + fault);
    switch (fault) {
      case HAND_OVER -> writers.handOver();
      case CLEAN_RESTART, CRASH -> restartServer(fault == Fault.CRASH);
      case SKIP -> stream.skip(dice.flip() ? 0 : dice.between(1, 60));
      case STALL -> stream.stall(dice.between(100, 5000) * MILLISECOND);
      case SILENCE -> stream.goSilent();
      case BREAK -> stream.breakOff();
      case TASK_RESTART -> restartTask();
      case HISTORY_FAILS -> failHistory();
      case FREE_TIME -> writers.leaveTime();
      case LATE_DATA -> writers.writeLate();
      case RECONFIGURED -> reconfigure();
      default -> writers.reopen();
    }
  }

  private void restartServer(boolean crashed) {
    cluster.restart(crashed);
    stream.breakOff();
  }

  private void failHistory() {
    if (task != null && dice.percent(30)) {
      task.refuseNext();
    } else if (task != null) {
      task.fail(dice.flip() ? 0 : dice.between(10, 90));
    }
  }

  private void reconfigure() {
    if (dice.percent(20)) {
      if (chosen.add(LATE_KEY)) {
        oracle.promise(LATE_KEY, sinceNanos);
      }
      stream.breakOff();
    } else if (dice.percent(10)) {
      resetOffset();
    }
  }

  private void start() {
    task = new SimulatedTask(time, dice, cluster, stream, kafka, oracle, group(), options);
    stream.open(group());
  }

  /** The task's loop, for ever. */
  private void turn() {
    if (task != null) {
      task.turn();
      if (oracle.takeStalled()) {
        stream.breakOff();
      }
      if (!stream.isUp() && !reopening) {
        reopening = true;
        time.in(dice.between(0, 800) * MILLISECOND, this::reopen);
      }
    }
    time.in((calm ? 250 : dice.between(5, 60)) * MILLISECOND, this::turn);
  }

  private void reopen() {
    reopening = false;
    if (task != null && !stream.isUp()) {
      stream.open(group());
    }
  }

  private void restartTask() {
    crashTask();
    long pause = dice.percent(90) ? dice.between(0, 2000) * MILLISECOND : 25 * SECOND;
    time.in(
        pause,
        () -> {
          if (task == null) {
            start();
          }
        });
  }

  private void crashTask() {
    if (task != null) {
      task.kill();
    }
    task = null;
    stream.forget();
    kafka.crash();
    oracle.crashed();
  }

  /** A person sets the offset back, with or without what else it says. */
  private void resetOffset() {
    crashTask();
    SourceOffset before = SourceOffset.fromMap(kafka.committed());
    TimeStamp at = before.position();
    if (at != null) {
      long to = at.nanos() - dice.between(0, 3000) * MILLISECOND;
      Map<String, String> map = new HashMap<>(before.toMap());
      if (dice.flip()) {
        map.keySet().removeAll(Set.of("channels", "gaps"));
        oracle.excuseUpTo(to);
      }
      map.put("position", Long.toString(to));
      kafka.reset(map, to, cluster.rows());
    }
    start();
  }

  /** No more faults; what is open settles. */
  private void calmDown() {
    stream.skip(0);
    if (task == null) {
      start();
    } else {
      task.fail(0);
    }
    time.runFor(6 * SECOND);
    calm = true;
    writers.finishAlone();
    time.runFor(SECOND);
    // The newest row may stay incomplete, so whole ones follow.
    cluster.open(dice.flip() ? Mode.PERSIST_ONLY : Mode.AUTO_COMMIT, SimulatedWriters.ALL_KEYS);
    for (int i = 0; i < 3; i++) {
      writers.write();
      time.runFor(100 * MILLISECOND);
    }
    time.runFor(2 * options.gapTimeoutNanos() + 21 * options.probeIntervalNanos() + 30 * SECOND);
    for (int i = 0; i < 100 && task != null && task.group().isWaiting(); i++) {
      time.runFor(100 * MILLISECOND);
    }
    check();
  }

  private void check() {
    SimulatedTask running = task;
    if (running == null || running.group().isWaiting() || running.group().openGaps() > 0) {
      throw new AssertionError("The group has not settled");
    }
    List<String> lost = oracle.lost();
    if (!lost.isEmpty()) {
      throw new AssertionError(lost.size() + " samples lost, the first: " + lost.get(0));
    }
  }
}

package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;
import static java.util.Objects.requireNonNull;

import io.synnaxconnect.delivery.SimulatedSession.Mode;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.TimeStamp;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One random life of a group: writers, faults, task restarts, and at last calm. Then everything
 * that is promised must have arrived; what must never happen is checked all the time.
 */
final class DeliveryScenario {

  /** Shorter than some outages of history, and than the time between some probes. */
  private static final long STALL_TIMEOUT_NANOS = 4 * SECOND;

  private final VirtualTime time = new VirtualTime();
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  private final Dice dice;
  private final SimulatedCluster cluster;
  private final SimulatedWriters writers;
  private final SimulatedStream stream;
  private final SimulatedKafka kafka;
  private final DeliveryOracle oracle;
  private final DeliveryOptions options;
  private final ChosenChannels chosen;
  private @Nullable SimulatedTask task;
  private final int hintPercent;
  private boolean reopening;
  private boolean calm;
  private boolean ended;

  DeliveryScenario(long seed) {
    dice = new Dice(seed);
    for (Fault fault : Fault.values()) {
      if (dice.percent(40)) {
        faults.add(fault);
      }
    }
    cluster = new SimulatedCluster(time, dice);
    options = someOptions(seed % 2 == 0);
    oracle = new DeliveryOracle(cluster, options.endNanos());
    long gapTimeout = options.gapTimeoutNanos();
    writers = new SimulatedWriters(time, dice, cluster, faults, gapTimeout * 9 / 10);
    boolean withIndex = dice.percent(20) && !writers.repeatTimestamps();
    writers.writeBefore();
    long since = dice.flip() ? 0 : cluster.newestNanos() + 1;
    chosen = new ChosenChannels(oracle, since, withIndex);
    kafka = new SimulatedKafka(dice, dice.flip(), chosen.firstOffset().toMap());
    stream = new SimulatedStream(time, dice, dice.between(3, 40), chosen.group());
    cluster.relayTo(stream::carry);
    hintPercent = dice.flip() ? dice.between(20, 100) : 0;
    cluster.onWriterEnded(this::hint);
  }

  private DeliveryOptions someOptions(boolean wholeRows) {
    // Probes may be so rare that something else has to find what is missing.
    long probe = (dice.percent(70) ? dice.between(1, 4) : 12) * SECOND;
    long end = time.nowNanos() + dice.between(1, 12) * SECOND;
    return new DeliveryOptions(
        dice.between(3, 20) * SECOND,
        probe,
        STALL_TIMEOUT_NANOS,
        Long.MAX_VALUE,
        wholeRows,
        dice.percent(15) ? end : Long.MAX_VALUE);
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
      case ALONE_BEFORE -> writers.writeAloneBefore();
      case HAND_OVER -> writers.handOver();
      case CLEAN_RESTART, CRASH -> restartServer(fault == Fault.CRASH);
      case SKIP -> stream.skip(dice.flip() ? 0 : dice.between(1, 60));
      case STALL -> stream.stall(dice.between(100, 5000) * MILLISECOND);
      case LAG -> stream.lag(dice.flip() ? 0 : dice.between(1, 40_000) * MILLISECOND);
      case SILENCE -> stream.goSilent();
      case BREAK -> stream.breakOff();
      case TASK_RESTART -> restartTask();
      case HISTORY_FAILS -> failHistory();
      case FREE_TIME -> writers.freeTime();
      case LATE_DATA -> writers.writeLate();
      case IMPORT -> writers.writeIntoHole();
      case RECONFIGURED -> reconfigure();
      case RELISTED -> chosen.change(dice, time, writers, stream);
      default -> writers.reopen();
    }
  }

  private void restartServer(boolean crashed) {
    cluster.restart(crashed);
    stream.restartServer();
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
      chosen.add(ChosenChannels.LATE_KEY);
      stream.breakOff();
    } else if (dice.percent(10)) {
      resetOffset();
    }
  }

  private void start() {
    task = new SimulatedTask(time, dice, cluster, stream, kafka, oracle, chosen.group(), options);
    task.group().setWritersKnown(hintPercent > 0);
    stream.open(chosen.group());
  }

  /** The cluster says that a writer has ended: soon, late or not at all. */
  private void hint() {
    if (dice.percent(hintPercent)) {
      long delay = (dice.percent(80) ? dice.between(0, 30) : dice.between(0, 3000)) * MILLISECOND;
      time.in(
          delay,
          () -> {
            if (task != null) {
              task.group().onWriterEnded(time.nowNanos());
            }
          });
    }
  }

  /** The loop of the task, without end. */
  private void turn() {
    if (task != null) {
      task.turn();
      if (task.group().hasReachedEnd(time.nowNanos())) {
        checkEnded();
      }
      if (oracle.takeStalled()) {
        stream.breakOff();
      }
      if (!stream.isUp() && !reopening) {
        reopening = true;
        time.in(dice.between(0, 800) * MILLISECOND, this::reopen);
      }
    }
    time.in((calm ? 400 : dice.between(5, 60)) * MILLISECOND, this::turn);
  }

  private void reopen() {
    reopening = false;
    if (task != null && !stream.isUp()) {
      stream.open(chosen.group());
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
        map.keySet().removeAll(Set.of("channels", "gaps", "holes"));
        oracle.excuseUpTo(to);
      }
      map.put("position", Long.toString(to));
      kafka.reset(map, to, cluster.rows());
    }
    start();
  }

  /** The faults end; what is open settles. */
  private void calmDown() {
    stream.skip(0);
    stream.lag(0);
    if (task == null) {
      start();
    } else {
      task.fail(0);
    }
    time.runFor(6 * SECOND);
    calm = true;
    DeliveryEnding ending = new DeliveryEnding(time, cluster, writers, stream, options);
    ending.settle(dice.flip() ? Mode.PERSIST_ONLY : Mode.AUTO_COMMIT);
    check();
    checkEnd();
    ending.heal();
    if (dice.flip()) {
      ending.shedTheLast();
      oracle.checkNothingLost(EmittedRows.ALWAYS_WRITTEN_KEY);
      time.runFor(60 * SECOND);
    } else {
      ending.continueAloneAfterAGap();
    }
    check();
  }

  private void check() {
    for (int i = 0; i < 100 && task != null && task.group().isWaiting(); i++) {
      time.runFor(100 * MILLISECOND);
    }
    StoredGroup group = requireNonNull(task).group();
    if (group.isWaiting() || group.openGaps() > 0) {
      throw new AssertionError("The group has not settled");
    }
    oracle.checkNothingLost();
  }

  private void checkEnded() {
    boolean asked = faults.contains(Fault.RELISTED) || faults.contains(Fault.RECONFIGURED);
    if (!ended && !asked) {
      ended = true;
      oracle.checkNothingLostAtEnd();
    }
    oracle.excuseAfterEnd();
  }

  private void checkEnd() {
    boolean bounded = options.endNanos() != Long.MAX_VALUE;
    if (bounded && !requireNonNull(task).group().hasReachedEnd(time.nowNanos())) {
      throw new AssertionError("The replay has not ended");
    }
  }
}

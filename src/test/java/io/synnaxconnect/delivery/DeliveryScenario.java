package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.delivery.SimulatedWriter.Mode;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One random life of a group: writers, faults, task restarts, and at last calm. */
final class DeliveryScenario {

  private static final int FAULTS = 16;

  private final VirtualTime time = new VirtualTime();
  private final Dice dice;
  private final SimulatedCluster cluster;
  private final SimulatedStream stream;
  private final SimulatedKafka kafka;
  private final DeliveryOracle oracle;
  private final DeliveryOptions options;
  private final boolean[] faults = new boolean[FAULTS];
  private final TreeSet<Long> chosen = new TreeSet<>();
  private final boolean loneWriter;
  private final boolean transactional;
  private final long sinceNanos;
  private @Nullable SimulatedTask task;
  private long freeFromNanos;
  private long freeToNanos;
  private long spacingNanos;
  private boolean calm;

  DeliveryScenario(long seed) {
    dice = new Dice(seed);
    for (int i = 0; i < FAULTS; i++) {
      faults[i] = dice.percent(40);
    }
    cluster = new SimulatedCluster(time, dice);
    loneWriter = dice.percent(30);
    transactional = dice.flip();
    spacingNanos = List.of(0L, 1L, MILLISECOND).get(dice.between(0, 2));
    options =
        new DeliveryOptions(
            dice.between(3, 20) * SECOND, dice.between(1, 4) * SECOND, Long.MAX_VALUE);
    chosen.addAll(List.of(2L, 3L, SimulatedCluster.LONE_KEY));
    if (dice.percent(20) && spacingNanos > 0) {
      chosen.add(SimulatedCluster.INDEX_KEY);
    }
    oracle = new DeliveryOracle(cluster);
    writeBefore();
    boolean earliest = dice.flip();
    sinceNanos = earliest ? 0 : cluster.newestNanos() + 1;
    TimeStamp position = earliest ? null : new TimeStamp(sinceNanos - 1);
    chosen.forEach(key -> oracle.promise(key, sinceNanos));
    SourceOffset start =
        new SourceOffset(
            position, new TimeStamp(sinceNanos), ChannelKeyRanges.of(chosen), List.of());
    kafka = new SimulatedKafka(dice, transactional, start.toMap());
    stream = new SimulatedStream(time, dice, dice.between(3, 40), group());
    cluster.relayTo(stream::carry);
  }

  private void writeBefore() {
    cluster.open(Mode.AUTO_COMMIT, writtenKeys());
    for (int i = dice.between(0, 5); i > 0; i--) {
      write();
      time.runFor(100 * MILLISECOND);
    }
  }

  private IndexGroup group() {
    List<Channel> channels = new ArrayList<>();
    chosen.forEach(key -> channels.add(SimulatedCluster.channel(key)));
    return new IndexGroup(SimulatedCluster.INDEX, channels);
  }

  private Set<Long> writtenKeys() {
    Set<Long> keys = new HashSet<>(List.of(2L, 3L, 5L));
    if (!loneWriter || dice.percent(10)) {
      keys.add(SimulatedCluster.LONE_KEY);
    }
    if (faults[0] && dice.percent(30)) {
      keys.remove(3L);
      keys.remove(5L);
    }
    return keys;
  }

  void run() {
    start();
    turn();
    for (int i = dice.between(40, 150); i > 0; i--) {
      time.runFor(dice.between(5, 150) * MILLISECOND);
      act();
    }
    calmDown();
  }

  private void start() {
    SimulatedTask started =
        new SimulatedTask(time, dice, cluster, stream, kafka, oracle, group(), options);
    task = started;
    stream.open(group());
  }

  private void turn() {
    SimulatedTask running = task;
    if (running != null) {
      running.turn();
      if (oracle.takeStalled()) {
        breakStream();
      }
      if (!stream.isUp()) {
        reopenSoon();
      }
    }
    time.in((calm ? 250 : dice.between(5, 60)) * MILLISECOND, this::turn);
  }

  private boolean reopening;

  private void reopenSoon() {
    if (!reopening) {
      reopening = true;
      long delay = dice.between(0, 800) * MILLISECOND;
      time.in(
          delay,
          () -> {
            reopening = false;
            if (task != null && !stream.isUp()) {
              stream.open(group());
            }
          });
    }
  }

  private void breakStream() {
    stream.break_();
  }

  private void write() {
    SimulatedWriter writer = cluster.writer();
    if (writer == null || !writer.isOpen()) {
      writer = reopenWriter();
    }
    if (!writer.isBusy()) {
      long first = Math.max(time.nowNanos(), cluster.newestNanos() + 1);
      long delay = faults[1] && dice.percent(20) ? dice.between(0, 4) * MILLISECOND : 0;
      writer.write(cluster.newRows(first, dice.between(1, 5), spacingNanos), delay);
      if (writer.mode() == Mode.DELAYED_COMMIT && dice.percent(30)) {
        writer.commit();
      }
    }
  }

  private SimulatedWriter reopenWriter() {
    Mode mode = Mode.AUTO_COMMIT;
    if (faults[2] && dice.percent(30)) {
      mode = Mode.DELAYED_COMMIT;
    } else if (faults[3] && dice.percent(20)) {
      mode = Mode.PERSIST_ONLY;
    }
    SimulatedWriter writer = cluster.open(mode, writtenKeys());
    if (mode == Mode.DELAYED_COMMIT) {
      commitRegularly(writer);
    }
    return writer;
  }

  private void commitRegularly(SimulatedWriter writer) {
    time.in(
        dice.between(200, 1500) * MILLISECOND,
        () -> {
          if (writer.isOpen()) {
            writer.commit();
            commitRegularly(writer);
          }
        });
  }

  private void act() {
    if (dice.percent(75)) {
      write();
    }
    if (loneWriter && dice.percent(40)) {
      cluster.writeAlone(dice.between(1, 8), !faults[4] || dice.percent(80));
    }
    if (dice.percent(1)) {
      time.runFor(dice.between(5, 15) * SECOND);
    }
    int fault = dice.between(0, 2 * FAULTS - 1);
    if (fault < FAULTS && faults[fault]) {
      inject(fault);
    }
  }

  private void inject(int fault) {
    time.trace(() -> "fault " + fault);
    switch (fault) {
      case 2, 3 -> reopenWriter();
      case 5 -> handOver();
      case 6 -> cluster.restart(false);
      case 7 -> cluster.restart(true);
      case 8 -> stream.skip(dice.flip() ? 0 : dice.between(1, 60));
      case 9 -> stream.stall(dice.between(100, 5000) * MILLISECOND);
      case 10 -> stream.goSilent();
      case 11 -> breakStream();
      case 12 -> restartTask();
      case 13 -> failHistory();
      case 14 -> leaveTime();
      case 15 -> writeLate();
      default -> rare();
    }
    if (fault == 6 || fault == 7) {
      breakStream();
    }
  }

  private void rare() {
    if (dice.percent(20)) {
      chosen.add(5L);
      if (!oracle.isPromised(5)) {
        oracle.promise(5, sinceNanos);
      }
      breakStream();
    } else if (dice.percent(10)) {
      resetOffset();
    }
  }

  private void handOver() {
    SimulatedWriter writer = cluster.writer();
    if (writer != null && writer.isOpen() && !writer.isBusy()) {
      writer.handOver(dice.percent(70) ? Mode.AUTO_COMMIT : Mode.PERSIST_ONLY);
    }
  }

  private void failHistory() {
    SimulatedTask running = task;
    if (running != null) {
      if (dice.percent(30)) {
        running.refuseNext();
      } else {
        running.fail(dice.flip() ? 0 : dice.between(10, 90));
      }
    }
  }

  private void leaveTime() {
    reopenWriter();
    freeFromNanos = Math.max(time.nowNanos(), cluster.newestNanos() + 1);
    cluster.skipTime(freeFromNanos - cluster.newestNanos() + dice.between(1, 500) * MILLISECOND);
    freeToNanos = cluster.newestNanos();
  }

  /** Another writer fills time that was left free, while ours is closed. */
  private void writeLate() {
    int count = dice.between(1, 4);
    if (freeToNanos - freeFromNanos < MILLISECOND) {
      return;
    }
    Mode mode = dice.percent(80) ? Mode.AUTO_COMMIT : Mode.PERSIST_ONLY;
    SimulatedWriter writer = cluster.open(mode, writtenKeys());
    long spacing = 1 + spacingNanos / 1000;
    for (int frames = dice.between(1, 5); frames > 0; frames--) {
      writer.write(cluster.newRows(freeFromNanos, count, spacing), 0);
      freeFromNanos += count * spacing + dice.between(0, 3) * MILLISECOND / 10;
      time.runFor(dice.between(0, 100) * MILLISECOND);
      if (freeToNanos - freeFromNanos < MILLISECOND || !writer.isOpen()) {
        break;
      }
    }
    reopenWriter();
  }

  private void restartTask() {
    crashTask();
    time.in(
        dice.percent(90) ? dice.between(0, 2000) * MILLISECOND : 25 * SECOND,
        () -> {
          if (task == null) {
            start();
          }
        });
  }

  private void crashTask() {
    SimulatedTask running = task;
    if (running != null) {
      running.kill();
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
      Map<String, String> map = new HashMap<>();
      if (dice.flip()) {
        map.putAll(before.toMap());
      } else {
        oracle.excuseUpTo(to);
        map.put("v", "1");
        map.put("since", Long.toString(sinceNanos));
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
    if (loneWriter) {
      cluster.writeAlone(1000, true);
    }
    time.runFor(SECOND);
    boolean silently = dice.flip();
    cluster.open(
        silently ? Mode.PERSIST_ONLY : Mode.AUTO_COMMIT,
        Set.of(2L, 3L, SimulatedCluster.LONE_KEY, 5L));
    for (int i = 0; i < 3; i++) {
      write();
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

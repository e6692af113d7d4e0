package io.synnaxconnect.source.reader;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.delivery.VirtualTime;
import io.synnaxconnect.source.reader.LifeWriter.Mode;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The people who write into the groups: each at its own pace, some of them several at once. */
final class LifeWriters {

  private static final List<Mode> COMMON =
      List.of(Mode.AUTO_COMMIT, Mode.DELAYED_COMMIT, Mode.PERSIST_ONLY);

  private final LifeWorld world;
  private final Dice dice;
  private final VirtualTime time;
  private final LifeSettings settings;
  private final Consumer<LifeGroup> onEnd;
  private final Map<LifeGroup, LifeWriter> open = new HashMap<>();
  private final Map<LifeGroup, Long> newest = new HashMap<>();
  private final long paceNanos;
  private final long spacingNanos;
  private final boolean onlyAutoCommit;

  LifeWriters(LifeWorld world, LifeSettings settings, Consumer<LifeGroup> onEnd) {
    this.world = world;
    this.dice = world.dice;
    this.time = world.time;
    this.settings = settings;
    this.onEnd = onEnd;
    this.paceNanos = dice.between(5, 200) * MILLISECOND;
    this.spacingNanos = List.of(0L, 1L, MILLISECOND).get(dice.between(0, 2));
    this.onlyAutoCommit = dice.flip();
  }

  long pauseNanos() {
    return dice.between(1, paceNanos);
  }

  /** Some groups are written at once, in one frame. */
  void write() {
    List<LifeGroup> together = new ArrayList<>(List.of(world.someGroup()));
    while (dice.percent(20)) {
      together.add(world.someGroup());
    }
    write(together.stream().distinct().toList());
  }

  /** The last rows of all: history has them. */
  void writeLast() {
    world.groups.forEach(group -> reopen(group, Mode.AUTO_COMMIT));
    write(world.groups);
  }

  /** Rows of an hour ago, which no stream brings. */
  void writeOld(LifeGroup group) {
    LifeWriter writer = new LifeWriter(world, group, settings, Mode.PERSIST_ONLY);
    writer.write(time.nowNanos() - 3_600 * SECOND, dice.between(1, 50), MILLISECOND);
  }

  private void write(List<LifeGroup> groups) {
    List<Column> sent = new ArrayList<>();
    for (LifeGroup group : groups) {
      LifeWriter writer = open.get(group);
      if (writer == null) {
        writer = reopen(group, Mode.AUTO_COMMIT);
      }
      int count = dice.between(1, 5);
      long first = Math.max(time.nowNanos(), newest.getOrDefault(group, 0L) + 1);
      sent.addAll(writer.write(first, count, spacingNanos));
      newest.put(group, first + (count - 1) * spacingNanos);
    }
    send(sent);
  }

  /** One row in a frame of its own, after the last rows of all. */
  LifeRow writeOne(LifeGroup group) {
    LifeWriter writer = Objects.requireNonNull(open.get(group), "all have written");
    long next = Math.max(time.nowNanos(), newest.getOrDefault(group, 0L) + 1);
    newest.put(group, next);
    world.carry(LifeWriter.frame(writer.write(next, 1, 0), 0));
    return world.row(world.nextSequence() - 1);
  }

  private void send(List<Column> columns) {
    if (!columns.isEmpty()) {
      world.carry(LifeWriter.frame(columns, dice.between(0, settings.frameBytes)));
    }
  }

  /**
   * A new session of the writer of some group, and perhaps time before it in which nobody wrote.
   */
  void reopen() {
    LifeGroup group = world.someGroup();
    Mode mode = onlyAutoCommit ? Mode.AUTO_COMMIT : COMMON.get(dice.between(0, 2));
    reopen(group, mode);
    if (dice.flip()) {
      newest.merge(group, dice.between(1, 500) * MILLISECOND, Long::sum);
    }
  }

  private LifeWriter reopen(LifeGroup group, Mode mode) {
    LifeWriter before = open.get(group);
    if (before != null) {
      end(before);
    }
    newest.putIfAbsent(group, time.nowNanos());
    LifeWriter writer = new LifeWriter(world, group, settings, mode);
    open.put(group, writer);
    if (mode == Mode.DELAYED_COMMIT) {
      commitRegularly(writer);
    }
    return writer;
  }

  private void commitRegularly(LifeWriter writer) {
    time.in(
        dice.between(200, 1500) * MILLISECOND,
        () -> {
          writer.commit();
          if (writer.equals(open.get(writer.group()))) {
            commitRegularly(writer);
          }
        });
  }

  private void end(LifeWriter writer) {
    writer.commit();
    onEnd.accept(writer.group());
  }

  /** Somebody stores rows between those of others, beside the writer of the group. */
  void importRows() {
    LifeGroup group = world.someGroup();
    List<TimeRange> holes = group.holes(MILLISECOND);
    if (holes.isEmpty()) {
      return;
    }
    TimeRange hole = holes.get(dice.between(0, holes.size() - 1));
    List<Mode> modes = List.of(Mode.AUTO_COMMIT, Mode.PERSIST_ONLY, Mode.HELD_OPEN);
    LifeWriter writer = new LifeWriter(world, group, settings, modes.get(dice.between(0, 2)));
    long end = hole.end().nanos();
    long next = hole.start().nanos() + dice.between(0, (end - hole.start().nanos()) / 2);
    importRows(writer, next, end, dice.between(1, 4));
  }

  private void importRows(LifeWriter writer, long nextNanos, long endNanos, int frames) {
    int count = (int) Math.min(dice.between(1, 4), endNanos - nextNanos);
    boolean free = writer.group().isFree(nextNanos, nextNanos + count, writer.region());
    if (count <= 0 || frames == 0 || !free) {
      endImport(writer);
      return;
    }
    send(writer.write(nextNanos, count, 1));
    time.in(
        dice.between(0, 100) * MILLISECOND,
        () -> importRows(writer, nextNanos + count + dice.between(0, 50), endNanos, frames - 1));
  }

  /** At times late, and at times refused because somebody else has stored rows there. */
  private void endImport(LifeWriter writer) {
    time.in(
        (dice.percent(70) ? 0 : dice.between(0, 8_000)) * MILLISECOND,
        () -> {
          if (dice.percent(20)) {
            writer.refuse();
          }
          end(writer);
        });
  }
}

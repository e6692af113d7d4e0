package io.synnaxconnect.source.reader;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.delivery.VirtualTime;
import io.synnaxconnect.telem.TimeStamp;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * One random life of many groups that share a task: writers, faults, restarts, and at last calm.
 * Then everything that is promised must have arrived, and nothing may use memory.
 */
final class ManyGroupsLife {

  private enum Trouble {
    /** The task dies and starts again. */
    RESTART,
    /** The stream breaks. */
    BREAK,
    /** Kafka stands still: nobody polls. */
    STANDSTILL,
    /** The server skips frames for us. */
    SKIP,
    /** History fails. */
    HISTORY_FAILS,
    /** Retention deletes the oldest rows of a group. */
    DELETION,
    /** Rows between those of others. */
    IMPORT,
    /** Somebody sets the worker's wall clock. */
    CLOCK,
    /** Another session, and another region. */
    REOPENED
  }

  private static final List<Trouble> ALL = List.of(Trouble.values());

  /** By then Connect has certainly stored what the first polls returned. */
  private static final int MANY_POLLS = 60;

  /** How long nothing may arrive at the end before what lacks counts as lost. */
  private static final int PATIENCE_SECONDS = 2_000;

  private interface Action {
    void run() throws InterruptedException;
  }

  private final Dice dice;
  private final LifeWorld world;
  private final VirtualTime time;
  private final LifeSettings settings;
  private final LifeWriters writers;
  private final LifeKafka kafka;
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
  private final int hintPercent;
  private DataErrors errors;
  private final boolean keepsAll;
  private @Nullable LifeTask task;
  private @Nullable TimeStamp since;
  private boolean isSinceKnown;
  private @Nullable Throwable failure;
  private long stillUntilNanos;

  /** Whether nobody writes at first. */
  private final boolean quiet;

  /** A group that appeared while the connector ran, with older rows; null in most lives. */
  private final @Nullable LifeGroup appeared;

  private boolean calm;
  private boolean over;

  /** The row that lacked a sample at the last look: lives end with many looks. */
  private long lackingPlace;

  ManyGroupsLife(long seed) {
    dice = new Dice(seed);
    quiet = seed % 10 == 3;
    world = new LifeWorld(dice);
    time = world.time;
    appeared = seed % 10 == 7 ? world.groups.get(0) : null;
    settings = new LifeSettings(dice, appeared == null ? Set.of() : Set.of(appeared.key()));
    writers = new LifeWriters(world, settings, this::hint);
    kafka = new LifeKafka(world, settings.transactional);
    for (Trouble trouble : Trouble.values()) {
      if (dice.percent(50)) {
        troubles.add(trouble);
      }
    }
    hintPercent = dice.flip() ? dice.between(20, 100) : 0;
    errors = List.of(DataErrors.values()).get(dice.between(0, 2));
    keepsAll = errors == DataErrors.DEAD_LETTER;
  }

  void run() throws InterruptedException {
    if (appeared != null) {
      writers.writeOld(appeared);
    }
    later(quiet ? 4 * SECOND : 0, this::write);
    time.runUntil(() -> false, dice.between(0, 1500) * MILLISECOND);
    later(0, this::makeTrouble);
    later(dice.between(2, 12) * SECOND, this::calmDown);
    while (!over) {
      live();
    }
    if (failure != null) {
      throw new AssertionError(String.valueOf(failure.getMessage()), failure);
    }
  }

  /** One life of a task. */
  private void live() throws InterruptedException {
    isSinceKnown = kafka.since() != null;
    LifeTask mine = new LifeTask(world, settings, errors, kafka.stored());
    task = mine;
    later(0, () -> poll(mine));
    later(0, () -> answer(mine));
    if (!calm && troubles.contains(Trouble.RESTART) && dice.flip()) {
      // Perhaps before the first offsets are stored, or all of them.
      later(dice.between(0, 400) * MILLISECOND, mine::close);
    }
    mine.run();
    since = new TimeStamp(sinceNanos());
    task = null;
    if (!over) {
      kafka.crash();
      checkSince();
      long pause = dice.percent(90) ? dice.between(0, 1000) : dice.between(0, 8000);
      time.runUntil(() -> over, pause * MILLISECOND);
    }
  }

  /** Something of a life fails at once, and not in the thread that it happens to run in. */
  private void later(long delayNanos, Action action) {
    time.in(
        delayNanos,
        () -> {
          try {
            action.run();
          } catch (AssertionError | RuntimeException | InterruptedException e) {
            failure = failure == null ? e : failure;
            end();
          }
        });
  }

  private void end() {
    over = true;
    closeTask();
  }

  private void closeTask() {
    if (task != null) {
      task.close();
    }
  }

  private void write() {
    if (!calm) {
      writers.write();
      later(writers.pauseNanos(), this::write);
    }
  }

  private void poll(LifeTask mine) throws InterruptedException {
    if (!mine.equals(task)) {
      return;
    }
    boolean more = false;
    if (mine.hasFailed()) {
      // Somebody reads the log, and sets errors.data.
      errors = dice.flip() ? DataErrors.SKIP : DataErrors.DEAD_LETTER;
      mine.close();
    } else if (time.nowNanos() >= stillUntilNanos) {
      List<SourceRecord> records = mine.poll();
      records.forEach(kafka::append);
      kafka.progress();
      if (mine.pollsSinceOpened() > MANY_POLLS && kafka.since() == null) {
        throw new AssertionError("Nothing stored says when the connector first started");
      }
      more = !records.isEmpty();
    }
    long idle = calm ? 400 : dice.between(5, 60);
    later((calm && more ? 5 : idle) * MILLISECOND, () -> poll(mine));
  }

  private void answer(LifeTask mine) throws InterruptedException {
    if (!mine.equals(task)) {
      return;
    }
    boolean busy = mine.hasRequest();
    mine.answer();
    long idle = calm ? 100 : dice.between(50, 500);
    later((busy ? dice.between(0, 10) : idle) * MILLISECOND, () -> answer(mine));
  }

  private void makeTrouble() {
    if (calm) {
      return;
    }
    Trouble next = ALL.get(dice.between(0, ALL.size() - 1));
    if (troubles.contains(next)) {
      time.trace(() -> "trouble " + next);
      makeTrouble(next);
    }
    later(dice.between(20, 600) * MILLISECOND, this::makeTrouble);
  }

  private void makeTrouble(Trouble trouble) {
    switch (trouble) {
      case RESTART -> closeTask();
      case BREAK -> breakStream();
      case STANDSTILL -> stillUntilNanos = time.nowNanos() + dice.between(100, 6000) * MILLISECOND;
      case SKIP -> world.skip(dice.flip() ? 0 : dice.between(1, 50));
      case HISTORY_FAILS -> world.failHistory(dice.flip() ? 0 : dice.between(10, 80));
      case DELETION -> world.deleteOldest(world.someGroup());
      case IMPORT -> writers.importRows();
      case CLOCK -> world.setWallClock();
      default -> writers.reopen();
    }
  }

  private void breakStream() {
    LifeStream open = world.stream();
    if (open != null) {
      open.end(Code.UNREACHABLE);
    }
  }

  /** The cluster says that a writer has ended: soon, late or not at all. */
  private void hint(LifeGroup group) {
    if (dice.percent(hintPercent)) {
      long delay = dice.percent(80) ? dice.between(0, 30) : dice.between(0, 3000);
      later(
          delay * MILLISECOND,
          () -> {
            if (task != null) {
              task.hint(group);
            }
          });
    }
  }

  /** The troubles end; what is open settles. */
  private void calmDown() {
    calm = true;
    world.skip(0);
    world.failHistory(0);
    stillUntilNanos = 0;
    later(9 * SECOND, writers::writeLast);
    later(20 * SECOND, () -> settle(PATIENCE_SECONDS, kafka.appended()));
  }

  /** Waits until everything is there and nothing is open, and for a while for what is too much. */
  private void settle(int seconds, long appendedBefore) {
    // A text that cannot be converted ends the last task but one late.
    String open = task == null ? "no task" : task.unsettled();
    open = open == null ? lost() : open;
    if (open == null) {
      later(dice.percent(90) ? 0 : 90 * SECOND, () -> expectLive(world.someGroup(), 5));
    } else if (seconds > 0) {
      // Some lives read one text in each poll: what still arrives may take its time.
      long appended = kafka.appended();
      int remaining = appended > appendedBefore ? PATIENCE_SECONDS : seconds - 1;
      later(SECOND, () -> settle(remaining, appended));
    } else {
      throw new AssertionError(open);
    }
  }

  /** Rows come live again, after the first ones, and not only when history is asked for them. */
  private void expectLive(LifeGroup group, int attempts) {
    LifeRow row = writers.writeOne(group);
    later(
        900 * MILLISECOND,
        () -> {
          if (row.delivered[0] > 0) {
            end();
          } else if (attempts > 0) {
            expectLive(group, attempts - 1);
          } else {
            throw new AssertionError("Nothing comes live any more: " + row);
          }
        });
  }

  /** If Connect has stored no offset yet, the connector starts with this task. */
  private long sinceNanos() {
    if (settings.fromEarliest) {
      return TimeStamp.MIN.nanos();
    }
    TimeStamp begins = isSinceKnown ? since : Objects.requireNonNull(task).firstLogin();
    return begins == null ? Long.MAX_VALUE : begins.nanos();
  }

  /** What Connect has stored says when the connector first started. */
  private void checkSince() {
    TimeStamp stored = kafka.since();
    if (stored != null && !stored.equals(since)) {
      throw new AssertionError("Stored since " + stored + ", but started at " + since);
    }
  }

  /** A row of which a sample is promised and has not arrived, or null. */
  private @Nullable String lost() {
    LifeRow lacking = firstLost(lackingPlace);
    lacking = lacking == null ? firstLost(0) : lacking;
    return lacking == null ? null : "Lost: " + lacking;
  }

  /** The first one from a place on, in the order in which rows were written. */
  private @Nullable LifeRow firstLost(long fromSequence) {
    long sinceNanos = sinceNanos();
    for (long at = fromSequence; at < world.nextSequence(); at++) {
      if (isLost(world.row(at), sinceNanos)) {
        lackingPlace = at;
        return world.row(at);
      }
    }
    return null;
  }

  private boolean isLost(LifeRow row, long sinceNanos) {
    boolean isPromised = row.stampNanos >= sinceNanos || row.group.equals(appeared);
    return row.isStored() && isPromised && lacks(row);
  }

  private boolean lacks(LifeRow row) {
    for (int place = 0; place < row.width; place++) {
      boolean readable = row.text.length <= settings.messageBytes;
      boolean omitted = place == 1 && !(readable && (row.isConvertible || keepsAll));
      if (row.delivered[place] == 0 && !omitted) {
        return true;
      }
    }
    return false;
  }
}

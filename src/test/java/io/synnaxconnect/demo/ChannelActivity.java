package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.Values;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the live table shows of one channel. Not thread-safe. */
final class ChannelActivity {

  /** Places of the sparkline; each is a quarter of a second. */
  static final int HISTORY = 40;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int RATE_TICKS = 8;

  /** How long late samples show: six seconds. */
  private static final int LATE_TICKS = 24;

  private final Deque<Double> history = new ArrayDeque<>();
  private final Deque<Integer> counts = new ArrayDeque<>();
  private int countOfThisTick;
  private int lateTicks;
  private @Nullable ReceivedSample last;
  private long lagNanos;
  private long firstNanos;
  private boolean ended;

  /** Late ones count, and are not the last value: newer ones came before. */
  void add(ReceivedSample sample, long nowNanos) {
    countOfThisTick++;
    if (sample.late()) {
      lateTicks = LATE_TICKS;
      return;
    }
    if (last == null || ended) {
      firstNanos = sample.timestampNanos();
      ended = false;
    }
    last = sample;
    lagNanos = nowNanos - sample.timestampNanos();
  }

  /** A quarter of a second has passed. */
  void tick() {
    keep(counts, countOfThisTick, RATE_TICKS);
    countOfThisTick = 0;
    lateTicks = Math.max(0, lateTicks - 1);
    if (!isIndex() && lastValue() instanceof Number number) {
      keep(history, number.doubleValue(), HISTORY);
    }
  }

  @Nullable Object lastValue() {
    return last == null ? null : last.value();
  }

  /** The last value as people read it. */
  String valueText() {
    Object value = lastValue();
    if (isIndex() && value instanceof Long nanos) {
      return TIME.format(Instant.ofEpochMilli(nanos / 1_000_000));
    }
    if (value instanceof Number number && (value instanceof Float || value instanceof Double)) {
      return String.format(Locale.ROOT, "%.4f", number.doubleValue());
    }
    return value == null ? "" : Values.text(value);
  }

  /** Whether its samples are their own timestamps. */
  boolean isIndex() {
    return last != null && Long.valueOf(last.timestampNanos()).equals(last.value());
  }

  /** It was deleted; another one may come under its name. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether late samples came not long ago. */
  boolean isLate() {
    return lateTicks > 0;
  }

  /** Timestamp of its first sample that was not late, since 1970. */
  long firstNanos() {
    return firstNanos;
  }

  /** From its first to its newest sample. */
  long spanNanos() {
    return last == null ? 0 : last.timestampNanos() - firstNanos;
  }

  /** Age of the newest sample when it was read from Kafka. */
  long lagMillis() {
    return lagNanos / 1_000_000;
  }

  double samplesPerSecond() {
    int sum = counts.stream().mapToInt(Integer::intValue).sum();
    return counts.isEmpty() ? 0 : sum * 4.0 / counts.size();
  }

  /** Newest values, oldest first; empty for text and times. */
  double[] history() {
    return history.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static <T> void keep(Deque<T> deque, T value, int limit) {
    deque.addLast(value);
    if (deque.size() > limit) {
      deque.removeFirst();
    }
  }
}

package io.synnaxconnect.delivery;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An agenda in virtual time: everything happens in order, and nothing waits. */
public final class VirtualTime {

  public static final long MILLISECOND = 1_000_000L;
  public static final long SECOND = 1_000 * MILLISECOND;

  /** Whether to print what happens: {@code -Ddelivery.trace=true}. */
  private static final boolean TRACE = Boolean.getBoolean("delivery.trace");

  private record Event(long atNanos, long number, Runnable action) {}

  private final PriorityQueue<Event> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::number));
  private long nowNanos = 1_000_000 * SECOND;
  private long scheduled;

  public long nowNanos() {
    return nowNanos;
  }

  /** Things of the same instant happen in the order in which they were scheduled. */
  public void in(long delayNanos, Runnable action) {
    agenda.add(new Event(nowNanos + delayNanos, scheduled++, action));
  }

  public void trace(Supplier<String> what) {
    if (TRACE) {
      System.out.println(nowNanos / 1e9 + " " + what.get());
    }
  }

  public void runFor(long nanos) {
    long end = nowNanos + nanos;
    while (!agenda.isEmpty() && agenda.element().atNanos() <= end) {
      Event event = agenda.remove();
      nowNanos = event.atNanos();
      event.action().run();
    }
    nowNanos = end;
  }

  /** Runs until something has happened, or for that long. May be called from an event. */
  public void runUntil(BooleanSupplier happened, long limitNanos) {
    long end = nowNanos + limitNanos;
    while (!happened.getAsBoolean()) {
      if (agenda.isEmpty() || agenda.element().atNanos() > end) {
        nowNanos = Math.max(nowNanos, end);
        return;
      }
      Event event = agenda.remove();
      nowNanos = Math.max(nowNanos, event.atNanos());
      event.action().run();
    }
  }
}

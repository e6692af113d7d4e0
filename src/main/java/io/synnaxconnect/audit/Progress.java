package io.synnaxconnect.audit;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One line in the terminal that says what is read. For one thread. */
final class Progress {

  private static final long INTERVAL_NANOS = 500_000_000;
  private static final String CLEAR = "\r\u001b[K";

  private final @Nullable PrintStream terminal;
  private final LongSupplier nanoTime;
  private String what = "";
  private long count;
  private long shownNanos;
  private long begunNanos;

  /** Shows nothing if there is no terminal. */
  Progress(@Nullable PrintStream terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Something else is read from now on. */
  void begin(String doing) {
    what = doing;
    count = 0;
    begunNanos = nanoTime.getAsLong();
    shownNanos = begunNanos;
  }

  void add(long samples) {
    count += samples;
    if (terminal != null && nanoTime.getAsLong() - shownNanos >= INTERVAL_NANOS) {
      shownNanos = nanoTime.getAsLong();
      double seconds = (shownNanos - begunNanos) / 1e9;
      terminal.printf(
          Locale.ROOT, CLEAR + "%s: %,d samples, %,.0f per second", what, count, count / seconds);
      terminal.flush();
    }
  }

  /** The line goes. */
  void end() {
    if (terminal != null) {
      terminal.print(CLEAR);
      terminal.flush();
    }
  }
}

package io.synnaxconnect.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

/** What the threads of an arm have used so far; those of another JVM are read over JMX. */
@FunctionalInterface
interface Meter {

  /** Used since the threads began. */
  Cost read();

  /** The thread that runs the slices. */
  static Meter callingThread() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return () ->
        new Cost(threads.getCurrentThreadCpuTime(), threads.getCurrentThreadAllocatedBytes());
  }

  /** All live threads of this JVM with such names. */
  static Meter threads(Predicate<String> name) {
    return threads((ThreadMXBean) ManagementFactory.getThreadMXBean(), name);
  }

  /** All live threads with such names. */
  static Meter threads(ThreadMXBean threads, Predicate<String> name) {
    return () -> {
      long[] ids =
          Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
              .filter(Objects::nonNull)
              .filter(info -> name.test(info.getThreadName()))
              .mapToLong(ThreadInfo::getThreadId)
              .toArray();
      return new Cost(
          // A thread that has ended meanwhile says -1.
          Arrays.stream(threads.getThreadCpuTime(ids)).filter(nanos -> nanos > 0).sum(),
          Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum());
    };
  }

  /** Both together. */
  default Meter and(Meter other) {
    return () -> {
      Cost mine = read();
      Cost others = other.read();
      return new Cost(
          mine.cpuNanos() + others.cpuNanos(), mine.allocatedBytes() + others.allocatedBytes());
    };
  }
}

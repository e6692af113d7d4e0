package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;
import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.delivery.SimulatedSession.Mode;
import java.util.HashSet;
import java.util.Set;

/** How the lives of groups end, without faults: in each way one rule has nothing to help it. */
final class DeliveryEnding {

  private final VirtualTime time;
  private final SimulatedCluster cluster;
  private final SimulatedWriters writers;
  private final SimulatedStream stream;
  private final DeliveryOptions options;

  DeliveryEnding(
      VirtualTime time,
      SimulatedCluster cluster,
      SimulatedWriters writers,
      SimulatedStream stream,
      DeliveryOptions options) {
    this.time = time;
    this.cluster = cluster;
    this.writers = writers;
    this.stream = stream;
    this.options = options;
  }

  /** Nothing is wrong any more. */
  void heal() {
    // A stream that falls silent before anything came is not opened again a second time.
    stream.speak();
  }

  /** What is open settles. */
  void settle(Mode last) {
    writers.finishAlone();
    time.runFor(SECOND);
    // The newest row may stay incomplete, so whole ones follow.
    cluster.open(last, writers.keysWritten());
    write(3);
    time.runFor(2 * options.gapTimeoutNanos() + 21 * options.probeIntervalNanos() + 30 * SECOND);
    // A hint may be lost, and the pause between two rounds over the holes grows to five minutes.
    time.runFor(310 * SECOND);
  }

  private void write(int frames) {
    for (int i = 0; i < frames; i++) {
      writers.write();
      time.runFor(100 * MILLISECOND);
    }
  }

  /** The newest rows are shed, and samples of a channel for which nobody asks any more. */
  void shedTheLast() {
    cluster.open(Mode.AUTO_COMMIT, withoutLone());
    write(3);
    time.runFor(3 * options.gapTimeoutNanos() + 70 * SECOND);
    write(1);
    time.runFor(SECOND);
    stream.fill(true);
    write(2);
    cluster.writeAlone(Integer.MAX_VALUE, true);
    time.runFor(100 * MILLISECOND);
    stream.fill(false);
    // The next probe would not come for longer than that.
    time.runFor(16 * SECOND);
  }

  /** Samples of a channel are stored while a gap of the whole group hides them. */
  void continueAloneAfterAGap() {
    cluster.open(Mode.AUTO_COMMIT, withoutLone());
    write(3);
    time.runFor(options.gapTimeoutNanos() + 70 * SECOND);
    cluster.writeAlone(2, true);
    cluster.omitAlone();
    time.runFor(options.gapTimeoutNanos() / 2);
    cluster.open(Mode.AUTO_COMMIT, withoutLone());
    write(3);
    cluster.writeAlone(Integer.MAX_VALUE, false);
    time.runFor(2 * options.gapTimeoutNanos() + 70 * SECOND);
  }

  private Set<Long> withoutLone() {
    Set<Long> keys = new HashSet<>(writers.keysWritten());
    keys.remove(SimulatedCluster.LONE_KEY);
    return keys;
  }
}

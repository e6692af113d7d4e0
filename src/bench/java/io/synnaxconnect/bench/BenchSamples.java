package io.synnaxconnect.bench;

/** What one arm used per unit, one entry for each round. */
final class BenchSamples {

  private final double[] cpuNanos;
  private final double[] wholeCpuNanos;
  private final double[] allocatedBytes;
  private long units;

  BenchSamples(int rounds) {
    cpuNanos = new double[rounds];
    wholeCpuNanos = new double[rounds];
    allocatedBytes = new double[rounds];
  }

  void set(int round, long sliceUnits, Cost cost, Cost whole) {
    wholeCpuNanos[round] = (double) whole.cpuNanos() / sliceUnits;
    cpuNanos[round] = (double) cost.cpuNanos() / sliceUnits;
    allocatedBytes[round] = (double) cost.allocatedBytes() / sliceUnits;
    units += sliceUnits;
  }

  /** Nanoseconds of CPU per unit. */
  double[] cpuNanos() {
    return cpuNanos.clone();
  }

  /** The same with the threads that serve the arm beside. */
  double[] wholeCpuNanos() {
    return wholeCpuNanos.clone();
  }

  /** Bytes per unit, of the arm's own threads. */
  double[] allocatedBytes() {
    return allocatedBytes.clone();
  }

  /** Units of all rounds. */
  long units() {
    return units;
  }
}

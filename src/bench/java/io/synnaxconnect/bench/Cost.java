package io.synnaxconnect.bench;

/**
 * What threads used.
 *
 * @param cpuNanos CPU time
 * @param allocatedBytes memory taken from the heap, whether it was freed again or not
 */
record Cost(long cpuNanos, long allocatedBytes) {

  Cost minus(Cost earlier) {
    return new Cost(cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes);
  }
}

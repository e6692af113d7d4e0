package io.synnaxconnect.bench;

/**
 * One of several ways to do the same, as it is measured.
 *
 * @param meter of the threads that are compared
 * @param whole of these and of all others that serve the arm
 * @param unitsEach how many units are done each time
 * @param workFactor how much of the work is done for each unit that counts: 1, but for controls
 */
record Arm(String name, Work work, Meter meter, Meter whole, long unitsEach, double workFactor) {

  private static final double ADDED = 1.1;

  /** What the threads of an arm used in one slice. */
  record Use(Cost own, Cost whole) {}

  Arm(String name, Work work, Meter meter, long unitsEach) {
    this(name, work, meter, meter, unitsEach, 1);
  }

  /** Control: the same once more. */
  Arm again() {
    return new Arm(name + ", again", work, meter, whole, unitsEach, workFactor);
  }

  /** Control: ten percent more work for the same number of units. */
  Arm withAddedWork() {
    return new Arm(name + ", 10 % added", work, meter, whole, unitsEach, workFactor * ADDED);
  }

  /** What it costs to do it so many times. */
  Use measure(long times) throws Exception {
    Cost wholeBefore = whole.read();
    Cost before = meter.read();
    work.run(Math.round(times * workFactor));
    Cost used = meter.read().minus(before);
    return new Use(used, whole.read().minus(wholeBefore));
  }
}

package io.synnaxconnect.bench;

import java.util.Locale;
import java.util.Random;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * A median of paired observations with the interval in which it lies with 95 % confidence
 * (percentile bootstrap).
 */
record Estimate(double median, double low, double high) {

  private static final int RESAMPLES = 2_000;
  private static final double TAIL = 0.025;
  private static final Median MEDIAN = Median.withDefaults().withCopy(true);
  private static final Quantile QUANTILE = Quantile.withDefaults().withCopy(true);

  /**
   * How many times as much the first costs as the second: the median of the logarithms of the
   * ratios of each round.
   */
  static Estimate ofRatio(double[] first, double[] second, Random random) {
    double[] logs = new double[first.length];
    for (int round = 0; round < logs.length; round++) {
      logs[round] = Math.log(first[round] / second[round]);
    }
    Estimate estimate = of(logs, random);
    return new Estimate(Math.exp(estimate.median), Math.exp(estimate.low), Math.exp(estimate.high));
  }

  /** How much more the first costs than the second: the median of the differences. */
  static Estimate ofDifference(double[] first, double[] second, Random random) {
    double[] differences = new double[first.length];
    for (int round = 0; round < differences.length; round++) {
      differences[round] = first[round] - second[round];
    }
    return of(differences, random);
  }

  /** The median of some observations. */
  static Estimate of(double[] observations, Random random) {
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[observations.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = observations[random.nextInt(observations.length)];
      }
      medians[i] = MEDIAN.evaluate(resample);
    }
    double[] interval = QUANTILE.evaluate(medians, TAIL, 1 - TAIL);
    return new Estimate(MEDIAN.evaluate(observations), interval[0], interval[1]);
  }

  /** The same in another unit. */
  Estimate times(double factor) {
    return new Estimate(median * factor, low * factor, high * factor);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", median, low, high);
  }
}

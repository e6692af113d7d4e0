package io.synnaxconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {

  private static final int ROUNDS = 100;

  private final Random random = new Random(1);

  @Test
  void findsTenPercentBehindNoiseThatMeetsBothArms() {
    // Given
    double[] machine = machineThatSwingsByAFactorOfThree();
    double[] slower = scattered(machine, 1.1);
    double[] faster = scattered(machine, 1);

    // When
    Estimate ratio = Estimate.ofRatio(slower, faster, random);

    // Then
    assertThat(ratio.median()).isCloseTo(1.1, within(0.02));
    assertThat(ratio.low()).isGreaterThan(1.05);
    assertThat(ratio.high()).isLessThan(1.15);
  }

  @Test
  void seesNoDifferenceWhereThereIsNone() {
    // Given
    double[] machine = machineThatSwingsByAFactorOfThree();
    double[] one = scattered(machine, 1);
    double[] other = scattered(machine, 1);

    // When
    Estimate ratio = Estimate.ofRatio(one, other, random);

    // Then
    assertThat(ratio.low()).isLessThan(1);
    assertThat(ratio.high()).isGreaterThan(1);
  }

  @Test
  void isNotImpressedByAFewRoundsThatWentWrong() {
    // Given
    double[] machine = machineThatSwingsByAFactorOfThree();
    double[] one = scattered(machine, 1);
    double[] other = scattered(machine, 1);
    for (int round = 0; round < ROUNDS / 10; round++) {
      one[round] *= 50;
    }

    // When
    Estimate ratio = Estimate.ofRatio(one, other, random);

    // Then
    assertThat(ratio.median()).isCloseTo(1, within(0.03));
  }

  @Test
  void coversTheTruthAboutAsOftenAsItSays() {
    // Given
    int runs = 200;
    int covered = 0;

    // When
    for (int run = 0; run < runs; run++) {
      double[] machine = machineThatSwingsByAFactorOfThree();
      Estimate ratio = Estimate.ofRatio(scattered(machine, 1.1), scattered(machine, 1), random);
      covered += ratio.low() <= 1.1 && 1.1 <= ratio.high() ? 1 : 0;
    }

    // Then
    assertThat(covered).isBetween(runs * 88 / 100, runs);
  }

  @Test
  void takesDifferencesRoundByRound() {
    // Given
    double[] machine = machineThatSwingsByAFactorOfThree();
    double[] more = machine.clone();
    for (int round = 0; round < ROUNDS; round++) {
      more[round] += 3;
    }

    // When
    Estimate difference = Estimate.ofDifference(more, machine, random);

    // Then
    assertThat(difference.median()).isCloseTo(3, within(1e-6));
  }

  private double[] machineThatSwingsByAFactorOfThree() {
    double[] costs = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      costs[round] = 100 * (1 + 2 * random.nextDouble());
    }
    return costs;
  }

  /** What an arm costs whose slices scatter by 5 % around the state of the machine. */
  private double[] scattered(double[] machine, double factor) {
    double[] costs = machine.clone();
    for (int round = 0; round < costs.length; round++) {
      costs[round] *= factor * Math.exp(0.05 * random.nextGaussian());
    }
    return costs;
  }
}

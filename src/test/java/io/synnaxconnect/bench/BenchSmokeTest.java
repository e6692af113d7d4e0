package io.synnaxconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmark runs and reports every arm. How fast anything was is of no interest here. */
@Timeout(120)
class BenchSmokeTest {

  static List<Experiment> experiments() {
    return Bench.inThisJvm();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void reportsEveryArm(Experiment experiment) throws Exception {
    // When
    Result result = Bench.run(experiment, Plan.smoke(1));

    // Then
    String report = new Report().markdown(result);
    assertThat(result.samples()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(result.samples().keySet()).allSatisfy(arm -> assertThat(report).contains(arm));
    assertThat(result.samples().values())
        .allSatisfy(samples -> assertThat(samples.units()).isPositive());
    assertThat(result.findings()).isNotEmpty();
    assertThat(report).contains("Controls: ").contains("seed 1");
  }
}

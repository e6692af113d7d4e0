package io.synnaxconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlsTest {

  private static final Estimate SAME = new Estimate(1.001, 0.99, 1.01);
  private static final Estimate ADDED = new Estimate(1.098, 1.07, 1.12);
  private static final Finding FASTER =
      Finding.compared("ours ÷ other", new Estimate(0.5, 0.4, 0.6), "", Target.atMost(0.9));
  private static final Finding BYTES =
      Finding.counted("bytes", 12, "B per sample", Target.atMost(10));

  @Test
  void believesARunWithBothControls() {
    assertThat(new Controls(SAME, ADDED).problems()).isEmpty();
  }

  @Test
  void saysInconclusiveWhenTheSameArmTwiceDiffers() {
    // Given
    Controls controls = new Controls(new Estimate(1.04, 1.02, 1.06), ADDED);

    // When
    String report = new Report().markdown(result(controls));

    // Then
    assertThat(report).contains("| ours ÷ other | 0.50  | 0.40 to 0.60 | ≤ 0.90 | INCONCLUSIVE |");
    assertThat(report).contains("INCONCLUSIVE: the same arm twice gave 1.040 [1.020, 1.060]");
  }

  @Test
  void saysInconclusiveWhenAddedWorkIsNotSeen() {
    assertThat(new Controls(SAME, new Estimate(1.01, 0.98, 1.04)).areValid()).isFalse();
    assertThat(new Controls(SAME, new Estimate(1.10, 0.99, 1.20)).areValid()).isFalse();
    assertThat(new Controls(SAME, new Estimate(1.30, 1.25, 1.35)).areValid()).isFalse();
  }

  @Test
  void saysInconclusiveWhenAControlIsNoNumber() {
    Estimate nothing = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    assertThat(new Controls(nothing, ADDED).areValid()).isFalse();
    assertThat(new Controls(SAME, nothing).areValid()).isFalse();
  }

  @Test
  void judgesCountedFiguresWhateverTheControlsSay() {
    assertThat(BYTES.verdict(false)).isEqualTo("missed by 20 %");
    assertThat(FASTER.verdict(false)).isEqualTo("INCONCLUSIVE");
    assertThat(FASTER.verdict(true)).isEqualTo("met");
  }

  @Test
  void saysTheSameInJson() {
    String json =
        new Report().json(List.of(result(new Controls(new Estimate(2, 1.9, 2.1), ADDED))));

    assertThat(json).contains("\"valid\" : false").contains("\"verdict\" : \"INCONCLUSIVE\"");
  }

  private static Result result(Controls controls) {
    return new Result(
        "test", "A test", "sample", Plan.smoke(1), controls, Map.of(), List.of(FASTER, BYTES));
  }
}

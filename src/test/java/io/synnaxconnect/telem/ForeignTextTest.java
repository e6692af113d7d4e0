package io.synnaxconnect.telem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others choose stays on its line, and short. */
class ForeignTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\u0000b",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u009bb",
        "a\u001bb",
        "a\u200bb",
        "a\ud800b",
        "a\tb",
        " a b "
      })
  void neverBeginsALineOrHidesText(String text) {
    assertThat(ForeignText.name(text)).isEqualTo("a b");
    assertThat(ForeignText.sentence(text)).isEqualTo("a b");
  }

  @Test
  void keepsOrdinaryTextOfAnyScript() {
    assertThat(ForeignText.name("温度_Größe.1 [°C]")).isEqualTo("温度_Größe.1 [°C]");
  }

  @Test
  void isNeverLong() {
    assertThat(ForeignText.name("n".repeat(1 << 20))).isEqualTo("n".repeat(100) + "…");
    assertThat(ForeignText.sentence("s".repeat(1 << 20))).isEqualTo("s".repeat(1000) + "…");
  }

  @Test
  void aChannelShowsItselfClean() {
    // Given
    String line = "bool\n00:00:00.000 [main] ERROR Security - login of root\u001b[31m";
    Channel channel = new Channel(7, "a\nb", line, 0, false, true, false, "");

    // When / Then
    assertThat(channel).hasToString("a b (7)");
    assertThat(channel.shownType())
        .isEqualTo("bool 00:00:00.000 [main] ERROR Security - login of root [31m");
  }
}

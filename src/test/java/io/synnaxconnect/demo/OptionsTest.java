package io.synnaxconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void showsATableAlone() {
    assertThat(Options.parse("sample")).isEqualTo(new Options("sample", "", null, true));
  }

  @Test
  void takesTheRestInAnyOrder() {
    assertThat(Options.parse("row", "--web=8123", "--no-table", "--outage"))
        .isEqualTo(new Options("row", "--outage", 8123, false));
    assertThat(Options.parse("row", "--outage", "--web"))
        .isEqualTo(new Options("row", "--outage", 0, true));
  }

  @Test
  void refusesWhatIsNotAPort() {
    assertThatThrownBy(() -> Options.parse("sample", "--web=65536"))
        .hasMessage("--web is '65536'; use a port between 1 and 65535, or 0 for any free one");
    assertThatThrownBy(() -> Options.parse("sample", "--web=local")).hasMessageContaining("local");
  }
}

package io.synnaxconnect.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynnaxEnvironmentTest {

  @Test
  void isEmptyWithoutAnAddress() {
    assertThat(SynnaxEnvironment.of(Map.of("SYNNAX_PASSWORD", "secret"))).isEmpty();
  }

  @Test
  void hasTheDefaultsOfACore() {
    // When
    SynnaxEnvironment environment =
        SynnaxEnvironment.of(Map.of("SYNNAX_ADDRESS", "localhost:9090")).orElseThrow();

    // Then
    assertThat(environment)
        .isEqualTo(new SynnaxEnvironment("localhost", 9090, "synnax", "seldon", true, "", ".*"))
        .asString()
        .doesNotContain("seldon");
  }

  @ParameterizedTest
  @CsvSource({
    "SYNNAX_ADDRESS, localhost,     'SYNNAX_ADDRESS must be host:port, it is localhost'",
    "SYNNAX_ADDRESS, localhost:abc, 'SYNNAX_ADDRESS must be host:port, it is localhost:abc'",
    "SYNNAX_TLS,     yes,           'SYNNAX_TLS must be true or false, it is yes'",
  })
  void saysWhichVariableIsWrong(String variable, String value, String message) {
    // Given
    Map<String, String> variables =
        variable.equals("SYNNAX_ADDRESS")
            ? Map.of(variable, value)
            : Map.of("SYNNAX_ADDRESS", "localhost:9090", variable, value);

    // When and then
    assertThatThrownBy(() -> SynnaxEnvironment.of(variables)).hasMessage(message);
  }
}

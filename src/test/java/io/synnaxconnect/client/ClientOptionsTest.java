package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options by name and from the environment. */
class ClientOptionsTest {

  @Test
  void areBuiltByName() {
    assertThat(
            SynnaxClientOptions.builder()
                .address("[::1]:9091")
                .credentials("u", "p")
                .tls(Tls.PLAINTEXT)
                .build())
        .satisfies(options -> assertThat(options.host()).isEqualTo("::1"))
        .satisfies(options -> assertThat(options.port()).isEqualTo(9091))
        .satisfies(options -> assertThat(options.tls()).isEqualTo(Tls.PLAINTEXT));
    assertThat(SynnaxClientOptions.builder().address("[::1]:9091").build().address())
        .isEqualTo("[::1]:9091");
    assertThatThrownBy(() -> SynnaxClientOptions.builder().address("localhost"))
        .hasMessageContaining("'localhost' is not host:port");
  }

  @Test
  void areReadFromTheEnvironment() {
    // Given
    Map<String, String> environment =
        Map.of(
            "SYNNAX_ADDRESS", "localhost:9090",
            "SYNNAX_USERNAME", "synnax",
            "SYNNAX_PASSWORD", "seldon",
            "SYNNAX_CA", "a certificate");

    // When
    SynnaxClientOptions options = SynnaxClientOptions.from(environment);

    // Then
    assertThat(options.host()).isEqualTo("localhost");
    assertThat(options.credentials().password()).isEqualTo("seldon");
    assertThat(options.tls()).isEqualTo(new Tls(true, "a certificate", "", "", ""));
    assertThatThrownBy(() -> SynnaxClientOptions.from(Map.of()))
        .hasMessageContaining("the environment has no SYNNAX_ADDRESS");
  }
}

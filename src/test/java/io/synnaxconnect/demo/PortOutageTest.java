package io.synnaxconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PortOutageTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final TelemetrySource source =
      (TelemetrySource)
          Proxy.newProxyInstance(
              TelemetrySource.class.getClassLoader(),
              new Class<?>[] {TelemetrySource.class},
              (proxy, method, arguments) -> {
                calls.add(method.getName());
                return null;
              });

  @Test
  void closesThePortOnceAtATime() {
    try (PortOutage outage = new PortOutage(source, LONG, LONG)) {
      // When
      boolean first = outage.begin();
      boolean second = outage.begin();

      // Then
      assertThat(List.of(first, second)).containsExactly(true, false);
      assertThat(outage.phase()).isEqualTo(PortOutage.Phase.CLOSED);
      assertThat(calls).containsExactly("closePort");
    }
  }

  @Test
  void opensThePortAndLetsTheConnectorCloseTheGap() {
    try (PortOutage outage = new PortOutage(source, Duration.ZERO, LONG)) {
      // When
      outage.begin();

      // Then
      await().until(() -> outage.phase() == PortOutage.Phase.REPAIRING);
      assertThat(calls).containsExactly("closePort", "openPort");
      assertThat(outage.begin()).isFalse();
    }
  }

  @Test
  void canBeginAgainAfterwards() {
    try (PortOutage outage = new PortOutage(source, Duration.ZERO, Duration.ZERO)) {
      // Given
      outage.begin();
      await().until(() -> calls.contains("openPort") && outage.phase() == PortOutage.Phase.OPEN);

      // When
      boolean again = outage.begin();

      // Then
      assertThat(again).isTrue();
    }
  }
}

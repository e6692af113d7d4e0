package io.synnaxconnect.client;

import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frame;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.StreamGap;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapMarkerTest {

  private final GapMarker marker = new GapMarker(() -> 1_000);

  private static Frame row(long nanos) {
    return frame(TIME, stamps(0, nanos), PRESSURE, data(0, 1));
  }

  @Test
  void aLateRowAfterALossHidesNoGap() {
    // Given
    marker.follow(List.of(TIME, PRESSURE));
    marker.mark(row(100));
    marker.onLoss();

    // When: another writer is late
    Frame late = marker.mark(row(50));
    Frame next = marker.mark(row(200));

    // Then
    assertThat(late.gaps()).isEmpty();
    assertThat(next.gaps())
        .singleElement()
        .extracting(StreamGap::range)
        .isEqualTo(TimeRange.ofNanos(101, 200));
  }
}

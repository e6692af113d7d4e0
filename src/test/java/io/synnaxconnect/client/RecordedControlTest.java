package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The recorded frames of the control channel decode to who writes what. */
class RecordedControlTest {

  private static final String FILE = "control_transfers.json";
  private static final Set<Long> WRITTEN = Set.of(1_048_584L, 1_048_585L);

  /** Files whose frames are compared here. */
  static Set<String> covered() {
    return Set.of(FILE);
  }

  @Test
  void decodesWhatIsHeldAndEachTransfer() throws Exception {
    // When
    Map<Integer, Frame> frames = RecordedFrames.decode(Recording.of(FILE));

    // Then
    assertThat(of(frames, 1).isEmpty()).isTrue();
    assertThat(resources(of(frames, 2), "to"))
        .isEqualTo(Set.of(1048577L, 1048579L, 1048580L, 1048581L, 1048582L, 1048583L));
    for (int opening : List.of(3, 5)) {
      assertThat(resources(of(frames, opening), "to")).isEqualTo(WRITTEN);
      assertThat(resources(of(frames, opening), "from")).isEmpty();
      assertThat(resources(of(frames, opening + 1), "from")).isEqualTo(WRITTEN);
      assertThat(resources(of(frames, opening + 1), "to")).isEmpty();
    }
    assertThat(List.of(3, 4, 5, 6))
        .extracting(exchange -> sample(of(frames, exchange)).alignment().sample())
        .containsExactly(1L, 2L, 3L, 4L);
  }

  private static Frame of(Map<Integer, Frame> frames, int exchange) {
    return Objects.requireNonNull(frames.get(exchange));
  }

  private static Set<Long> resources(Frame frame, String side) {
    JsonNode transfers = Recording.json(sample(frame).stringAt(0)).path("transfers");
    return Recording.stream(transfers)
        .filter(transfer -> transfer.has(side))
        .map(transfer -> transfer.path(side).path("resource").asLong())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Series sample(Frame frame) {
    assertThat(frame.size()).isEqualTo(1);
    assertThat(frame.channelKeyAt(0)).isEqualTo(1_048_577L);
    assertThat(frame.seriesAt(0).sampleCount()).isEqualTo(1);
    return frame.seriesAt(0);
  }
}

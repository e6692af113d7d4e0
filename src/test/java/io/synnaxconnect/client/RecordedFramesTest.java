package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every streamer and iterator response that was recorded decodes to exactly what was written. */
class RecordedFramesTest {

  private static final Set<String> WITHOUT_SERIES =
      Set.of(
          "ack", "empty", "iterator-ack", "writer-response", "channels", "login", "connectivity");

  @TestFactory
  Stream<DynamicTest> decodesToExactlyTheExpectedSeries() {
    return Recording.all().stream()
        .filter(RecordedFramesTest::hasFrames)
        .map(recording -> DynamicTest.dynamicTest(recording.file(), () -> check(recording)));
  }

  /** Files whose frames are compared here. */
  static Set<String> covered() {
    Set<String> files = new TreeSet<>();
    Recording.all().stream()
        .filter(RecordedFramesTest::hasFrames)
        .forEach(recording -> files.add(recording.file()));
    return files;
  }

  /**
   * One recording says how many samples each call brings, and not which: RecordedServerTest.
   * Another has random keys in its samples.
   */
  private static boolean hasFrames(Recording recording) {
    return !recording.file().equals("iterator_range_before_first_sample.json")
        && !RecordedControlTest.covered().contains(recording.file())
        && recording.exchanges().stream()
            .anyMatch(
                e ->
                    e.isResponseOf(RecordedFrames.STREAMER)
                        || e.isResponseOf(RecordedFrames.ITERATOR));
  }

  private static void check(Recording recording) throws Exception {
    // When
    Map<Integer, Frame> frames = RecordedFrames.decode(recording);

    // Then
    assertThat(frames).isNotEmpty();
    frames.forEach((i, frame) -> compare(i, recording.meaning(i), frame));
    long described =
        recording.expected().values().stream().filter(e -> e.path("series").size() > 0).count();
    assertThat(frames.values().stream().filter(f -> !f.isEmpty()).count()).isEqualTo(described);
  }

  private static void compare(int i, JsonNode expected, Frame frame) {
    JsonNode series = expected.path("series");
    if (series.isEmpty()) {
      assertThat(expected.path("kind").asText()).isIn(WITHOUT_SERIES);
    }
    assertThat(frame.size()).as("series of exchange %s", i).isEqualTo(series.size());
    for (int n = 0; n < frame.size(); n++) {
      String where = "series " + n + " of exchange " + i;
      assertThat(frame.channelKeyAt(n)).as(where).isEqualTo(series.get(n).path("key").asLong());
      compare(where, series.get(n), frame.seriesAt(n));
    }
  }

  private static void compare(String where, JsonNode expected, Series series) {
    assertThat(series.dataType())
        .as(where)
        .isEqualTo(DataType.ofWireName(expected.path("data_type").asText()));
    assertThat(Long.toUnsignedString(series.alignment().value()))
        .as(where)
        .isEqualTo(expected.path("alignment").asText());
    JsonNode range = expected.path("time_range");
    assertThat(series.timeRange().start().nanos())
        .as(where)
        .isEqualTo(range.path("start").asLong());
    assertThat(series.timeRange().end().nanos()).as(where).isEqualTo(range.path("end").asLong());
    List<Object> values = SampleValues.expected(series.dataType(), expected.path("values"));
    assertThat(SampleValues.of(series)).as(where).isEqualTo(values);
  }
}

package io.synnaxconnect.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Offsets that a release wrote load for ever. The samples are never changed, only added to: one
 * file for each form that was ever released, with what it means.
 */
class ReleasedOffsetsTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "offsets");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("v1"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void loadsAndMeansWhatItMeant(Path sample) throws IOException {
    // Given
    JsonNode released = JSON.readTree(sample.toFile());

    // When
    SourceOffset offset = SourceOffset.fromMap(map(released.get("offset")));

    // Then
    assertThat(offset).isEqualTo(meaning(released.get("means")));
  }

  /** Connect finds an offset by the text of its partition: another spelling would begin anew. */
  @ParameterizedTest
  @MethodSource("samples")
  void isFoundUnderTheSamePartition(Path sample) throws IOException {
    // Given
    JsonNode partition = JSON.readTree(sample.toFile()).get("partition");

    // When
    SourcePartition read = SourcePartition.fromMap(map(partition));

    // Then
    assertThat(JSON.writeValueAsString(read.toMap())).isEqualTo(partition.toString());
  }

  @Test
  void everyFormThatIsWrittenNowHasASample() throws IOException {
    // Given
    Set<String> fields = new TreeSet<>();
    Set<String> causes = new TreeSet<>();

    // When
    for (Path sample : samples()) {
      JsonNode released = JSON.readTree(sample.toFile());
      released.get("offset").fieldNames().forEachRemaining(fields::add);
      released.get("means").get("gaps").forEach(gap -> causes.add(gap.get("cause").asText()));
    }

    // Then
    assertThat(fields).isEqualTo(new TreeSet<>(OffsetFields.KNOWN));
    assertThat(causes)
        .isEqualTo(new TreeSet<>(Stream.of(Cause.values()).map(Cause::name).toList()));
  }

  @Test
  void refusesWhatANewerReleaseWroteWithOneSentence() throws IOException {
    // Given
    Map<String, Object> newer = map(JSON.readTree(FOLDER.resolve("newer.json").toFile()));

    // Then
    assertThatThrownBy(() -> SourceOffset.fromMap(newer))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "Source offset refused: The offset's version v is 2, but this connector reads version 1"
                + " as a string; install the connector that wrote it or reset the offset.");
  }

  private static SourceOffset meaning(JsonNode means) {
    List<Gap> gaps = new ArrayList<>();
    means.get("gaps").forEach(gap -> gaps.add(gap(gap)));
    return new SourceOffset(
        instant(means.get("position")),
        instant(means.get("since")),
        keys(means.get("channels")),
        gaps,
        holes(means.get("holes")));
  }

  private static List<Hole> holes(@Nullable JsonNode holes) {
    List<Hole> list = new ArrayList<>();
    if (holes != null) {
      for (JsonNode hole : holes) {
        TimeStamp start = instant(hole.get("from"));
        list.add(
            new Hole(
                new TimeRange(start == null ? TimeStamp.MIN : start, known(hole.get("to"))),
                hole.has("channels") ? keys(hole.get("channels")) : ChannelKeyRanges.NONE));
      }
    }
    return list;
  }

  private static Gap gap(JsonNode gap) {
    TimeStamp end = instant(gap.get("to"));
    return new Gap(
        Cause.valueOf(gap.get("cause").asText()),
        keys(gap.get("channels")),
        new TimeRange(known(gap.get("from")), end == null ? TimeStamp.MAX : end),
        known(gap.get("opened_at")),
        gap.get("samples").asLong());
  }

  private static ChannelKeyRanges keys(JsonNode keys) {
    List<Long> list = new ArrayList<>();
    keys.forEach(key -> list.add(key.asLong()));
    return ChannelKeyRanges.of(list);
  }

  private static @Nullable TimeStamp instant(JsonNode text) {
    return text.isNull() ? null : known(text);
  }

  private static TimeStamp known(JsonNode text) {
    return TimeStamp.of(Instant.parse(text.asText()));
  }

  private static Map<String, Object> map(JsonNode object) {
    return JSON.convertValue(object, MAP);
  }
}

package io.synnaxconnect.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceOffsetTest {

  private static final TimeStamp SINCE = new TimeStamp(1_700_000_000_000_000_000L);
  private static final TimeStamp POSITION = new TimeStamp(1_700_000_001_123_456_789L);

  @Test
  void survivesAJsonRoundTrip() throws JsonProcessingException {
    // Given
    SourceOffset offset =
        new SourceOffset(
            POSITION,
            SINCE,
            ChannelKeyRanges.of(List.of(1048586L, 1048584L, 1048585L, 4294967295L)),
            List.of(
                Gap.ofGroup(Gap.Cause.SKIPPED, TimeRange.ofNanos(5, 9), new TimeStamp(11), 3),
                Gap.ofChannels(ChannelKeyRanges.of(List.of(1048584L, 1048585L)), POSITION, SINCE)));
    ObjectMapper json = new ObjectMapper();

    // When
    String text = json.writeValueAsString(offset.toMap());
    Map<String, Object> read = json.readValue(text, new TypeReference<>() {});

    // Then
    assertThat(SourceOffset.fromMap(read)).isEqualTo(offset);
  }

  @Test
  void writesTheDocumentedStrings() {
    // Given
    SourceOffset offset =
        new SourceOffset(
            POSITION,
            SINCE,
            ChannelKeyRanges.of(List.of(2L, 3L, 5L)),
            List.of(Gap.ofGroup(Gap.Cause.SHED, TimeRange.ofNanos(5, 9), new TimeStamp(11), -1)));

    // When
    Map<String, String> map = offset.toMap();

    // Then
    assertThat(map)
        .containsOnly(
            Map.entry("v", "1"),
            Map.entry("position", "1700000001123456789"),
            Map.entry("since", "1700000000000000000"),
            Map.entry("channels", "2-3,5"),
            Map.entry("gaps", "shed:0:5:9:11:-1"));
  }

  @Test
  void leavesOutWhatIsEmpty() {
    // When
    Map<String, String> map = SourceOffset.startingAt(SINCE, ChannelKeyRanges.NONE).toMap();

    // Then
    assertThat(map).containsOnlyKeys("v", "since");
  }

  @Test
  void readsAPositionThatAPersonSet() {
    // When
    SourceOffset offset =
        SourceOffset.fromMap(Map.of("v", "1", "position", "2023-11-14T22:13:21.123456789Z"));

    // Then
    assertThat(offset.position()).isEqualTo(POSITION);
    assertThat(offset.since()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v        | 2                    | version v is 2",
        "position | yesterday            | position cannot be yesterday",
        "position | 99999999999999999999 | position cannot be",
        "position | 2400-01-01T00:00:00Z | position cannot be",
        "since    | x                    | since cannot be x",
        "channels | 5-3                  | channels cannot be 5-3",
        "channels | 3,2                  | channels cannot be 3,2",
        "channels | 4294967296           | channels cannot be",
        "channels | 1-4294967295         | at most 1000000 keys",
        "gaps     | absent:1-4294967295:5:9:11:-1 | at most 1000000 keys",
        "gaps     | shed:1               | gaps cannot be shed:1",
        "gaps     | lost:0:5:9:11:-1     | gaps cannot be lost",
        "cursor   | 5                    | field cursor is unknown"
      })
  void rejectsForeignOffsets(String field, String value, String expected) {
    // Given
    Map<String, String> map = new HashMap<>(Map.of("v", "1"));
    map.put(field, value);

    // Then
    assertThatThrownBy(() -> SourceOffset.fromMap(map))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void namesEveryProblemAtOnce() {
    assertThatThrownBy(() -> SourceOffset.fromMap(Map.of("position", 5L, "since", "x")))
        .hasMessageContaining("version v is missing")
        .hasMessageContaining("position must be a string")
        .hasMessageContaining("since cannot be x");
  }

  @Test
  void knowsWhichChannelsItCovers() {
    // Given
    ChannelKeyRanges channels = ChannelKeyRanges.of(List.of(2L, 3L, 5L));

    // Then
    assertThat(channels.contains(3)).isTrue();
    assertThat(channels.contains(4)).isFalse();
  }

  @Test
  void namesThePartitionInStrings() {
    assertThat(new SourcePartition("a-uuid", 1048584).toMap())
        .containsOnly(Map.entry("cluster_key", "a-uuid"), Map.entry("index_key", "1048584"));
  }

  /** In another order the offset of the process before would not be found. */
  @Test
  void namesThePartitionInTheOrderInWhichConnectLooksForIt() {
    Map<String, String> partition = new SourcePartition("a-uuid", 1048584).toMap();

    assertThat(List.copyOf(partition.keySet()))
        .isEqualTo(List.copyOf(new HashMap<>(partition).keySet()))
        .containsExactly("cluster_key", "index_key");
  }
}

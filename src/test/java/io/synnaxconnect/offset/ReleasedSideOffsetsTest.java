package io.synnaxconnect.offset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What status and catalogue records remember loads for ever, as {@link ReleasedOffsetsTest}. */
class ReleasedSideOffsetsTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "offsets", "side", "v1");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isWrittenAsItWasRead(Path sample) throws IOException {
    // Given
    JsonNode released = JSON.readTree(sample.toFile());
    Map<String, String> partition = map(released.get("partition"));
    Map<String, String> offset = map(released.get("offset"));

    // When
    Map<String, String> again = rewritten(partition, offset);

    // Then
    assertThat(again).isEqualTo(offset);
  }

  private static Map<String, String> rewritten(
      Map<String, String> partition, Map<String, String> offset) {
    if (AssignmentOffset.isPartition(partition)) {
      return AssignmentOffset.fromMap(offset).toMap();
    }
    if (InstantOffset.isPartition(partition)) {
      return InstantOffset.fromMap(offset).toMap();
    }
    if (RangesOffset.isPartition(partition)) {
      return RangesOffset.fromMap(offset).toMap();
    }
    assertThat(CatalogueOffset.isPartition(partition)).isTrue();
    return CatalogueOffset.fromMap(offset).toMap();
  }

  /**
   * Connect finds an offset by the text of its partition, and what comes over REST in the order of
   * a hash map; there are keys whose order depends on its size.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void isFoundUnderTheSamePartition(Path sample) throws IOException {
    // Given
    JsonNode partition = JSON.readTree(sample.toFile()).get("partition");
    Map<String, String> map = map(partition);

    // When
    Map<String, String> written = written(map);

    // Then
    assertThat(JSON.writeValueAsString(written)).isEqualTo(partition.toString());
    assertThat(JSON.writeValueAsString(new HashMap<>(map))).isEqualTo(partition.toString());
  }

  private static Map<String, String> written(Map<String, String> partition) {
    if (AssignmentOffset.isPartition(partition)) {
      return AssignmentOffset.partition(partition.getOrDefault("task_id", ""));
    }
    String cluster = partition.getOrDefault("cluster_key", "");
    if (RangesOffset.isPartition(partition)) {
      return RangesOffset.partition(cluster, partition.getOrDefault("ranges_of", ""));
    }
    return InstantOffset.isPartition(partition)
        ? InstantOffset.partition(cluster, partition.getOrDefault("instant_of", ""))
        : CatalogueOffset.partition(
            cluster, Long.parseLong(partition.getOrDefault("catalogue_of_group", "")));
  }

  private static Map<String, String> map(JsonNode object) {
    return JSON.convertValue(object, MAP);
  }
}

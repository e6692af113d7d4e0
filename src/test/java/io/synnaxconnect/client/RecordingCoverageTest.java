package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No recording lies about unused. */
class RecordingCoverageTest {

  @Test
  void everyRecordingIsPartOfSomeTest() throws IOException {
    // Given
    Set<String> covered = new TreeSet<>();
    covered.addAll(RecordedFramesTest.covered());
    covered.addAll(RecordedRequestsTest.covered());
    covered.addAll(RecordedErrorsTest.covered());
    covered.addAll(RecordedAnswersTest.covered());
    covered.addAll(RecordedDemoTest.covered());
    covered.addAll(RecordedControlTest.covered());
    // The simulator answers it: RecordedServerTest.
    covered.add("iterator_range_before_first_sample.json");

    // When
    Set<String> present;
    try (Stream<Path> files = Files.list(Recording.FOLDER)) {
      present =
          files
              .map(path -> String.valueOf(path.getFileName()))
              .filter(name -> !name.endsWith(".md"))
              .collect(Collectors.toCollection(TreeSet::new));
    }

    // Then
    assertThat(covered).isEqualTo(present).hasSizeGreaterThan(30);
  }
}

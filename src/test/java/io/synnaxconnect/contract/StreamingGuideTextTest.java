package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.docs.ShownCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide shows nothing but code that runs. */
class StreamingGuideTextTest {

  private static final List<Path> GUIDE =
      List.of(Path.of("docs/streaming-client.md"), Path.of("docs/client-applications.md"));
  private static final Path CODE =
      Path.of("src/test/java/io/synnaxconnect/contract/StreamingGuideTest.java");

  @Test
  void everyBlockOfTheGuideIsARegionOfTheCodeAndTheOtherWayRound() throws IOException {
    // When
    List<String> shown = ShownCode.blocks(guide());
    List<String> run = ShownCode.regions(CODE);

    // Then
    assertThat(run).hasSizeGreaterThan(15);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(run);
  }

  @Test
  void theGuideHasNoOtherCode() throws IOException {
    // Given
    Matcher fences = Pattern.compile("(?m)^```.*$").matcher(guide());

    // When / Then
    assertThat(fences.results().map(r -> r.group()).distinct())
        .containsExactlyInAnyOrder("```java", "```");
  }

  private static String guide() throws IOException {
    StringBuilder guide = new StringBuilder();
    for (Path page : GUIDE) {
      guide.append(Files.readString(page)).append("\n");
    }
    return guide.toString();
  }
}

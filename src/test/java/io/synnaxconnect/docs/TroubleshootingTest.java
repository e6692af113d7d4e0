package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets a sentence of the connector finds it in docs/troubleshooting. */
class TroubleshootingTest {

  private static final Path PAGES = Path.of("docs", "troubleshooting");
  private static final String ENTRY = "### ";
  private static final String BEGIN = "- `";
  private static final String END = "`";

  private static String pages() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(PAGES)) {
      for (Path page : files.sorted().toList()) {
        text.append(Files.readString(page)).append("\n");
      }
    }
    return text.toString();
  }

  /** What the pages explain: each sentence with the entry that it is in. */
  private static Map<String, String> explained() throws IOException {
    Map<String, String> explained = new TreeMap<>();
    String entry = "";
    for (String line : pages().lines().toList()) {
      if (line.startsWith(ENTRY)) {
        entry = line.substring(ENTRY.length());
      } else if (line.startsWith(BEGIN) && line.endsWith(END)) {
        String sentence = line.substring(BEGIN.length(), line.length() - END.length());
        assertThat(explained.put(sentence, entry)).as("twice: " + sentence).isNull();
      }
    }
    return explained;
  }

  @Test
  void everySentenceHasAnEntry() throws IOException {
    // Given
    Map<String, String> said = new TreeMap<>(ErrorSentences.find());

    // When
    said.keySet().removeAll(explained().keySet());

    // Then
    List<String> lines = new ArrayList<>();
    said.forEach((sentence, source) -> lines.add(BEGIN + sentence + END + "    (" + source + ")"));
    assertThat(said)
        .as(
            "%s lacks these lines. Put each below the entry that it belongs to, without the name of"
                + " the file, or below a new one that says what it means and what to do:%n%s%n",
            PAGES, String.join("\n", lines))
        .isEmpty();
  }

  @Test
  void nothingIsExplainedThatIsNoLongerSaid() throws IOException {
    // Given
    TreeSet<String> stale = new TreeSet<>(explained().keySet());

    // When
    stale.removeAll(ErrorSentences.find().keySet());

    // Then
    assertThat(stale).as("lines to delete from " + PAGES).isEmpty();
  }

  @Test
  void everyEntrySaysWhatToDo() throws IOException {
    // Given
    String page = pages();

    // When
    List<String> silent =
        List.of(page.split("\n" + ENTRY, -1)).stream()
            .skip(1)
            .filter(entry -> words(entry).isBlank())
            .map(entry -> entry.lines().findFirst().orElse(""))
            .toList();

    // Then
    assertThat(silent).as("entries that do not say what to do").isEmpty();
  }

  private static String words(String entry) {
    return entry
        .lines()
        .skip(1)
        .filter(
            line -> !line.startsWith(BEGIN) && !line.startsWith("## ") && !line.startsWith("# "))
        .collect(Collectors.joining());
  }
}

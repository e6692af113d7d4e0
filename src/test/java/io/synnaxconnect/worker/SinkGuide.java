package io.synnaxconnect.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The configurations of docs/sinks.md and docs/lakes.md, as a reader pastes them. */
final class SinkGuide {

  private static final List<Path> PAGES =
      List.of(Path.of("docs", "sinks.md"), Path.of("docs", "lakes.md"));

  private SinkGuide() {}

  /**
   * A block of settings.
   *
   * @param heading the section that it is in
   * @param number of the block in the section, from 0
   */
  static Map<String, String> settings(String heading, int number) {
    String block = block(heading, "json", number);
    try {
      return new ObjectMapper().readValue("{" + block + "}", new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same of a block of SQL. */
  static String sql(String heading, int number) {
    return block(heading, "sql", number);
  }

  private static String block(String heading, String language, int number) {
    String section = section("\n## " + heading + "\n");
    String begin = "```" + language + "\n";
    int at = 0;
    for (int i = 0; i <= number; i++) {
      at = section.indexOf(begin, at) + begin.length();
    }
    return section.substring(at, section.indexOf("```", at)).strip();
  }

  private static String section(String heading) {
    for (Path file : PAGES) {
      try {
        String page = Files.readString(file);
        if (page.contains(heading)) {
          return page.substring(page.indexOf(heading));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalArgumentException("no page has" + heading);
  }
}

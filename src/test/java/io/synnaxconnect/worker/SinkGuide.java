package io.synnaxconnect.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The configurations of docs/sinks.md, as a reader pastes them. */
final class SinkGuide {

  private static final Path PAGE = Path.of("docs", "sinks.md");
  private static final String BEGIN = "```json\n";

  private SinkGuide() {}

  /**
   * A block of settings.
   *
   * @param heading the section that it is in
   * @param number of the block in the section, from 0
   */
  static Map<String, String> settings(String heading, int number) {
    try {
      String page = Files.readString(PAGE);
      int at = page.indexOf("\n## " + heading + "\n");
      for (int i = 0; i <= number; i++) {
        at = page.indexOf(BEGIN, at) + BEGIN.length();
      }
      String block = page.substring(at, page.indexOf("```", at));
      return new ObjectMapper().readValue("{" + block + "}", new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

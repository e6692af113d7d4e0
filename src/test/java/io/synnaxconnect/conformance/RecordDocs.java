package io.synnaxconnect.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Generated parts of docs/values.md; {@code -Ddocs.update=true} writes them anew. */
final class RecordDocs {

  private static final Path PAGE = Path.of("docs", "values.md");

  private RecordDocs() {}

  /** The page between the markers of a part. */
  static String part(String name) {
    String page = read();
    return page.substring(begin(page, name), end(page, name));
  }

  /** The only block of code in this language. */
  static String block(String language) {
    List<String> blocks =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(read())
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).as(PAGE + " has one block of " + language).hasSize(1);
    return blocks.get(0);
  }

  /** The part is this text, or becomes it. */
  static void compare(String name, String text) {
    if (Boolean.getBoolean("docs.update")) {
      String page = read();
      write(page.substring(0, begin(page, name)) + text + page.substring(end(page, name)));
    }
    assertThat(part(name))
        .as(
            PAGE
                + " is out of date: mvn test -Dtest=TypeConformanceTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true")
        .isEqualTo(text);
  }

  private static int begin(String page, String name) {
    String marker = "<!-- " + name + ":begin -->\n";
    return page.indexOf(marker) + marker.length();
  }

  private static int end(String page, String name) {
    return page.indexOf("<!-- " + name + ":end -->");
  }

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String page) {
    try {
      Files.writeString(PAGE, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.synnaxconnect.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences of docs/troubleshooting.md, with which a failure has to explain itself. */
final class DocumentedReasons {

  private static final Path PAGE = Path.of("docs", "troubleshooting.md");

  /** An item of a list or the first cell of a table; its code may contain several sentences. */
  private static final Pattern LINE = Pattern.compile("^(?:- |\\| )(`.*?`)(?:$| \\|)");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A sentence with fewer known letters says nothing. */
  private static final int LEAST_KNOWN = 15;

  private final List<Pattern> sentences = new ArrayList<>();

  /** Reads the page. */
  DocumentedReasons() {
    try {
      for (String line : Files.readAllLines(PAGE)) {
        Matcher found = LINE.matcher(line);
        if (found.find()) {
          CODE.matcher(found.group(1)).results().forEach(code -> add(code.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String sentence) {
    if (sentence.replace("…", "").length() >= LEAST_KNOWN) {
      List<String> parts = new ArrayList<>();
      for (String part : sentence.split("…|\\.\\.\\.", -1)) {
        parts.add(Pattern.quote(part));
      }
      sentences.add(Pattern.compile(String.join(".*", parts), Pattern.DOTALL));
    }
  }

  /** Whether the page says what a trace of a failed task means. */
  boolean explain(String trace) {
    return sentences.stream().anyMatch(sentence -> sentence.matcher(trace).find());
  }
}

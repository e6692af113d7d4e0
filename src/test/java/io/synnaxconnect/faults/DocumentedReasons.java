package io.synnaxconnect.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sentences of docs/troubleshooting.md and its pages, with which a failure has to explain
 * itself.
 */
final class DocumentedReasons {

  private static final Path INDEX = Path.of("docs", "troubleshooting.md");
  private static final Path PAGES = Path.of("docs", "troubleshooting");

  /** An item of a list or the first cell of a table; its code may contain several sentences. */
  private static final Pattern LINE = Pattern.compile("^(?:- |\\| )(`.*?`)(?:$| \\|)");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A sentence with fewer known letters says nothing. */
  private static final int LEAST_KNOWN = 15;

  private final List<Pattern> sentences = new ArrayList<>();

  /** Reads the pages. */
  DocumentedReasons() {
    try (Stream<Path> pages = Files.list(PAGES)) {
      for (Path page : Stream.concat(Stream.of(INDEX), pages).toList()) {
        Files.readAllLines(page).forEach(this::read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String line) {
    Matcher found = LINE.matcher(line);
    if (found.find()) {
      CODE.matcher(found.group(1)).results().forEach(code -> add(code.group(1)));
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

  /** Whether a page says what a trace of a failed task means. */
  boolean explain(String trace) {
    return sentences.stream().anyMatch(sentence -> sentence.matcher(trace).find());
  }
}

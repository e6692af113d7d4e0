package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages as a reader meets them. */
class PagesTest {

  private static final Path README = Path.of("README.md");

  /** Measurements, which nobody reads from the first line to the last. */
  private static final Set<String> LONG = Set.of("performance.md", "verification.md");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$");

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThan(150);
  }

  @Test
  void everyPageIsShortAndSaysForWhom() throws IOException {
    for (Path page : pages()) {
      String name = page.getFileName().toString();
      if (!page.startsWith("docs") || page.startsWith("docs/decisions") || LONG.contains(name)) {
        continue;
      }
      String text = Files.readString(page);
      assertThat(text.lines().limit(8)).as(name).anyMatch(line -> line.startsWith("For people "));
      if (!name.equals("configuration.md")) {
        assertThat(text.lines().count()).as(name).isLessThanOrEqualTo(250);
      }
    }
  }

  @Test
  void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
    // When
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }

    // Then
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      Stream<Path> top = Stream.of(README, Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md"));
      return Stream.concat(top, docs.filter(file -> file.toString().endsWith(".md"))).toList();
    }
  }

  private static List<String> links(Path page) throws IOException {
    String text = CODE.matcher(Files.readString(page)).replaceAll("");
    return LINK.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    int mark = link.indexOf('#');
    String file = mark < 0 ? link : link.substring(0, mark);
    Path folder = page.toAbsolutePath().getParent();
    Path target = file.isEmpty() ? page : folder.resolve(file).normalize();
    return Files.exists(target) && (mark < 0 || anchors(target).contains(link.substring(mark + 1)));
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(PagesTest::anchor)
        .collect(Collectors.toSet());
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}

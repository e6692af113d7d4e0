package io.synnaxconnect.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The Java code of a page, and the regions of a source file that it has to equal. */
public final class ShownCode {

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// tag::(\\w+)\\[]\n(.*?)^ *// end::\\1\\[]", Pattern.DOTALL | Pattern.MULTILINE);

  private ShownCode() {}

  /** The blocks of Java in Markdown, in order. */
  public static List<String> blocks(String markdown) {
    return BLOCK.matcher(markdown).results().map(r -> r.group(1)).toList();
  }

  /** What is between the tags of a source file, as a page shows it. */
  public static List<String> regions(Path source) throws IOException {
    return REGION
        .matcher(Files.readString(source))
        .results()
        .map(r -> r.group(2).stripTrailing().stripIndent() + "\n")
        .toList();
  }
}

package io.synnaxconnect;

import java.util.List;
import java.util.Random;

/** Texts that are nearly right. */
final class TextMutation {

  /** What the texts that we parse are made of, and what nobody expects in them. */
  private static final String[] PIECES = {
    "",
    "0",
    "1",
    "9",
    "-",
    "+",
    ":",
    ";",
    ",",
    "=",
    ".",
    "*",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "$",
    "|",
    "\"",
    "null",
    "true",
    " ",
    "\n",
    "\u0000",
    "\u0660",
    "\ud83d",
    "ä",
    "ANY",
    "1e999999",
    "-9223372036854775808",
    "9223372036854775807",
    "4294967295",
    "4294967296",
    "1000000",
    "a",
    "-----",
    "-----BEGIN ",
    "-----END ",
    "->",
    "://",
    "${x}"
  };

  private static final int MOST_CHANGES = 5;
  private static final int LONGEST_REPEAT = 50;

  private TextMutation() {}

  /** One of some texts with up to five changes. */
  static String of(Random random, List<String> seeds) {
    StringBuilder text = new StringBuilder(any(random, seeds));
    int changes = random.nextInt(MOST_CHANGES + 1);
    for (int i = 0; i < changes; i++) {
      change(random, text, any(random, seeds));
    }
    return text.toString();
  }

  private static String any(Random random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static void change(Random random, StringBuilder text, String other) {
    int at = random.nextInt(text.length() + 1);
    int end = at + random.nextInt(Math.min(text.length() - at, LONGEST_REPEAT) + 1);
    String piece = PIECES[random.nextInt(PIECES.length)];
    switch (random.nextInt(6)) {
      case 0 -> text.insert(at, piece);
      case 1 -> text.replace(at, end, piece);
      case 2 -> text.delete(at, end);
      case 3 -> text.insert(at, text.substring(at, end));
      case 4 -> text.replace(at, end, other.substring(random.nextInt(other.length() + 1)));
      default -> {
        if (at < text.length()) {
          text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
        }
      }
    }
  }
}

package io.synnaxconnect.telem;

import java.util.regex.Pattern;

/**
 * Text that a cluster, or whoever answers in its place, may choose: names, data types, error
 * messages. It gets into logs, answers and topics only through here, so that it cannot begin a line
 * of its own, hide the text around it, or be without end.
 */
public final class ForeignText {

  private static final int MAX_NAME = 100;
  private static final int MAX_SENTENCE = 1000;

  /** Line ends of all scripts, control, format and unassigned characters, and lone surrogates. */
  private static final Pattern UNSAFE =
      Pattern.compile("[\\p{IsControl}\\p{IsWhite_Space}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]+");

  private ForeignText() {}

  /** A name or a word: at most 100 characters on one line. */
  public static String name(String text) {
    return clean(text, MAX_NAME);
  }

  /** A message: at most 1000 characters on one line. */
  public static String sentence(String text) {
    return clean(text, MAX_SENTENCE);
  }

  private static String clean(String text, int max) {
    // More than enough for what remains, so that a huge text costs little.
    String bounded = text.length() > 8 * max ? text.substring(0, 8 * max) : text;
    String clean = UNSAFE.matcher(bounded).replaceAll(" ").strip();
    return clean.length() > max ? clean.substring(0, max) + "…" : clean;
  }
}

package io.synnaxconnect.source.channels;

/**
 * Text that can be read only so often. {@code java.util.regex} has no limit of its own: an
 * expression with a repetition inside a repetition may need years for a name of thirty characters.
 * Of one thread.
 */
final class BoundedRegexInput implements CharSequence {

  /** Milliseconds of work; sensible expressions read a name's characters some hundred times. */
  private static final int MAX_READS = 1_000_000;

  /** Too many reads. */
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ExhaustedException() {
      super("more than " + MAX_READS + " characters read", null, false, false);
    }
  }

  private final String text;
  private int reads;

  BoundedRegexInput(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (reads++ == MAX_READS) {
      throw new ExhaustedException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}

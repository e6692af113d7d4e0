package io.synnaxconnect.source.reader;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One row of one of many groups: what the cluster has of it, and what reached Kafka. */
final class LifeRow {

  final LifeGroup group;
  final long stampNanos;

  /** The value of its numbers, and the beginning of its text. */
  final long sequence;

  /** The region in which it is stored. */
  final long region;

  /** The text, with a length of its own; not UTF-8 in some rows. */
  final byte[] text;

  final boolean isConvertible;

  /** How many channels have a sample: the last one may lack it. */
  final int width;

  final int[] delivered;

  /** How often each sample may be delivered again. */
  final int[] repeats;

  /** Whether history has it. */
  boolean readable;

  /** Whether retention has deleted it. */
  boolean deleted;

  LifeRow(
      LifeGroup group,
      long stampNanos,
      long sequence,
      long region,
      int padding,
      boolean isConvertible,
      int width) {
    this.group = group;
    this.stampNanos = stampNanos;
    this.sequence = sequence;
    this.region = region;
    this.isConvertible = isConvertible;
    this.width = width;
    this.text = textOf(sequence, padding, isConvertible);
    this.delivered = new int[width];
    this.repeats = new int[width];
  }

  private static byte[] textOf(long sequence, int padding, boolean isConvertible) {
    byte[] head = (sequence + ":").getBytes(StandardCharsets.UTF_8);
    byte[] text = Arrays.copyOf(head, head.length + padding + 1);
    Arrays.fill(text, head.length, text.length, (byte) 'x');
    if (!isConvertible) {
      text[head.length] = (byte) 0xff;
    }
    return text;
  }

  /** The sequence number that a text begins with. */
  static long sequenceOf(String text) {
    return Long.parseLong(text.substring(0, text.indexOf(':')));
  }

  /** Whether it is in the same region, with samples of the same channels. */
  boolean isLike(LifeRow other) {
    return region == other.region && width == other.width;
  }

  boolean isStored() {
    return readable && !deleted;
  }

  @Override
  public String toString() {
    return "row "
        + sequence
        + " at "
        + stampNanos
        + " of region "
        + region
        + (readable ? "" : " not readable")
        + (deleted ? " deleted" : "")
        + (isConvertible ? "" : " not convertible")
        + " delivered "
        + Arrays.toString(delivered);
  }
}

package io.synnaxconnect.telem;

/**
 * The place of the first sample of a series in its channel: a domain and a sample number inside it.
 * Live and stored alignments are different numbers, and live ones restart with each server process:
 * compare only values of one stream, never store one.
 *
 * @param value domain in the upper, sample in the lower 32 bits, both unsigned
 */
public record Alignment(long value) {

  /** Free channels and zero-length series carry no alignment. */
  public static final Alignment ZERO = new Alignment(0);

  /** Composes an alignment; both parts are unsigned 32-bit numbers. */
  public static Alignment of(long domain, long sample) {
    return new Alignment(domain << 32 | (sample & 0xffff_ffffL));
  }

  /** The domain, from 0 to 2^32 - 1. */
  public long domain() {
    return value >>> 32;
  }

  /** The sample number inside the domain, from 0 to 2^32 - 1. */
  public long sample() {
    return value & 0xffff_ffffL;
  }

  /** The alignment {@code samples} further on in the same domain; the sample number wraps. */
  public Alignment plus(long samples) {
    return of(domain(), sample() + samples);
  }

  @Override
  public String toString() {
    return domain() + ":" + sample();
  }
}

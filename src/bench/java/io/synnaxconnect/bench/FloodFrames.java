package io.synnaxconnect.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames of one index and its float64 channels, all of equal length, one after the other in time.
 * Not thread-safe.
 */
final class FloodFrames {

  /** All channels of the stream; equal lengths and alignments; no time range. */
  private static final byte FLAGS = 0x1f;

  private static final int HEADER_BYTES = 17;
  private static final int ALIGNMENT_AT = 9;
  private static final long STEP_NANOS = 1_000;

  private final int channels;
  private final int rows;
  private final byte[] template;
  private long alignment = 1L << 32;
  private long stampNanos;

  FloodFrames(int channels, int rows) {
    this.channels = channels;
    this.rows = rows;
    this.stampNanos = System.currentTimeMillis() * 1_000_000;
    template = new byte[HEADER_BYTES + (channels + 1) * rows * Long.BYTES];
    ByteBuffer frame = little(template);
    frame.put(FLAGS).putInt(1).putInt(rows).putLong(0);
    frame.position(frame.position() + rows * Long.BYTES);
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < rows; row++) {
        frame.putDouble(channel + Math.sin(row));
      }
    }
  }

  /** The frame without series with which a stream begins. */
  static byte[] acknowledgement() {
    byte[] bytes = new byte[9];
    little(bytes).put((byte) 0x3e).putInt(1).putInt(-1);
    return bytes;
  }

  /** The next frame, in an array of its own. */
  byte[] next() {
    byte[] bytes = template.clone();
    ByteBuffer frame = little(bytes);
    frame.putLong(ALIGNMENT_AT, alignment);
    for (int row = 0; row < rows; row++) {
      frame.putLong(HEADER_BYTES + row * Long.BYTES, stampNanos);
      stampNanos += STEP_NANOS;
    }
    alignment += rows;
    return bytes;
  }

  int channels() {
    return channels;
  }

  int frameBytes() {
    return template.length;
  }

  int samples() {
    return channels * rows;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package io.synnaxconnect.client;

import java.util.List;

/**
 * How the cluster thins out a live stream, and what our side buffers. It refuses values that can
 * crash a server, all at once.
 *
 * @param downsampleFactor 0 or 1 for every sample, n for every n-th of each series
 * @param throttleRateHz 0 for each write on its own, else messages per second from 0.001 to 10000
 * @param excludeGroups control groups whose writers the stream omits, unsigned 32-bit numbers
 * @param bufferBytes memory for unread frames, at least 1024; there is always room for one frame
 * @param overflow what happens when the buffer is full
 * @param reopening whether the stream opens again by itself after a loss
 */
public record StreamerOptions(
    int downsampleFactor,
    double throttleRateHz,
    List<Long> excludeGroups,
    long bufferBytes,
    Overflow overflow,
    Reopening reopening) {

  /** 8 MiB. */
  public static final long DEFAULT_BUFFER_BYTES = 8L << 20;

  /** Every sample of every writer, as it arrives; fails when 8 MiB of them are unread. */
  public static final StreamerOptions DEFAULT = new StreamerOptions(0, 0, List.of());

  private static final long MIN_BUFFER_BYTES = 1024;
  private static final long MAX_GROUP = 0xffff_ffffL;

  /** Throws {@link IllegalArgumentException} that names every value that cannot be used. */
  public StreamerOptions {
    excludeGroups = List.copyOf(excludeGroups);
    StringBuilder problems = new StringBuilder();
    if (downsampleFactor < 0) {
      problems.append("; downsampleFactor must not be negative: ").append(downsampleFactor);
    }
    // NaN fails both comparisons and is refused.
    if (throttleRateHz != 0 && !(throttleRateHz >= 0.001 && throttleRateHz <= 10_000)) {
      problems.append("; throttleRateHz must be 0 or from 0.001 to 10000: ").append(throttleRateHz);
    }
    if (excludeGroups.stream().anyMatch(group -> group < 0 || group > MAX_GROUP)) {
      problems.append("; excludeGroups must be from 0 to 4294967295: ").append(excludeGroups);
    }
    if (bufferBytes < MIN_BUFFER_BYTES) {
      problems.append("; bufferBytes must be at least 1024: ").append(bufferBytes);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.substring(2));
    }
  }

  /** A stream that ends when it is lost. */
  public StreamerOptions(
      int downsampleFactor,
      double throttleRateHz,
      List<Long> excludeGroups,
      long bufferBytes,
      Overflow overflow) {
    this(downsampleFactor, throttleRateHz, excludeGroups, bufferBytes, overflow, Reopening.NEVER);
  }

  /** The cluster's options, with a buffer of 8 MiB that fails when it is full. */
  public StreamerOptions(int downsampleFactor, double throttleRateHz, List<Long> excludeGroups) {
    this(downsampleFactor, throttleRateHz, excludeGroups, DEFAULT_BUFFER_BYTES, Overflow.FAIL);
  }

  /** These options with another downsample factor. */
  public StreamerOptions withDownsampleFactor(int factor) {
    return new StreamerOptions(
        factor, throttleRateHz, excludeGroups, bufferBytes, overflow, reopening);
  }

  /** These options with another throttle rate, in hertz. */
  public StreamerOptions withThrottleRateHz(double rateHz) {
    return new StreamerOptions(
        downsampleFactor, rateHz, excludeGroups, bufferBytes, overflow, reopening);
  }

  /** These options without the writers of these control groups. */
  public StreamerOptions withExcludeGroups(Long... groups) {
    return new StreamerOptions(
        downsampleFactor, throttleRateHz, List.of(groups), bufferBytes, overflow, reopening);
  }

  /** These options with another buffer, in bytes. */
  public StreamerOptions withBuffer(long bytes, Overflow whenFull) {
    return new StreamerOptions(
        downsampleFactor, throttleRateHz, excludeGroups, bytes, whenFull, reopening);
  }

  /** These options for a stream that opens again by itself, see {@link Reopening}. */
  public StreamerOptions withReopening(Reopening afterLoss) {
    return new StreamerOptions(
        downsampleFactor, throttleRateHz, excludeGroups, bufferBytes, overflow, afterLoss);
  }
}

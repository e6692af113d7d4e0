package io.synnaxconnect.client;

import java.util.List;

/**
 * How the cluster thins out a live stream. Values that can crash a server are refused here.
 *
 * @param downsampleFactor 0 or 1 for every sample, n for every n-th of each series
 * @param throttleRateHz 0 for each write on its own, else messages per second from 0.001 to 10000
 * @param excludeGroups control groups whose writers are left out, unsigned 32-bit numbers
 */
public record StreamerOptions(
    int downsampleFactor, double throttleRateHz, List<Long> excludeGroups) {

  /** Every sample of every writer, as it comes. */
  public static final StreamerOptions DEFAULT = new StreamerOptions(0, 0, List.of());

  /** Throws {@link IllegalArgumentException} for a value that a server may not survive. */
  public StreamerOptions {
    if (downsampleFactor < 0) {
      throw new IllegalArgumentException(
          "downsampleFactor must not be negative: " + downsampleFactor);
    }
    // NaN fails both comparisons and is refused.
    if (throttleRateHz != 0 && !(throttleRateHz >= 0.001 && throttleRateHz <= 10_000)) {
      throw new IllegalArgumentException(
          "throttleRateHz must be 0 or from 0.001 to 10000: " + throttleRateHz);
    }
    excludeGroups = List.copyOf(excludeGroups);
  }
}

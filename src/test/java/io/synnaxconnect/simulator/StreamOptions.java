package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.StreamerRequest;
import java.util.List;

/** The options of a stream, fixed when it is opened. */
record StreamOptions(int downsampleFactor, double throttleRateHz, List<Integer> excludedGroups) {

  private static final double MAX_RATE_HZ = 1e9;
  private static final double MIN_RATE_HZ = 1.1e-10;

  static StreamOptions of(StreamerRequest request) {
    if (request.getDownsampleFactor() < 0) {
      throw CoreError.atField("downsample_factor", "must be greater than or equal to 0");
    }
    if (request.getThrottleRateHz() < 0) {
      throw CoreError.atField("throttle_rate", "must be greater than or equal to 0");
    }
    return new StreamOptions(
        request.getDownsampleFactor(), request.getThrottleRateHz(), request.getExcludeGroupsList());
  }

  boolean isThrottled() {
    return throttleRateHz > 0;
  }

  /** Whether a real server's process ends over this rate (protocol section 13). */
  boolean killsTheServer() {
    return throttleRateHz > MAX_RATE_HZ || (throttleRateHz > 0 && throttleRateHz < MIN_RATE_HZ);
  }

  long periodNanos() {
    return (long) (1e9 / throttleRateHz);
  }

  /** Group 0 cannot be excluded. */
  boolean excludes(int group) {
    return group != 0 && excludedGroups.contains(group);
  }
}

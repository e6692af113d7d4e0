package io.synnaxconnect.simulator;

import com.google.protobuf.UnsafeByteOperations;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.proto.TimeRangeMessage;
import java.util.List;

/**
 * How a server of one version speaks (protocol section 14).
 *
 * @param version as in {@code 0.56.16}
 */
record Profile(String version, int minor, int patch) {

  static Profile of(String version) {
    String[] parts = version.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a version has three parts, not " + version);
    }
    return new Profile(version, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** Whether there are the services of today at all. */
  boolean isSupported() {
    return minor >= 54;
  }

  boolean usesBuffers() {
    return minor >= 56;
  }

  boolean knowsBooleans() {
    return minor >= 57;
  }

  boolean reportsFailedReadsAtClose() {
    return minor >= 59;
  }

  /** The type of the refusal to delete an internal channel. */
  String internalDeletionType() {
    return minor >= 57 ? "sy.validation" : "unknown";
  }

  /** Whether signals of ranges omit the color that a range does not have. */
  boolean omitsMissingColors() {
    return minor >= 57;
  }

  boolean tellsNodeTime() {
    return minor >= 55;
  }

  /** Whether a deletion passes over keys that do not exist; before, it fails as a whole. */
  boolean passesOverUnknownDeletions() {
    return minor >= 56;
  }

  /** Whether plain names are answered as they are asked for; before, all are expressions. */
  boolean answersNamesInTheirOrder() {
    return minor >= 56;
  }

  boolean refusesUnknownKeysInUpdates() {
    return minor >= 56;
  }

  String discontinuousType() {
    return minor > 56 || (minor == 56 && patch >= 14) ? "sy.validation" : "unknown";
  }

  /** The frame as a message, what servers sent before they used buffers. */
  FrameMessage frame(CodecState state, List<LiveSeries> series) {
    FrameMessage.Builder frame = FrameMessage.newBuilder();
    for (LiveSeries one : series) {
      if (state.type(one.channelKey()) != null) {
        frame.addKeys((int) one.channelKey()).addSeries(message(one));
      }
    }
    return frame.build();
  }

  private SeriesMessage message(LiveSeries one) {
    boolean newlines = minor < 55 && one.type().isVariable();
    byte[] data = newlines ? Samples.newlineEnded(one.type(), one.data()) : one.data();
    return SeriesMessage.newBuilder()
        .setTimeRange(
            TimeRangeMessage.newBuilder().setStart(one.startNanos()).setEnd(one.endNanos()))
        .setDataType(one.type().wireName())
        .setData(UnsafeByteOperations.unsafeWrap(data))
        .setAlignment(one.alignment())
        .build();
  }
}

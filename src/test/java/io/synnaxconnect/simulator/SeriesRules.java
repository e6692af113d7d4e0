package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a server refuses in a written series, at first without an answer (writer.json). */
final class SeriesRules {

  private SeriesRules() {}

  /**
   * Throws where the series cannot be written.
   *
   * @param channel the channel, or null where the writer does not own it
   */
  static void check(LiveSeries series, @Nullable Channel channel) {
    if (channel == null) {
      throw CoreError.validation("channel " + series.channelKey() + " is not part of this writer")
          .silently();
    }
    DataType type = Objects.requireNonNull(channel.dataType());
    if (!isCompatible(type, series.type())) {
      throw refusal(
          channel, "expected data type " + type.wireName() + ", got " + series.type().wireName());
    }
    if (series.samples() < 0) {
      throw refusal(channel, "invalid sample bytes");
    }
    String problem = Samples.textProblem(type, series.data());
    if (!problem.isEmpty()) {
      throw refusal(channel, problem);
    }
  }

  private static CoreError refusal(Channel channel, String problem) {
    return CoreError.validation("channel " + ChannelRules.label(channel) + ": " + problem)
        .silently();
  }

  private static boolean isCompatible(DataType expected, DataType got) {
    return expected == got
        || (expected == DataType.TIMESTAMP && got == DataType.INT64)
        || (expected == DataType.INT64 && got == DataType.TIMESTAMP);
  }
}

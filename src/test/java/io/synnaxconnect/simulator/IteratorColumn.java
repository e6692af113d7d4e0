package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One requested channel of an iterator: a place in a stored channel and what becomes of its
 * samples, which for a calculated channel are those of its source.
 *
 * @param isCalculated whether the samples are computed on reading
 */
record IteratorColumn(ChannelCursor cursor, boolean isCalculated, Mapping mapping) {

  private static final int DEFAULT_CHUNK_SAMPLES = 100_000;

  /** From stored samples to those that the reader gets. */
  interface Mapping {
    LiveSeries of(LiveSeries stored);
  }

  /**
   * The columns of a request; throws for channels without stored samples (iterator_errors.json).
   */
  static List<IteratorColumn> of(Core core, List<Channel> channels, IteratorRequest request) {
    return channels.stream().map(channel -> of(core, channels, channel, request)).toList();
  }

  private static IteratorColumn of(
      Core core, List<Channel> all, Channel channel, IteratorRequest request) {
    if (!channel.isVirtual()) {
      return new IteratorColumn(cursor(core, channel, request), false, stored -> stored);
    }
    Optional<Channel> calculated =
        all.stream()
            .filter(Channel::isCalculated)
            .filter(c -> c.equals(channel) || c.indexKey() == channel.key())
            .findFirst();
    if (calculated.isEmpty()) {
      throw refusal(channel);
    }
    Expression expression = Expression.parse(calculated.get().expression(), core.channels().all());
    if (expression.source().isVirtual()) {
      throw refusal(channel);
    }
    if (calculated.get().equals(channel)) {
      return new IteratorColumn(
          cursor(core, expression.source(), request),
          true,
          stored -> stored.as(channel.key(), expression.apply(stored.type(), stored.data())));
    }
    Channel index = core.channels().require(List.of(expression.source().indexKey())).get(0);
    return new IteratorColumn(
        cursor(core, index, request), true, stored -> stored.as(channel.key(), stored.data()));
  }

  private static CoreError refusal(Channel channel) {
    if (Channels.isFree(channel)) {
      return CoreError.validation("cannot read from free channel " + channel.key());
    }
    return CoreError.unknown(
        "cannot open iterator on virtual channel 0x" + Long.toHexString(channel.key()));
  }

  private static ChannelCursor cursor(Core core, Channel channel, IteratorRequest request) {
    int chunk = request.getChunkSize() == 0 ? DEFAULT_CHUNK_SAMPLES : (int) request.getChunkSize();
    return new ChannelCursor(
        core.storage(), channel, chunk, request.getRange().getStart(), request.getRange().getEnd());
  }

  /** The samples of one step. */
  List<LiveSeries> step(Step step) {
    List<LiveSeries> mapped = new ArrayList<>();
    step.of(cursor).forEach(stored -> mapped.add(mapping.of(stored)));
    return mapped;
  }

  /** One of the two moves. */
  interface Step {
    List<LiveSeries> of(ChannelCursor cursor);
  }
}

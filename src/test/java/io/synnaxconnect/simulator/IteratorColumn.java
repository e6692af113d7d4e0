package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    @Nullable LiveSeries of(LiveSeries stored);
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
    List<Expression> chain = chain(core, calculated.get());
    Channel source = chain.get(chain.size() - 1).source();
    if (source.isVirtual()) {
      throw refusal(channel);
    }
    if (calculated.get().equals(channel)) {
      return new IteratorColumn(
          cursor(core, source, request),
          true,
          new Computation(stored -> stored.as(channel.key(), results(chain, stored))));
    }
    Channel index = core.channels().require(List.of(source.indexKey())).get(0);
    return new IteratorColumn(
        cursor(core, index, request),
        true,
        new Computation(stored -> stored.as(channel.key(), stored.data())));
  }

  /** The expression of a channel, then that of the calculated channel it is about, and so on. */
  private static List<Expression> chain(Core core, Channel calculated) {
    List<Expression> chain = new ArrayList<>();
    for (Channel next = calculated; next.isCalculated(); ) {
      Expression expression = Expression.parse(next.expression(), core.channels().all());
      chain.add(expression);
      next = expression.source();
    }
    return chain;
  }

  private static byte[] results(List<Expression> chain, LiveSeries stored) {
    byte[] data = stored.data();
    for (int i = chain.size() - 1; i >= 0; i--) {
      data = chain.get(i).apply(stored.type(), data);
    }
    return data;
  }

  /** Computes each sample once, as long as it goes on: it remembers how far it has come. */
  private static final class Computation implements Mapping {

    private final Mapping each;
    private long computedTo;

    private Computation(Mapping each) {
      this.each = each;
    }

    @Override
    public @Nullable LiveSeries of(LiveSeries stored) {
      if (Long.compareUnsigned(stored.alignment(), computedTo) < 0) {
        return null;
      }
      computedTo = Samples.advance(stored.alignment(), stored.samples());
      return each.of(stored);
    }
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
    for (LiveSeries stored : step.of(cursor)) {
      LiveSeries result = mapping.of(stored);
      if (result != null) {
        mapped.add(result);
      }
    }
    return mapped;
  }

  /** One of the two moves. */
  interface Step {
    List<LiveSeries> of(ChannelCursor cursor);
  }
}

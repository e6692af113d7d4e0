package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Samples that run into what is stored already: regions of a channel never overlap.
 *
 * @param channel the channel
 * @param start start of the writer's region
 * @param end one past its last timestamp
 * @param taken the region that is stored there
 */
record StoredConflict(Channel channel, long start, long end, Domain taken) {

  private static final String REASON = ": write overlaps with existing data in database";

  /** Refuses the start of a writer; the text has the range of everything that is stored. */
  static CoreError atOpening(Channel channel, long start, long firstStored, long storedEnd) {
    return CoreError.validation(
        ("channel %s: cannot open writer because there is already data in the writer's time range:"
                + " %s overlaps with existing data occupying time range %s. Timestamp occurs %s"
                + " after the start and %s before the end of the range%s")
            .formatted(
                ChannelRules.label(channel),
                Stamps.format(start),
                Stamps.range(firstStored, storedEnd),
                Stamps.span(start - firstStored),
                Stamps.span(storedEnd - start),
                REASON));
  }

  /** Refuses what was written: a line for each channel. */
  static CoreError error(List<StoredConflict> conflicts) {
    return new CoreError(
        "sy.validation",
        conflicts.stream().map(StoredConflict::text).collect(Collectors.joining("\n")));
  }

  private String text() {
    long shared = Math.min(end, taken.endNanos()) - Math.max(start, taken.startNanos());
    return ("channel %s: write for range %s overlaps with existing data occupying time range %s"
            + " for a time span of %s%s: validation error")
        .formatted(
            ChannelRules.label(channel),
            Stamps.range(start, end),
            Stamps.range(taken.startNanos(), taken.endNanos()),
            Stamps.span(shared),
            REASON);
  }
}

package io.synnaxconnect.telem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a calculated channel come from, and whether the cluster computes them again
 * from what it stores, with the same results.
 *
 * @param source the stored channel with one sample for each value; null if there is an obstacle
 * @param sourceIndex the index of the source
 * @param obstacle why values cannot be computed again, empty if they can
 */
public record Calculation(
    @Nullable Channel source, @Nullable Channel sourceIndex, String obstacle) {

  /** Values that can be computed again. */
  public static Calculation of(Channel source, Channel sourceIndex) {
    return new Calculation(source, sourceIndex, "");
  }

  /** Values that cannot be computed again. */
  public static Calculation impossible(String obstacle) {
    return new Calculation(null, null, obstacle);
  }

  /** Whether the cluster computes the values again. */
  public boolean isRepeatable() {
    return source != null;
  }

  /** What to read of history for a group: its source, whose index has the timestamps, beside it. */
  public IndexGroup readingOf(IndexGroup calculated) {
    List<Channel> channels = new ArrayList<>(calculated.channels());
    channels.removeIf(Channel::isIndex);
    channels.add(Objects.requireNonNull(source));
    channels.sort(Comparator.comparingLong(Channel::key));
    return new IndexGroup(sourceIndex, channels);
  }
}

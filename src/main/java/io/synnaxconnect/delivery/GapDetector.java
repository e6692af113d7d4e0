package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import org.jspecify.annotations.Nullable;

/**
 * Counts the samples that the cluster omitted, from the alignments of the index. Serves one group
 * in one stream: live alignments restart with each server process.
 */
public final class GapDetector {

  /** The answer if alignments do not show it: perhaps nothing is missing, perhaps much. */
  public static final long UNKNOWN = -1;

  private final int downsampleFactor;
  private @Nullable Alignment expected;

  /**
   * A detector that has seen nothing.
   *
   * @param downsampleFactor the thinning of the stream, 0 or 1 for none
   */
  public GapDetector(int downsampleFactor) {
    this.downsampleFactor = Math.max(1, downsampleFactor);
  }

  /** Forgets what came before: a new stream, or frames that the task shed. */
  public void reset() {
    expected = null;
  }

  /**
   * Takes the next series of the index into account.
   *
   * @param sampleCount length of the series, at least 1
   * @return how many samples are missing before it, 0 for none, {@link #UNKNOWN} at the first
   *     series, in a new domain and after a step back
   */
  public long missingBefore(Alignment alignment, int sampleCount) {
    Alignment before = expected;
    // A thinned series of n samples replaces up to n times the factor.
    expected = alignment.plus((long) sampleCount * downsampleFactor);
    if (before == null || before.domain() != alignment.domain()) {
      return UNKNOWN;
    }
    // The counter wraps at 2^32, so the sign of the difference separates ahead from back.
    int ahead = (int) (alignment.sample() - before.sample());
    if (ahead < 0) {
      return downsampleFactor > 1 && -ahead < downsampleFactor ? 0 : UNKNOWN;
    }
    return ahead;
  }
}

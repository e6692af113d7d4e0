package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the alignment of the index whether the cluster left samples out. Serves one group in
 * one stream: live alignments start anew with each server process.
 */
public final class GapDetector {

  /** The answer when alignments cannot tell: perhaps nothing is missing, perhaps much. */
  public static final long UNKNOWN = -1;

  private final int downsampleFactor;
  private @Nullable Alignment expected;

  /**
   * A detector that has seen nothing.
   *
   * @param downsampleFactor the stream's own thinning, 0 or 1 for none
   */
  public GapDetector(int downsampleFactor) {
    this.downsampleFactor = Math.max(1, downsampleFactor);
  }

  /** Forgets what came before: a new stream, or frames that we shed ourselves. */
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
    // A thinned series of n samples stood for up to n times the factor.
    expected = alignment.plus((long) sampleCount * downsampleFactor);
    if (before == null || before.domain() != alignment.domain()) {
      return UNKNOWN;
    }
    // The counter wraps at 2^32, so the difference tells ahead from back by its sign.
    int ahead = (int) (alignment.sample() - before.sample());
    if (ahead < 0) {
      return downsampleFactor > 1 && -ahead < downsampleFactor ? 0 : UNKNOWN;
    }
    return ahead;
  }
}

package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Series;
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

  /** How much nearer than expected the next series may be: a reduced one may end early. */
  private long tolerance;

  /**
   * A detector that has seen nothing.
   *
   * @param downsampleFactor the thinning of the stream where its series do not say it themselves, 0
   *     or 1 for none
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
   * @param index at least one sample long
   * @return how many samples are missing before it, 0 for none, {@link #UNKNOWN} at the first
   *     series, in a new domain and after a step back
   */
  public long missingBefore(Series index) {
    Alignment alignment = index.alignment();
    Alignment before = expected;
    long tolerated = tolerance;
    // A thinned series of n samples replaces up to n times the factor.
    long step = index.alignmentStep() > 1 ? index.alignmentStep() : downsampleFactor;
    expected = alignment.plus(index.sampleCount() * step);
    tolerance = step - 1;
    if (before == null || before.domain() != alignment.domain()) {
      return UNKNOWN;
    }
    // The counter wraps at 2^32, so the sign of the difference separates ahead from back.
    int ahead = (int) (alignment.sample() - before.sample());
    if (ahead < 0) {
      return -ahead <= tolerated ? 0 : UNKNOWN;
    }
    return ahead;
  }
}

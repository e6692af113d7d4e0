package io.synnaxconnect.delivery;

/**
 * How rows came.
 *
 * @param isLate whether newer rows of the group may have been emitted before
 * @param isPartial whether rows with these timestamps may have been emitted before, without these
 *     channels
 * @param source where they come from
 */
public record Arrival(boolean isLate, boolean isPartial, Source source) {

  /** Live, after all rows of the group that were emitted before. */
  public static final Arrival IN_ORDER = new Arrival(false, false, Source.LIVE);

  /** Where rows come from. */
  public enum Source {
    /** The live stream. */
    LIVE,
    /** What the cluster stores, after an outage, from before the start, or to repair a gap. */
    HISTORY,
    /** The same, for rows that were stored after the position had passed them. */
    IMPORT
  }
}

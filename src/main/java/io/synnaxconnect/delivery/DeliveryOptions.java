package io.synnaxconnect.delivery;

/**
 * How stored groups are delivered.
 *
 * @param gapTimeoutNanos how long history is asked for the rows of a gap before it is closed
 * @param probeIntervalNanos how long a group may be silent before history is asked; grows to ten
 *     times as long while nothing is found
 * @param stallTimeoutNanos how long nothing of a group may be emitted although newer rows are
 *     stored
 * @param lateWindowNanos how far before now rows are looked for that were stored late, {@link
 *     Long#MAX_VALUE} without limit, 0 for not at all
 * @param wholeRows whether a row that lacked channels is emitted again with all of them
 * @param endNanos timestamp before which a bounded replay ends, {@link Long#MAX_VALUE} for none
 */
public record DeliveryOptions(
    long gapTimeoutNanos,
    long probeIntervalNanos,
    long stallTimeoutNanos,
    long lateWindowNanos,
    boolean wholeRows,
    long endNanos) {}

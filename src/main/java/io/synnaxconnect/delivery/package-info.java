/**
 * The rules of delivery: which rows are emitted in which order, which rows are read from history,
 * and what the offset says. Pure: no threads, no clock, no network; time comes as an argument.
 *
 * <p>The picture {@code assets/delivery.svg} shows the words of this package on one time axis:
 * position, gap, hole, live edge, late row, replay end.
 *
 * <p>{@link io.synnaxconnect.delivery.StoredGroup} is the entrance. Four classes decide what
 * happens next, and each has its states in one place: {@code RowSequencer} ({@code
 * SequencerPhase}), {@code ChannelGap} ({@code ChannelGapState}), {@code LiveContinuity} ({@code
 * EmittedMarks}), and {@link io.synnaxconnect.delivery.StallDetector}.
 */
@NullMarked
package io.synnaxconnect.delivery;

import org.jspecify.annotations.NullMarked;

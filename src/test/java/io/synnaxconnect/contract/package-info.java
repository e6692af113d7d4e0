/**
 * What a Synnax does: one suite, run against the simulator always and against real clusters where
 * there are some. It speaks through the generated stubs and a decoder of its own, so that neither
 * our client nor the simulator can hide a mistake from it.
 */
@NullMarked
package io.synnaxconnect.contract;

import org.jspecify.annotations.NullMarked;

/**
 * An honest Synnax for tests and the demo: a real gRPC server on the loopback interface, with the
 * flaws of the real one as switches. It knows the protocol page and the recordings only and shares
 * no code with our client, so that the two halves cannot share a mistake.
 */
@NullMarked
package io.synnaxconnect.simulator;

import org.jspecify.annotations.NullMarked;

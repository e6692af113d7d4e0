/** Faults, one after the other, on a real chain that must lose nothing. */
@NullMarked
package io.synnaxconnect.faults;

import org.jspecify.annotations.NullMarked;

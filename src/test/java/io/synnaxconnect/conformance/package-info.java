/** Every data type with its extremes, through every converter, back from readers of their own. */
@NullMarked
package io.synnaxconnect.conformance;

import org.jspecify.annotations.NullMarked;

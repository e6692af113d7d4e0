/** A running connector: which channels there are, and what its tasks get. */
@NullMarked
package io.synnaxconnect.connector;

import org.jspecify.annotations.NullMarked;

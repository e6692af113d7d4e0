/**
 * The live stream and history: what opens them, reads them into the buffer, and opens them again.
 */
@NullMarked
package io.synnaxconnect.source.reader;

import org.jspecify.annotations.NullMarked;

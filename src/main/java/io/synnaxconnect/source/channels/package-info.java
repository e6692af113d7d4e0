/** Which channels there are, which of them are chosen and admitted, and which task has them. */
@NullMarked
package io.synnaxconnect.source.channels;

import org.jspecify.annotations.NullMarked;

/** The list of channels: their selection, their admission, and their assignment to tasks. */
@NullMarked
package io.synnaxconnect.source.channels;

import org.jspecify.annotations.NullMarked;

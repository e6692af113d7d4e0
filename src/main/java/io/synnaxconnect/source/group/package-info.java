/** The groups of a task on the poll thread: from the buffer to rows in order. */
@NullMarked
package io.synnaxconnect.source.group;

import org.jspecify.annotations.NullMarked;

/** What Connect stores for a task: source partitions, positions, gaps, and their text form. */
@NullMarked
package io.synnaxconnect.offset;

import org.jspecify.annotations.NullMarked;

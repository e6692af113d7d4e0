/**
 * A benchmark whose arms run in alternating slices and are compared by the CPU time of their own
 * threads, with controls that say whether the comparison means anything.
 */
@NullMarked
package io.synnaxconnect.bench;

import org.jspecify.annotations.NullMarked;

/** What {@code ./demo} runs: the whole chain on one machine, shown in a terminal or compared. */
@NullMarked
package io.synnaxconnect.demo;

import org.jspecify.annotations.NullMarked;

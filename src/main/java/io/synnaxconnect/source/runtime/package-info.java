/**
 * What every thread of ours needs: its name, its clock, its pauses, and a log that does not flood.
 */
@NullMarked
package io.synnaxconnect.source.runtime;

import org.jspecify.annotations.NullMarked;

/** Threads and lifecycle of a running task: the only place where client and convert meet. */
@NullMarked
package io.synnaxconnect.source;

import org.jspecify.annotations.NullMarked;

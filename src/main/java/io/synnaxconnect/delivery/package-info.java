/**
 * The rules of delivery: which rows leave in which order, what has to be read from history, and
 * what the offset says. Pure: no threads, no clock, no network; time comes as an argument.
 */
@NullMarked
package io.synnaxconnect.delivery;

import org.jspecify.annotations.NullMarked;

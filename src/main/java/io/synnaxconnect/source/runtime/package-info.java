/**
 * What all threads of tasks and connectors need: names, clock, pauses, closing, and log lines that
 * are limited in rate.
 */
@NullMarked
package io.synnaxconnect.source.runtime;

import org.jspecify.annotations.NullMarked;

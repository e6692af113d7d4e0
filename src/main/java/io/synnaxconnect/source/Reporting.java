package io.synnaxconnect.source;

import io.synnaxconnect.source.metrics.SourceTaskMetrics;

/**
 * To whom a task says how it is.
 *
 * @param metrics counters
 * @param status events
 */
record Reporting(SourceTaskMetrics metrics, TaskStatus status) {}

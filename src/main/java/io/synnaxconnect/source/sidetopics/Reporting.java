package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.source.metrics.SourceTaskMetrics;

/**
 * To whom a task says how it is.
 *
 * @param metrics counters
 * @param status events
 */
public record Reporting(SourceTaskMetrics metrics, StatusQueue status) {}

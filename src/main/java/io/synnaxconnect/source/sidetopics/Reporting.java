package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.source.metrics.MetricSet;

/**
 * To whom a task says how it is.
 *
 * @param metrics counters
 * @param status events
 */
public record Reporting(MetricSet metrics, StatusQueue status) {}

package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.source.metrics.MetricSet;

/**
 * Metrics and status events of a task.
 *
 * @param metrics the metrics
 * @param status the queue of events
 */
public record Reporting(MetricSet metrics, StatusQueue status) {}

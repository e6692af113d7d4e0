package io.synnaxconnect.source;

import io.synnaxconnect.source.metrics.Gauges;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What the worker provides to a task.
 *
 * @param storedOffsets what Connect has stored for earlier runs
 * @param gauges where the task publishes its metrics; closed with the task
 * @param certificates watches the worker's files with certificates
 */
public record WorkerServices(
    OffsetStorageReader storedOffsets, Gauges gauges, CertificateWatch certificates) {}

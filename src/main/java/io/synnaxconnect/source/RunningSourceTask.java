package io.synnaxconnect.source;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.Gap;
import io.synnaxconnect.telem.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task between start and stop. Live telemetry only: what was written while no stream stood, what
 * the cluster skipped and what the full buffer shed is counted and logged, and not delivered.
 */
public final class RunningSourceTask implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningSourceTask.class);

  private final SourceTaskOptions options;
  private final FrameConverter converter;
  private final TaskProgress progress;
  private final TaskEnvironment environment;
  private final FrameBuffer buffer;
  private final SourceTaskMetrics metrics;
  private final FrameReader reader;
  private final ConnectivityCheck connectivityCheck;
  private final EpisodeLog holeLog = new EpisodeLog();
  private final EpisodeLog withoutIndexLog = new EpisodeLog();
  private @Nullable PendingRows pending;
  private @Nullable ConnectException failure;

  private RunningSourceTask(
      SynnaxConnection connection,
      TaskPlan plan,
      FrameConverter converter,
      OffsetStorageReader storedOffsets,
      TaskEnvironment environment) {
    this.options = plan.options();
    this.converter = converter;
    this.progress = new TaskProgress(storedOffsets, options.live().downsampleFactor());
    this.environment = environment;
    this.buffer = new FrameBuffer(options.bufferMaxBytes());
    this.metrics = new SourceTaskMetrics(plan.name(), buffer);
    this.reader = new FrameReader(connection, plan, buffer, metrics, environment);
    this.connectivityCheck = new ConnectivityCheck(connection, reader, plan, environment);
  }

  /**
   * Starts a task. Does not wait for the cluster: one that is down is tried without end.
   *
   * @param connection opens the connection, which the task closes
   * @param storedOffsets what Connect has stored for earlier runs
   */
  public static RunningSourceTask start(
      Supplier<SynnaxConnection> connection,
      TaskPlan plan,
      FrameConverter converter,
      OffsetStorageReader storedOffsets,
      TaskEnvironment environment) {
    SynnaxConnection opened = connection.get();
    try {
      RunningSourceTask task =
          new RunningSourceTask(opened, plan, converter, storedOffsets, environment);
      return task.started();
    } catch (Throwable e) {
      closeAfter(e, opened);
      throw e;
    }
  }

  private RunningSourceTask started() {
    try {
      metrics.register();
      reader.start();
      connectivityCheck.start();
      return this;
    } catch (Throwable e) {
      closeAfter(e, this);
      throw e;
    }
  }

  /** The connection and the task have no checked exceptions on closing. */
  private static void closeAfter(Throwable failure, AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Records of whole row blocks; waits a limited time for the first one.
   *
   * @return null when nothing came
   * @throws ConnectException when reading or converting has failed for good and everything before
   *     was returned
   */
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + options.pollTimeout().toNanos();
    while (failure == null && takeRows(records, deadline)) {
      convertRows(records);
      // Frames without records must not keep us here for ever either.
      if (pending != null || deadline - System.nanoTime() <= 0) {
        break;
      }
    }
    if (records.isEmpty()) {
      rethrowFailure();
      return null;
    }
    metrics.add(TaskMetric.RECORDS_TOTAL, records.size());
    metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples());
    return records;
  }

  /** Makes sure that rows are pending; false when there are none, or none that would fit. */
  private boolean takeRows(List<SourceRecord> records, long deadline) throws InterruptedException {
    while (pending == null && records.size() < options.pollMaxRecords()) {
      long leftNanos = records.isEmpty() ? Math.max(0, deadline - System.nanoTime()) : 0;
      BufferEntry entry = buffer.take(Duration.ofNanos(leftNanos));
      if (entry == null) {
        return false;
      }
      place(entry);
    }
    return pending != null;
  }

  private void place(BufferEntry entry) {
    GroupProgress group = progress.of(entry);
    if (entry instanceof ShedMark mark) {
      group.shed(mark);
    } else if (entry instanceof GroupFrame share) {
      RowPairing.Paired paired = RowPairing.pair(share);
      reportGaps(share, group.place(paired.indexSeries(), share.received().receivedNanos()));
      reportWithoutIndex(share, paired.samplesWithoutIndex());
      pending = new PendingRows(share, group, paired.rows());
    }
  }

  private void convertRows(List<SourceRecord> records) {
    PendingRows rows = Objects.requireNonNull(pending);
    try {
      while (!rows.isEmpty()) {
        List<Rows> block = rows.convertNext(converter, records, options.pollMaxRecords());
        if (block.isEmpty()) {
          return;
        }
        countDelivered(block);
      }
    } catch (RuntimeException e) {
      metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples() + 1);
      failure = new ConnectException("A sample could not become a record: " + e.getMessage(), e);
      return;
    }
    pending = null;
    if (buffer.release(rows.share())) {
      LOG.info("Half of the buffer is free again: frames are kept");
    }
  }

  private void countDelivered(List<Rows> block) {
    Rows last = block.get(block.size() - 1);
    block.forEach(rows -> metrics.add(TaskMetric.SAMPLES_TOTAL, rows.sampleCount()));
    // Timestamps can have any value: in milliseconds the difference cannot overflow.
    long newestMillis = TimeUnit.NANOSECONDS.toMillis(last.timestampNanos(last.rowCount() - 1));
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(environment.nowNanos());
    metrics.set(TaskMetric.NEWEST_SAMPLE_LAG_MILLIS, nowMillis - newestMillis);
  }

  private void reportGaps(GroupFrame share, List<Gap> gaps) {
    for (Gap gap : gaps) {
      LOG.debug(
          "Gap: indexKey={} cause={} gapSamples={}",
          share.group().indexKey(),
          gap.cause(),
          gap.sampleCount());
      if (gap.cause() == Gap.Cause.SKIPPED) {
        metrics.add(TaskMetric.HOLES_TOTAL, 1);
        metrics.add(TaskMetric.SKIPPED_SAMPLES_TOTAL, gap.sampleCount());
        long nowNanos = share.received().receivedNanos();
        long gapSamples = holeLog.admit(gap.sampleCount(), nowNanos);
        if (gapSamples > 0) {
          LOG.warn(
              "The cluster skipped samples of index channels, and with them rows: gapSamples={}"
                  + " latestIndexKey={}",
              gapSamples,
              share.group().indexKey());
        }
      }
    }
  }

  private void reportWithoutIndex(GroupFrame share, long samples) {
    if (samples == 0) {
      return;
    }
    metrics.add(TaskMetric.SAMPLES_WITHOUT_INDEX_TOTAL, samples);
    long total = withoutIndexLog.admit(samples, share.received().receivedNanos());
    if (total > 0) {
      LOG.warn(
          "Samples came without their timestamps and are left out, since another writer writes the"
              + " index: samples={} latestIndexKey={}",
          total,
          share.group().indexKey());
    }
  }

  private void rethrowFailure() {
    if (failure != null) {
      throw failure;
    }
    Throwable reason = buffer.failureIfDrained();
    if (reason != null) {
      throw new ConnectException(
          "The task cannot go on reading from Synnax. " + reason.getMessage(), reason);
    }
  }

  /** Ends threads and connection within a second. Idempotent, and bears a half-failed start. */
  @Override
  public void close() {
    connectivityCheck.close();
    try {
      reader.close();
    } finally {
      metrics.close();
    }
  }
}

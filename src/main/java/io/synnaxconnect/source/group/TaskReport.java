package io.synnaxconnect.source.group;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.runtime.RateLimitedLog;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens to the groups of a task and logs it, one line per episode. */
public final class TaskReport {

  private static final Logger LOG = LoggerFactory.getLogger(TaskReport.class);

  private final MetricSet metrics;
  private final StatusQueue status;
  private final StalestGroups stalest;
  private final RateLimitedLog skippedLog = new RateLimitedLog();
  private final RateLimitedLog withoutIndexLog = new RateLimitedLog();
  private final RateLimitedLog lateLog = new RateLimitedLog();
  private final RateLimitedLog futureLog = new RateLimitedLog();
  private final RateLimitedLog shedLateLog = new RateLimitedLog();
  private final RateLimitedLog failureLog = new RateLimitedLog();

  public TaskReport(Reporting reporting, StalestGroups stalest) {
    this.metrics = reporting.metrics();
    this.status = reporting.status();
    this.stalest = stalest;
  }

  /** Gaps of a group whose history is not read. */
  void gaps(IndexGroup group, List<Gap> gaps, long nowNanos) {
    for (Gap gap : gaps) {
      LOG.debug(
          "Gap: indexKey={} cause={} gapSamples={}",
          group.indexKey(),
          gap.cause(),
          gap.sampleCount());
      if (gap.cause() == Gap.Cause.SKIPPED) {
        skipped(group, gap.sampleCount(), nowNanos, "they are lost");
        lost(group, gap.sampleCount());
      }
    }
  }

  /** The cluster left out rows of the live stream. */
  void skipped(IndexGroup group, long rows, long nowNanos, String consequence) {
    metrics.add(TaskMetric.HOLES_TOTAL, 1);
    metrics.add(TaskMetric.SKIPPED_SAMPLES_TOTAL, rows);
    long gapSamples = skippedLog.admit(rows, nowNanos);
    if (gapSamples > 0) {
      LOG.warn(
          "The cluster skipped samples of index channels, and with them rows; {}: gapSamples={}"
              + " latestIndexKey={}",
          consequence,
          gapSamples,
          group.indexKey());
      status.report(
          Kind.ROWS_SKIPPED,
          group,
          "The cluster skipped " + gapSamples + " samples of index channels; " + consequence);
    }
  }

  void withoutIndex(IndexGroup group, long samples, long nowNanos) {
    if (samples == 0) {
      return;
    }
    countWithoutIndex(samples);
    long total = withoutIndexLog.admit(samples, nowNanos);
    if (total > 0) {
      LOG.warn(
          "Samples came without their timestamps and are left out, since another writer writes the"
              + " index: samples={} latestIndexKey={}",
          total,
          group.indexKey());
    }
  }

  void countWithoutIndex(long samples) {
    metrics.add(TaskMetric.SAMPLES_WITHOUT_INDEX_TOTAL, samples);
  }

  void recovered(long rows) {
    metrics.add(TaskMetric.HISTORY_ROWS_TOTAL, rows);
  }

  void repaired(IndexGroup group, Gap gap) {
    metrics.add(TaskMetric.GAPS_REPAIRED_TOTAL, 1);
    LOG.info("A gap was repaired: indexKey={} cause={}", group.indexKey(), gap.cause());
    status.report(
        Kind.GAP_REPAIRED, group, "A gap was repaired: " + gap.cause() + ", from " + span(gap));
  }

  void unrecoverable(IndexGroup group, Gap gap) {
    metrics.add(TaskMetric.GAPS_UNRECOVERABLE_TOTAL, 1);
    lost(group, gap.sampleCount());
    LOG.warn(
        "Rows were streamed but are not stored, so they cannot be recovered: rows={} indexKey={}"
            + " cause={} from={} to={}",
        gap.sampleCount(),
        group.indexKey(),
        gap.cause(),
        gap.range().start(),
        gap.range().end());
    status.report(
        Kind.GAP_UNRECOVERABLE,
        group,
        gap.sampleCount() + " rows cannot be recovered: " + gap.cause() + ", from " + span(gap));
  }

  private static String span(Gap gap) {
    return gap.range().start() + " to " + gap.range().end();
  }

  private void lost(IndexGroup group, long rows) {
    metrics.add(TaskMetric.LOST_ROWS_TOTAL, rows);
    metrics.add(TaskMetric.LOST_SAMPLES_TOTAL, rows * group.channels().size());
  }

  void late(IndexGroup group, long rows, long nowNanos) {
    metrics.add(TaskMetric.LATE_ROWS_TOTAL, rows);
    long total = lateLog.admit(rows, nowNanos);
    if (total > 0) {
      LOG.warn(
          "Rows were written behind the position and are delivered late, marked by the header"
              + " synnax.late: rows={} latestIndexKey={}",
          total,
          group.indexKey());
      status.report(Kind.ROWS_LATE, group, total + " rows behind the position are delivered late");
    }
  }

  /** Rows are far ahead of the clock: what is written before them counts as late from now on. */
  void future(IndexGroup group, long timestampNanos, long nowNanos) {
    metrics.add(TaskMetric.FUTURE_BLOCKS_TOTAL, 1);
    if (futureLog.admit(1, nowNanos) > 0) {
      LOG.warn(
          "Rows are more than an hour ahead of this worker's clock; what is written before them"
              + " counts as late: indexKey={} timestamp={}",
          group.indexKey(),
          new TimeStamp(timestampNanos));
    }
  }

  /**
   * How the groups stand that the newest stream carries.
   *
   * @param streamStands whether that stream is still there
   */
  void state(List<TaskGroup> served, boolean streamStands, long nowNanos) {
    Map<GroupPhase, Long> phases = new EnumMap<>(GroupPhase.class);
    long openGaps = 0;
    for (TaskGroup group : served) {
      GroupPhase phase = streamStands ? group.delivery().phase() : GroupPhase.JOINING;
      phases.merge(phase, 1L, Long::sum);
      openGaps += group.delivery().openGaps();
    }
    metrics.set(TaskMetric.GROUPS_JOINING, phases.getOrDefault(GroupPhase.JOINING, 0L));
    metrics.set(TaskMetric.GROUPS_LIVE, phases.getOrDefault(GroupPhase.LIVE, 0L));
    metrics.set(TaskMetric.GROUPS_REPAIRING, phases.getOrDefault(GroupPhase.REPAIRING, 0L));
    metrics.set(TaskMetric.GAPS_OPEN, openGaps);
    stalest.update(served, nowNanos);
  }

  /** Frames were shed of groups that read history. */
  void shed(long frames) {
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, frames);
  }

  /** History has brought something. */
  void historyRead(long bytes) {
    metrics.add(TaskMetric.HISTORY_BYTES_TOTAL, bytes);
  }

  /** Frames waited for a history that will not come. */
  void dropped(IndexGroup group, int frames) {
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, frames);
    if (frames > 0) {
      LOG.warn(
          "No stream carries this group any more; frames that waited for its history are dropped:"
              + " indexKey={} frames={}",
          group.indexKey(),
          frames);
    }
  }

  void shedLate(IndexGroup group, long nowNanos) {
    metrics.add(TaskMetric.SHED_LATE_TOTAL, 1);
    if (shedLateLog.admit(1, nowNanos) > 0) {
      LOG.warn(
          "Frames with rows behind the position were shed; such rows are not read again:"
              + " indexKey={}",
          group.indexKey());
    }
  }

  void historyFailed(SynnaxException failure, long nowNanos) {
    metrics.add(TaskMetric.HISTORY_FAILURES_TOTAL, 1);
    long total = failureLog.admit(1, nowNanos);
    if (total > 0) {
      LOG.warn(
          "History cannot be read now, trying again without end: attempts={} reason={}",
          total,
          failure.getMessage());
      status.report(Kind.HISTORY_FAILED, "History cannot be read now: " + failure.getMessage());
    }
  }

  void stalled(IndexGroup group) {
    metrics.add(TaskMetric.STALLS_TOTAL, 1);
    LOG.warn(
        "History holds newer rows than the live stream brings, so the stream is opened anew:"
            + " indexKey={}",
        group.indexKey());
    status.report(
        Kind.STREAM_STALLED,
        group,
        "History holds newer rows than the live stream brings, so the stream is opened anew");
  }
}

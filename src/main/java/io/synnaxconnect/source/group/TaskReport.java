package io.synnaxconnect.source.group;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.GroupListener;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.runtime.RateLimitedLog;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens to the groups of a task, and logs it and queues status events at a limited
 * rate. Of Connect's poll thread alone.
 */
public final class TaskReport {

  private static final Logger LOG = LoggerFactory.getLogger(TaskReport.class);

  private final MetricSet metrics;
  private final StatusQueue status;
  private final StalestGroups stalest;
  private final TaskEnvironment environment;
  private final RateLimitedLog skippedLog = new RateLimitedLog();
  private final RateLimitedLog withoutIndexLog = new RateLimitedLog();
  private final RateLimitedLog lateLog = new RateLimitedLog();
  private final RateLimitedLog importedLog = new RateLimitedLog();
  private final RateLimitedLog givenUpLog = new RateLimitedLog();
  private final RateLimitedLog futureLog = new RateLimitedLog();
  private final RateLimitedLog shedLateLog = new RateLimitedLog();
  private final RateLimitedLog unfilledLog = new RateLimitedLog();
  private final RateLimitedLog failureLog = new RateLimitedLog();
  private final SilentNodes silentNodes;

  public TaskReport(Reporting reporting, StalestGroups stalest, TaskEnvironment environment) {
    this.environment = environment;
    this.metrics = reporting.metrics();
    this.status = reporting.status();
    this.stalest = stalest;
    this.silentNodes = new SilentNodes(reporting);
  }

  /** What happens to one group whose history is read. */
  GroupReport forGroup(IndexGroup group, FrameReader reader) {
    return new GroupReport(group, reader);
  }

  /** Counts gaps of a group whose history is not read. */
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

  private void skipped(IndexGroup group, long rows, long nowNanos, String consequence) {
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

  /** Counts samples that are omitted: history is not read, so that they get no timestamps. */
  void withoutIndex(IndexGroup group, long samples, long nowNanos) {
    if (samples == 0) {
      return;
    }
    metrics.add(TaskMetric.SAMPLES_WITHOUT_INDEX_TOTAL, samples);
    long total = withoutIndexLog.admit(samples, nowNanos);
    if (total > 0) {
      LOG.warn(
          "Samples came without their timestamps and are omitted, since another writer writes the"
              + " index: samples={} latestIndexKey={}",
          total,
          group.indexKey());
    }
  }

  private static String span(Gap gap) {
    return gap.range().start() + " to " + gap.range().end();
  }

  private void lost(IndexGroup group, long rows) {
    metrics.add(TaskMetric.LOST_ROWS_TOTAL, rows);
    metrics.add(TaskMetric.LOST_SAMPLES_TOTAL, rows * group.channels().size());
  }

  /** Counts rows far ahead of the clock: older rows count as late from now on. */
  void future(IndexGroup group, long timestampNanos) {
    metrics.add(TaskMetric.FUTURE_BLOCKS_TOTAL, 1);
    if (futureLog.admit(1, environment.nowNanos()) > 0) {
      LOG.warn(
          "Rows are more than an hour ahead of this worker's clock; older rows count as late from"
              + " now on: indexKey={} timestamp={}",
          group.indexKey(),
          new TimeStamp(timestampNanos));
    }
  }

  /**
   * Updates the metrics of the current state.
   *
   * @param groups the groups that the newest stream carries
   * @param streamOpen whether that stream is still open
   */
  void state(List<TaskGroup> groups, boolean streamOpen, long nowNanos) {
    Map<GroupPhase, Long> phases = new EnumMap<>(GroupPhase.class);
    long openGaps = 0;
    long holes = 0;
    long unstreamed = 0;
    for (TaskGroup group : groups) {
      GroupPhase phase = streamOpen ? group.delivery().phase() : GroupPhase.JOINING;
      boolean isUnstreamed = group.delivery().isUnstreamed();
      if (phase != GroupPhase.LIVE || !isUnstreamed) {
        phases.merge(phase, 1L, Long::sum);
      }
      openGaps += group.delivery().openGaps();
      holes += group.delivery().holes();
      unstreamed += isUnstreamed ? 1 : 0;
    }
    metrics.set(TaskMetric.GROUPS_JOINING, phases.getOrDefault(GroupPhase.JOINING, 0L));
    metrics.set(TaskMetric.GROUPS_LIVE, phases.getOrDefault(GroupPhase.LIVE, 0L));
    metrics.set(TaskMetric.GROUPS_REPAIRING, phases.getOrDefault(GroupPhase.REPAIRING, 0L));
    metrics.set(TaskMetric.GROUPS_UNSTREAMED, unstreamed);
    metrics.set(TaskMetric.GAPS_OPEN, openGaps);
    metrics.set(TaskMetric.LATE_HOLES, holes);
    stalest.update(groups, nowNanos);
    silentNodes.act(groups, nowNanos);
  }

  /** Counts frames that were shed while their groups waited for history. */
  void shed(long frames) {
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, frames);
  }

  /** Counts frames that waited for a history that is not read any more. */
  void dropped(IndexGroup group, int frames) {
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, frames);
    if (frames > 0) {
      LOG.warn(
          "No stream carries this group any more, dropping the frames that waited for its history:"
              + " indexKey={} frames={}",
          group.indexKey(),
          frames);
    }
  }

  /**
   * What happens to one group. Keeps its closed gaps until they are sent, and makes the reader act
   * where a group cannot go on.
   */
  final class GroupReport implements GroupListener {

    private final IndexGroup group;
    private final FrameReader reader;
    private final Deque<Gap> closedGaps = new ArrayDeque<>();

    private GroupReport(IndexGroup group, FrameReader reader) {
      this.group = group;
      this.reader = reader;
    }

    /** The next closed gap that was not sent, or null. */
    @Nullable Gap nextClosedGap() {
      return closedGaps.poll();
    }

    /** Counts samples without their timestamps: history has both if they are stored. */
    void withoutIndex(long samples) {
      metrics.add(TaskMetric.SAMPLES_WITHOUT_INDEX_TOTAL, samples);
    }

    @Override
    public void skipped(long rows) {
      TaskReport.this.skipped(group, rows, environment.nowNanos(), "history is asked for them");
    }

    @Override
    public void recovered(long rows) {
      metrics.add(TaskMetric.HISTORY_ROWS_TOTAL, rows);
    }

    @Override
    public void repaired(Gap gap) {
      closedGaps.add(gap);
      metrics.add(TaskMetric.GAPS_REPAIRED_TOTAL, 1);
      LOG.info("Gap repaired: indexKey={} cause={}", group.indexKey(), gap.cause());
      status.report(
          Kind.GAP_REPAIRED, group, "A gap was repaired: " + gap.cause() + ", from " + span(gap));
    }

    @Override
    public void unrecoverable(Gap gap) {
      closedGaps.add(gap);
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

    @Override
    public void late(long rows) {
      metrics.add(TaskMetric.LATE_ROWS_TOTAL, rows);
      long total = lateLog.admit(rows, environment.nowNanos());
      if (total > 0) {
        LOG.warn(
            "Rows older than the position are delivered late, marked by the header synnax.late:"
                + " rows={} latestIndexKey={}",
            total,
            group.indexKey());
        status.report(
            Kind.ROWS_LATE, group, total + " rows older than the position are delivered late");
      }
    }

    @Override
    public void imported(long rows) {
      metrics.add(TaskMetric.IMPORTED_ROWS_TOTAL, rows);
      long total = importedLog.admit(rows, environment.nowNanos());
      if (total > 0) {
        LOG.info(
            "Rows older than the position were stored without being streamed and are delivered"
                + " late, marked by the header synnax.late: rows={} latestIndexKey={}",
            total,
            group.indexKey());
      }
    }

    @Override
    public void holeGivenUp(Hole hole) {
      metrics.add(TaskMetric.LATE_HOLES_GIVEN_UP_TOTAL, 1);
      long total = givenUpLog.admit(1, environment.nowNanos());
      if (total > 0) {
        LOG.warn(
            "A group has too many ranges in which rows may be stored late, and the narrowest are"
                + " given up; shorten late.window.ms: ranges={} latestIndexKey={} from={} to={}",
            total,
            group.indexKey(),
            hole.range().start(),
            hole.range().end());
      }
    }

    @Override
    public void shedLate() {
      metrics.add(TaskMetric.SHED_LATE_TOTAL, 1);
      if (shedLateLog.admit(1, environment.nowNanos()) > 0) {
        LOG.warn(
            "Frames with rows older than the position were shed; history is asked for such rows"
                + " only in ranges that are known to be empty: indexKey={}",
            group.indexKey());
      }
    }

    @Override
    public void stalled(long foundNanos) {
      silentNodes.found(reader, group, foundNanos);
    }

    /** Values of a calculated channel may be missing, and history does not bring them. */
    void unfilled(String reason) {
      metrics.add(TaskMetric.GAPS_UNRECOVERABLE_TOTAL, 1);
      long total = unfilledLog.admit(1, environment.nowNanos());
      if (total > 0) {
        LOG.warn(
            "Values of calculated channels may be missing and are not filled from history: gaps={}"
                + " latestIndexKey={} reason={}",
            total,
            group.indexKey(),
            reason);
        status.report(
            Kind.GAP_UNRECOVERABLE,
            group,
            "Values of a calculated channel may be missing and are not filled from history: "
                + reason);
      }
    }

    /** Counts bytes that were read from history. */
    void historyRead(long bytes) {
      metrics.add(TaskMetric.HISTORY_BYTES_TOTAL, bytes);
    }

    /** Counts a request to history that failed, and is made again. */
    void historyFailed(SynnaxException failure) {
      metrics.add(TaskMetric.HISTORY_FAILURES_TOTAL, 1);
      long total = failureLog.admit(1, environment.nowNanos());
      if (total > 0) {
        LOG.warn(
            "History cannot be read now, retrying without limit: attempts={} reason={}",
            total,
            failure.getMessage());
        status.report(Kind.HISTORY_FAILED, "History cannot be read now: " + failure.getMessage());
      }
    }

    /** Whether channels that the user may not read are omitted. */
    boolean omitsDenied() {
      return reader.omitsDenied();
    }

    /** Whether the newest stream carries all these channels. */
    boolean carries(IndexGroup channels) {
      StreamSession session = reader.currentSession();
      return session == null
          || channels.channels().stream().allMatch(c -> session.channel(c.key()) != null);
    }

    /** The cluster refuses a request for a channel that does not exist any more, or is omitted. */
    void channelGone(SynnaxException refusal) {
      LOG.debug("History refused, rejoining the group: reason={}", refusal.getMessage());
      reader.rejoin(group.groupKey());
    }
  }
}

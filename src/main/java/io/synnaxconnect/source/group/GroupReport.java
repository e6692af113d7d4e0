package io.synnaxconnect.source.group;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.GroupListener;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what happens to one group, and keeps its closed gaps until they are sent. */
final class GroupReport implements GroupListener {

  private static final Logger LOG = LoggerFactory.getLogger(GroupReport.class);

  private final IndexGroup group;
  private final TaskReport report;
  private final FrameReader reader;
  private final TaskEnvironment environment;
  private final Deque<Gap> closedGaps = new ArrayDeque<>();

  GroupReport(
      IndexGroup group, TaskReport report, FrameReader reader, TaskEnvironment environment) {
    this.group = group;
    this.report = report;
    this.reader = reader;
    this.environment = environment;
  }

  /** The next gap that is no longer open, or null. */
  @Nullable Gap nextClosedGap() {
    return closedGaps.poll();
  }

  /** Samples came without their timestamps: history has them if they are stored. */
  void withoutIndex(long samples) {
    report.countWithoutIndex(samples);
  }

  @Override
  public void skipped(long rows) {
    report.skipped(group, rows, environment.nowNanos(), "history is asked for them");
  }

  @Override
  public void recovered(long rows) {
    report.recovered(rows);
  }

  @Override
  public void repaired(Gap gap) {
    report.repaired(group, gap);
    closedGaps.add(gap);
  }

  @Override
  public void unrecoverable(Gap gap) {
    report.unrecoverable(group, gap);
    closedGaps.add(gap);
  }

  @Override
  public void late(long rows) {
    report.late(group, rows, environment.nowNanos());
  }

  @Override
  public void shedLate() {
    report.shedLate(group, environment.nowNanos());
  }

  @Override
  public void stalled() {
    report.stalled(group);
    reader.reopen("History holds newer rows than the live stream brings.");
  }

  /** History has answered. */
  void historyRead(long bytes) {
    report.historyRead(bytes);
  }

  /** A request to history failed, and is made again. */
  void historyFailed(SynnaxException failure) {
    report.historyFailed(failure, environment.nowNanos());
  }

  /** The cluster refuses because a channel is no longer there. */
  void channelGone(SynnaxException refusal) {
    LOG.debug("History no longer answers: reason={}", refusal.getMessage());
    reader.rejoin(group.groupKey());
  }
}

package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.StoredGroup;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.GroupStart;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.group.TaskReport.GroupReport;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.reader.StartOffsets;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.IndexGroup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The groups that a task has opened so far. Of Connect's poll thread alone. */
public final class TaskGroups {

  private final SourceTaskOptions options;
  private final TaskReport report;
  private final FrameReader reader;
  private final TaskEnvironment environment;
  private final Map<GroupId, TaskGroup> groups = new LinkedHashMap<>();

  public TaskGroups(
      SourceTaskOptions options,
      TaskReport report,
      FrameReader reader,
      TaskEnvironment environment) {
    this.options = options;
    this.report = report;
    this.reader = reader;
    this.environment = environment;
  }

  /** The group that an entry belongs to. */
  TaskGroup of(BufferEntry entry) {
    IndexGroup group = entry.group();
    GroupId id = entry.id();
    if (entry instanceof SessionOpened opened) {
      groups.computeIfAbsent(id, key -> new TaskGroup(id, group, delivery(opened)));
    }
    return Objects.requireNonNull(groups.get(id), "frames come after the opening of their stream");
  }

  Collection<TaskGroup> all() {
    return groups.values();
  }

  TaskReport report() {
    return report;
  }

  /** How far the wall clock was set ahead since the start. */
  long wallAheadNanos() {
    return environment.wallAheadNanos();
  }

  /** Whether the task ends at an instant. */
  boolean areBounded() {
    return options.delivery().endNanos() != Long.MAX_VALUE;
  }

  private GroupDelivery delivery(SessionOpened opened) {
    SourcePartition partition = StartOffsets.partition(opened.session(), opened.group());
    GroupStart groupStart =
        Objects.requireNonNull(opened.start(), "the first stream of a group says where it begins");
    SourceOffset start = groupStart.offset();
    IndexGroup group = opened.group();
    GroupReport groupReport = report.forGroup(group, reader);
    if (!options.lossless() || !group.isStored()) {
      int downsampling = options.live().downsampleFactor();
      LiveProgress progress = new LiveProgress(partition, start, downsampling);
      boolean isCalculated = opened.session().calculation(group.groupKey()) != null;
      return isCalculated && options.lossless() && downsampling <= 1
          ? new CalculatedDelivery(progress, report, groupReport, options.delivery().endNanos())
          : new LiveDelivery(progress, report);
    }
    StoredGroup stored = new StoredGroup(group, start, options.delivery(), groupReport);
    if (groupStart.isAtNewest()) {
      stored.beginAtNewest();
    }
    long graceNanos = options.delivery().stallTimeoutNanos();
    return new StoredDelivery(stored, partition, groupReport, graceNanos);
  }
}

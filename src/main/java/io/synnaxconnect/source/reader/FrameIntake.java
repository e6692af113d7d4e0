package io.synnaxconnect.source.reader;

import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.runtime.RateLimitedLog;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Frame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers frames to the buffer, group by group, and counts those that it sheds. */
final class FrameIntake {

  private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);

  /** No node. */
  private static final int NONE = -1;

  private final FrameBuffer buffer;
  private final MetricSet metrics;
  private final StatusQueue status;
  private final TaskEnvironment environment;
  private final RateLimitedLog tooLargeLog = new RateLimitedLog();

  /** When the last frame came, by the clock for durations. */
  private volatile long lastFrameNanos = Long.MIN_VALUE;

  /** The same for each node of the cluster. */
  private final Map<Integer, Long> lastFrameOfNode = new ConcurrentHashMap<>();

  FrameIntake(FrameBuffer buffer, Reporting reporting, TaskEnvironment environment) {
    this.buffer = buffer;
    this.metrics = reporting.metrics();
    this.status = reporting.status();
    this.environment = environment;
  }

  /** When the last frame came, {@link Long#MIN_VALUE} if none did. Any thread may ask. */
  long lastFrameNanos() {
    return lastFrameNanos;
  }

  /** When the last frame of a node came, {@link Long#MIN_VALUE} if none did. Any thread may ask. */
  long lastFrameNanos(int node) {
    return lastFrameOfNode.getOrDefault(node, Long.MIN_VALUE);
  }

  /** A frame has channels of one node, as far as has been seen. */
  private void noteNodes(List<GroupFrame> shares, long nowNanos) {
    int noted = NONE;
    for (GroupFrame share : shares) {
      int node = share.group().leaseholder();
      if (node != noted) {
        lastFrameOfNode.put(node, nowNanos);
        noted = node;
      }
    }
  }

  /** Buffers a frame that was received just now. Never waits for room. */
  void accept(Frame frame, StreamSession session) {
    metrics.add(TaskMetric.RECEIVED_FRAMES_TOTAL, 1);
    metrics.add(TaskMetric.RECEIVED_BYTES_TOTAL, frame.retainedBytes());
    long nowNanos = environment.nowNanos();
    lastFrameNanos = nowNanos;
    List<GroupFrame> shares = session.split(frame, nowNanos, environment.wallNanos());
    noteNodes(shares, nowNanos);
    FrameBuffer.Outcome outcome = buffer.offer(shares);
    if (outcome == FrameBuffer.Outcome.KEPT) {
      return;
    }
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, 1);
    metrics.add(
        TaskMetric.SHED_SAMPLES_TOTAL, shares.stream().mapToLong(GroupFrame::sampleCount).sum());
    logShed(outcome, frame);
  }

  private void logShed(FrameBuffer.Outcome outcome, Frame frame) {
    if (outcome == FrameBuffer.Outcome.SHED_FIRST) {
      LOG.warn(
          "Buffer full, shedding frames until half of it is free: Kafka accepts records more slowly"
              + " than they come; raise buffer.max.bytes={} or speed up the producer",
          buffer.maxBytes());
      status.report(
          Kind.FRAMES_SHED,
          "The buffer is full, because Kafka accepts records more slowly than they come: frames are"
              + " shed until half of it is free");
    } else if (outcome == FrameBuffer.Outcome.SHED_TOO_LARGE
        && tooLargeLog.admit(1, environment.nowNanos()) > 0) {
      LOG.warn(
          "A frame is larger than the whole buffer and was shed: raise buffer.max.bytes={}"
              + " frameBytes={}",
          buffer.maxBytes(),
          frame.retainedBytes());
      status.report(
          Kind.FRAMES_SHED,
          "A frame of " + frame.retainedBytes() + " bytes is larger than the whole buffer");
    }
  }
}

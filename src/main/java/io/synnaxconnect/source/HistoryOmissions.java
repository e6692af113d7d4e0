package io.synnaxconnect.source;

import io.synnaxconnect.client.HistoryRows.Omissions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.runtime.RateLimitedLog;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what readings of history omit. Threads of history call it. */
final class HistoryOmissions implements Omissions {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryOmissions.class);

  private final FrameConverter converter;
  private final MetricSet metrics;
  private final TaskEnvironment environment;
  private final RateLimitedLog log = new RateLimitedLog();

  HistoryOmissions(FrameConverter converter, MetricSet metrics, TaskEnvironment environment) {
    this.converter = converter;
    this.metrics = metrics;
    this.environment = environment;
  }

  @Override
  public void omit(Channel channel, TimeStamp timestamp, SynnaxException refusal) {
    converter.omit(channel, timestamp, String.valueOf(refusal.getMessage()));
  }

  @Override
  public void omitRows(Channel index, TimeStamp at, long rows) {
    metrics.add(TaskMetric.HISTORY_OMITTED_ROWS_TOTAL, rows);
    long total;
    synchronized (log) {
      total = log.admit(rows, environment.nowNanos());
    }
    if (total > 0) {
      LOG.warn(
          "The cluster omits rows of history at timestamps that repeat; write timestamps that"
              + " ascend: rows={} latestIndex={} latestTimestamp={}",
          total,
          index.shownName(),
          at);
    }
  }
}

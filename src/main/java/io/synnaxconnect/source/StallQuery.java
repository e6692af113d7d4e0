package io.synnaxconnect.source;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster once whether it stores rows of a group in a range, with its own iterator. One
 * thread makes it, another runs it.
 */
final class StallQuery implements Runnable {

  /** The outcome. */
  enum Answer {
    UNDER_WAY,
    NOTHING_NEWER,
    NEWER_ROWS,
    /** The cluster did not answer, which proves nothing. */
    NONE
  }

  private static final Logger LOG = LoggerFactory.getLogger(StallQuery.class);

  /** One row is enough. */
  private static final int CHUNK_SAMPLES = 16;

  private final SynnaxCluster cluster;
  private final StreamSession session;
  private final TaskGroup group;

  /** A snapshot: the other thread must not read what changes. */
  private final IndexGroup channels;

  private final TimeRange range;
  private volatile Answer answer = Answer.UNDER_WAY;

  StallQuery(SynnaxCluster cluster, StreamSession session, TaskGroup group, TimeRange range) {
    this.cluster = cluster;
    this.session = session;
    this.group = group;
    this.channels = group.group();
    this.range = range;
  }

  /** The group in question. */
  TaskGroup group() {
    return group;
  }

  Answer answer() {
    return answer;
  }

  @Override
  public void run() {
    try {
      answer = query();
    } catch (SynnaxException e) {
      LOG.debug("Stall query not answered: reason={}", e.getMessage());
      answer = Answer.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = Answer.NONE;
    } catch (RuntimeException e) {
      LOG.warn("Stall query failed", e);
      answer = Answer.NONE;
    }
  }

  private Answer query() throws InterruptedException {
    if (!cluster.checkConnectivity().clusterKey().equals(session.clusterKey())) {
      return Answer.NONE;
    }
    try (HistoryRows rows = cluster.readHistory(channels, range, CHUNK_SAMPLES)) {
      return rows.next() == null ? Answer.NOTHING_NEWER : Answer.NEWER_ROWS;
    }
  }
}

package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks before a reading which cluster answers: rows of another cluster, or of a wiped one, must not
 * be taken for rows of this one. One question serves all requests that were made before it and are
 * read within a moment after it, so that many small readings cost few questions. Thread-safe.
 */
final class ClusterCheck {

  private static final long VALID_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Which cluster answered.
   *
   * @param number of the question
   */
  private record Answer(long number, String clusterKey, long askedNanos) {}

  private final SynnaxCluster cluster;
  private final LongSupplier nowNanos;
  private long questions;
  private @Nullable Answer newest;

  ClusterCheck(SynnaxCluster cluster, LongSupplier nowNanos) {
    this.cluster = cluster;
    this.nowNanos = nowNanos;
  }

  /** How many questions were asked before this moment: a request made now needs a later one. */
  synchronized long questionsBefore() {
    return questions;
  }

  /**
   * Asks, unless a question was asked a moment ago, after the request was made.
   *
   * @param questionsBefore how many questions had been asked when the request was made
   * @throws SynnaxException if another cluster answers, or none
   */
  void require(String clusterKey, long questionsBefore) {
    String answering = recent(questionsBefore);
    if (answering == null) {
      answering = ask();
    }
    if (!answering.equals(clusterKey)) {
      throw new SynnaxException(
          Code.UNREACHABLE,
          "Another cluster answers: expected " + clusterKey + " but found " + answering);
    }
  }

  private synchronized @Nullable String recent(long questionsBefore) {
    Answer answer = newest;
    boolean isValid =
        answer != null
            && answer.number() > questionsBefore
            && nowNanos.getAsLong() - answer.askedNanos() <= VALID_NANOS;
    return isValid && answer != null ? answer.clusterKey() : null;
  }

  private String ask() {
    long number;
    synchronized (this) {
      number = ++questions;
    }
    long askedNanos = nowNanos.getAsLong();
    String answering = cluster.checkConnectivity().clusterKey();
    synchronized (this) {
      Answer before = newest;
      if (before == null || before.number() < number) {
        newest = new Answer(number, answering, askedNanos);
      }
    }
    return answering;
  }
}

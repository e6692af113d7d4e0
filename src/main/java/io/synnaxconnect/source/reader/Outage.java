package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failures since the last frame: they decide on the backoff, and a change of state is logged
 * once. Written by the reader thread alone.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final StatusQueue status;

  private final AtomicInteger failures = new AtomicInteger();
  private long sinceNanos;

  /** With several addresses reasons take turns, and each is reported once. */
  private final Set<Code> reportedCodes = EnumSet.noneOf(Code.class);

  Outage(StatusQueue status) {
    this.status = status;
  }

  /**
   * Counts and logs a failure.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  void onFailure(SynnaxException e, long nowNanos) {
    int attempt = failures.incrementAndGet();
    if (reportedCodes.isEmpty()) {
      sinceNanos = nowNanos;
    }
    if (reportedCodes.add(e.code())) {
      LOG.warn(
          "Stream lost, reconnecting without limit: attempt={} reason={}", attempt, e.getMessage());
      status.report(Kind.STREAM_LOST, String.valueOf(e.getMessage()));
    } else {
      LOG.debug("Still no stream: attempt={} reason={}", attempt, e.getMessage());
    }
  }

  /** A stream is open; only its first frame proves that it works. */
  void onOpened(StreamSession session, long nowNanos) {
    long seconds =
        reportedCodes.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toSeconds(nowNanos - sinceNanos);
    status.onCluster(session.clusterKey());
    status.report(
        Kind.STREAM_OPENED,
        "Reading live: "
            + session.groups().size()
            + " index groups with "
            + session.channels().size()
            + " channels, after an outage of "
            + seconds
            + " s");
    LOG.info(
        "Reading live: cluster={} groups={} channels={} attempt={} outageSeconds={}",
        session.clusterKey(),
        session.groups().size(),
        session.channels().size(),
        failures.get() + 1,
        seconds);
    reportedCodes.clear();
  }

  /** A frame came: the next failure is a first one. */
  void onFrame() {
    failures.set(0);
  }

  /** Failures in a row. Any thread may ask. */
  int failures() {
    return failures.get();
  }
}

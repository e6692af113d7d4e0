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
 * The failures since the last frame: they decide on the back-off, and a change of state is logged
 * once. Written by the reader thread alone.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final StatusQueue status;

  private final AtomicInteger failures = new AtomicInteger();
  private long sinceNanos;

  /** With several addresses reasons take turns, and each is told once. */
  private final Set<Code> toldCodes = EnumSet.noneOf(Code.class);

  Outage(StatusQueue status) {
    this.status = status;
  }

  /**
   * One more failure.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  void failed(SynnaxException e, long nowNanos) {
    int attempt = failures.incrementAndGet();
    if (toldCodes.isEmpty()) {
      sinceNanos = nowNanos;
    }
    if (toldCodes.add(e.code())) {
      LOG.warn(
          "No stream stands, trying again without end: attempt={} reason={}",
          attempt,
          e.getMessage());
      status.report(Kind.STREAM_LOST, String.valueOf(e.getMessage()));
    } else {
      LOG.debug("No stream stands: attempt={} reason={}", attempt, e.getMessage());
    }
  }

  /** A stream stands, but whether it holds only a frame can tell. */
  void opened(StreamSession session, long nowNanos) {
    long seconds = toldCodes.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toSeconds(nowNanos - sinceNanos);
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
    toldCodes.clear();
  }

  /** A frame came: the next failure begins anew. */
  void over() {
    failures.set(0);
  }

  /** Failures in a row. Any thread may ask. */
  int failures() {
    return failures.get();
  }
}

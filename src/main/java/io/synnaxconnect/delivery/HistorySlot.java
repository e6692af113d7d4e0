package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import org.jspecify.annotations.Nullable;

/** The one request to history that a group may have under way. */
final class HistorySlot {

  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final long MAX_RETRY_NANOS = 5_000_000_000L;

  private final RetryTimer retry = new RetryTimer(FIRST_RETRY_NANOS, MAX_RETRY_NANOS);
  private @Nullable HistoryRequest request;

  /** Whether the request is under way. */
  private boolean taken;

  /** Whether the last request failed. */
  private boolean retrying;

  /** Whether rows have come since the request. */
  private boolean stale;

  /** Whether history may be asked now. A request for holes gives way to every other. */
  boolean isFree(long nowNanos) {
    HistoryRequest asked = request;
    boolean isMine = asked == null || asked.purpose().isForHoles();
    return isMine && (!retrying || retry.isDue(nowNanos));
  }

  /** Whether nothing is requested, so that history may be asked for holes. */
  boolean isIdle(long nowNanos) {
    return request == null && isFree(nowNanos);
  }

  /** Asks for the rows from one timestamp to before another. */
  void ask(Purpose purpose, IndexGroup group, long fromNanos, long toNanos) {
    ask(new HistoryRequest(purpose, group, TimeRange.ofNanos(fromNanos, toNanos)));
  }

  /** Makes a request. */
  void ask(HistoryRequest next) {
    request = next;
    taken = false;
    stale = false;
  }

  /** The request, once; null when there is none. */
  @Nullable HistoryRequest take() {
    if (taken) {
      return null;
    }
    taken = request != null;
    return request;
  }

  /** Whether a request is under way: an equal one of before was answered with older rows. */
  @SuppressWarnings("ReferenceEquality")
  boolean isUnderWay(HistoryRequest asked) {
    return taken && asked == request;
  }

  /** The request was answered; null if there was none. */
  @Nullable HistoryRequest answered() {
    HistoryRequest answered = request;
    cancel();
    retrying = false;
    return answered;
  }

  /** The request failed; it is made again after a delay. */
  void failed(long nowNanos) {
    cancel();
    if (retrying) {
      retry.again(nowNanos);
    } else {
      retry.start(nowNanos);
    }
    retrying = true;
  }

  void cancel() {
    request = null;
    taken = false;
  }

  /** Allows a request at once, although one has failed before. */
  void forgetFailures() {
    retry.stop();
    retrying = false;
  }

  /** Rows came after the request under way was made. */
  void makeStale() {
    stale = request != null;
  }

  /**
   * Whether rows have come since the last request, so that its answer may miss rows before them.
   */
  boolean isStale() {
    return stale;
  }
}

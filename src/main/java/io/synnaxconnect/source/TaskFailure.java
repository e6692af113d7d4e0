package io.synnaxconnect.source;

import io.synnaxconnect.source.buffer.FrameBuffer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Why a task cannot go on: what the poll thread found, or what the reader left in the buffer once
 * everything before it was taken. Of Connect's poll thread alone.
 */
final class TaskFailure {

  private final FrameBuffer buffer;
  private @Nullable ConnectException found;
  private boolean reported;

  TaskFailure(FrameBuffer buffer) {
    this.buffer = buffer;
  }

  /** Keeps what the poll thread found. */
  void set(ConnectException reason) {
    found = reason;
  }

  /** Whether the poll thread found a failure. */
  boolean isFound() {
    return found != null;
  }

  /** The reason if there is one that was not reported yet, else null. It counts as reported. */
  @Nullable ConnectException unreported() {
    ConnectException reason = reason();
    if (reason == null || reported) {
      return null;
    }
    reported = true;
    return reason;
  }

  /** Throws the reason if there is one. */
  void rethrow() {
    ConnectException reason = reason();
    if (reason != null) {
      throw reason;
    }
  }

  private @Nullable ConnectException reason() {
    if (found != null) {
      return found;
    }
    Throwable reason = buffer.failureIfDrained();
    return reason == null
        ? null
        : new ConnectException(
            "The task cannot go on reading from Synnax. " + reason.getMessage(), reason);
  }
}

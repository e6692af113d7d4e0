package io.synnaxconnect.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any failure of the cluster or of the way to it; the only exception of this package but for {@link
 * IllegalArgumentException} and {@link InterruptedException}. The message says what was tried and
 * the server's own text; it never contains a password or a token.
 */
public final class SynnaxException extends RuntimeException {

  /** What went wrong, as far as a caller has to distinguish it. */
  public enum Code {
    /** Nobody answers, the connection broke, or the server is stopping. */
    UNREACHABLE(true),
    /** TLS failed: unknown authority, wrong host name, or plaintext on one side. */
    TLS(false),
    /** The call took longer than its time limit. */
    TIMED_OUT(true),
    /** A certificate, key or password in a file cannot be read now. */
    UNREADABLE(true),
    /** An address belongs to another cluster than the other addresses of the client. */
    OTHER_CLUSTER(false),
    /** User name or password are wrong. */
    INVALID_CREDENTIALS(false),
    /** Logged in, but the user lacks the right. */
    ACCESS_DENIED(false),
    /** The cluster has no valid license (0.59 and newer), and answers nothing until it has one. */
    UNLICENSED(true),
    /** A channel does not exist (any more). */
    NOT_FOUND(true),
    /** The server refuses an argument. */
    INVALID_ARGUMENT(false),
    /** A message is larger than the receiver allows. */
    MESSAGE_TOO_LARGE(false),
    /** The server is too old, or is not a Synnax. */
    UNSUPPORTED(false),
    /** A message cannot be decoded. Open the stream again. */
    MALFORMED(true),
    /** The server failed inside. */
    SERVER_ERROR(true),
    /** Our side read too slowly and the buffer of the stream was full. Open the stream again. */
    TOO_SLOW(true),
    /** The client itself failed, for example without memory. Open the stream again. */
    CLIENT_ERROR(true),
    /** The stream or iterator was closed on our side. */
    CLOSED(false),
    /** The client was closed on our side. */
    CLIENT_CLOSED(false),
    /** The waiting thread was interrupted. */
    INTERRUPTED(false);

    private final boolean retriable;

    Code(boolean retriable) {
      this.retriable = retriable;
    }
  }

  private final Code code;
  private final boolean retriable;

  /** A failure with a cause. */
  public SynnaxException(Code code, String message, Throwable cause) {
    super(message, Objects.requireNonNull(cause));
    this.code = code;
    this.retriable = code.retriable;
  }

  /** A failure without a cause. */
  public SynnaxException(Code code, String message) {
    super(message);
    this.code = code;
    this.retriable = code.retriable;
  }

  private SynnaxException(SynnaxException failure, @Nullable String message, boolean retriable) {
    super(message, failure);
    this.code = failure.code;
    this.retriable = retriable;
  }

  /** The same failure for another caller, with the stack trace of that caller. */
  SynnaxException copy() {
    return new SynnaxException(this, getMessage(), retriable);
  }

  /** The same failure with more words. */
  SynnaxException withMore(String words) {
    return new SynnaxException(this, getMessage() + words, retriable);
  }

  /** Whether somebody on our side wanted the end. */
  boolean isClosedHere() {
    return code == Code.CLOSED || code == Code.CLIENT_CLOSED;
  }

  /** The same failure, but retriable. */
  SynnaxException asRetriable() {
    return new SynnaxException(this, getMessage(), true);
  }

  /** What went wrong. */
  public Code code() {
    return code;
  }

  /** Whether the same may succeed later, after a new login and a new stream. */
  public boolean retriable() {
    return retriable;
  }
}

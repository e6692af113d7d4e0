package io.synnaxconnect.audit;

/** Nothing can be compared; the message says why, and what helps. */
final class AuditException extends RuntimeException {

  private static final long serialVersionUID = 1;

  AuditException(String message) {
    super(message);
  }

  AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.telem.ForeignText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the status of a failed call into a {@link SynnaxException}, by {@link CallEnd}. */
final class SynnaxErrors {

  /** gRPC passes on the error without words, for example when Netty finds no room for a message. */
  private static final String TOO_LITTLE_MEMORY =
      "this JVM has too little memory for a message of the server: raise its heap (-Xmx) or its"
          + " direct memory (-XX:MaxDirectMemorySize), or write smaller frames";

  private static final String SEPARATOR = "---";

  /** What gRPC adds to the words of a server: headers and bytes of whoever answers. */
  private static final Pattern ADDED = Pattern.compile("\n(headers:|trailers:|DATA---)");

  private final SynnaxClientOptions options;

  SynnaxErrors(SynnaxClientOptions options) {
    this.options = options;
  }

  /**
   * Whether the server may have refused our token, so that a new login may help. Access denied and
   * a malformed token look the same.
   */
  static boolean mayBeToken(Status status) {
    return CallEnd.of(status).mayBeToken();
  }

  /** Whether the status is an answer of Synnax itself, which only an application error shows. */
  static boolean isOfSynnax(Status status) {
    return status.getCode() == Status.Code.UNKNOWN
        && String.valueOf(status.getDescription()).contains(SEPARATOR);
  }

  /**
   * Translates.
   *
   * @param attempt what was tried, for example {@code list the channels}
   * @param status how the call ended; OK counts as an end that we did not request
   */
  SynnaxException translate(String attempt, Status status) {
    String start = "could not " + attempt + " at " + options.address() + ": ";
    CallEnd end = CallEnd.of(status);
    if (end == CallEnd.BROKEN_CONNECTION) {
      return TransportErrors.of(start, options, status);
    }
    String message = start + end.explain(text(status));
    Throwable cause = status.getCause();
    return cause == null
        ? new SynnaxException(end.code(), message)
        : new SynnaxException(end.code(), message, cause);
  }

  /**
   * The server's words on one line. What gRPC adds of response headers is cut off: a refused call
   * echoes our own token there.
   */
  static String text(Status status) {
    String description = status.getDescription();
    if (description == null) {
      return status.getCause() instanceof OutOfMemoryError
          ? TOO_LITTLE_MEMORY
          : status.getCode().toString();
    }
    Matcher added = ADDED.matcher(description);
    String text = added.find() ? description.substring(0, added.start()) : description;
    int separator = text.indexOf(SEPARATOR);
    if (separator > 0) {
      // Words first, then the type.
      text =
          text.substring(separator + SEPARATOR.length())
              + " ["
              + text.substring(0, separator)
              + "]";
    }
    return ForeignText.sentence(text.replaceAll("Bearer \\S+", "Bearer [hidden]"));
  }
}

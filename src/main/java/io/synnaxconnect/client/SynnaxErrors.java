package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import java.io.IOException;
import java.util.List;

/**
 * Turns the status of a failed call into a {@link SynnaxException}: the only place that knows the
 * form {@code type---data} of Synnax's errors. It decides by status code and type; by text only if
 * the server sends nothing else.
 */
final class SynnaxErrors {

  /**
   * Types of errors that come again however often the request is made. Any other may pass: a server
   * gives the type {@code unknown} to whatever went wrong inside it, a full table of open files and
   * a time limit of its own included.
   */
  private static final List<String> FINAL =
      List.of("sy.validation", "sy.query.invalid_parameters", "sy.control.unauthorized");

  /** gRPC passes on the error without words, for example when Netty finds no room for a message. */
  private static final String TOO_LITTLE_MEMORY =
      "this JVM has too little memory for a message of the server: raise its heap (-Xmx) or its"
          + " direct memory (-XX:MaxDirectMemorySize), or write smaller frames";

  private static final String SEPARATOR = "---";
  private static final String AUTH = "sy.auth";
  private static final String INVALID_CREDENTIALS = "sy.auth.invalid-credentials";

  private final SynnaxClientOptions options;

  SynnaxErrors(SynnaxClientOptions options) {
    this.options = options;
  }

  /** An error of Synnax: the text before and after the first separator. */
  private record ServerError(String type, String data) {
    static ServerError of(Status status) {
      String text = status.getDescription() == null ? "" : status.getDescription();
      int at = text.indexOf(SEPARATOR);
      return at < 0
          ? new ServerError("unknown", text)
          : new ServerError(text.substring(0, at), text.substring(at + SEPARATOR.length()));
    }

    boolean is(String prefix) {
      return type.startsWith(prefix);
    }
  }

  /**
   * Whether the server may have refused our token, so that a new login may help. Access denied and
   * a malformed token look the same.
   */
  static boolean mayBeToken(Status status) {
    ServerError error = ServerError.of(status);
    return status.getCode() == Status.Code.UNKNOWN
        && error.is(AUTH)
        && !error.is(INVALID_CREDENTIALS);
  }

  /**
   * Translates.
   *
   * @param attempt what was tried, for example {@code list the channels}
   * @param status how the call ended; OK counts as an end that we did not request
   */
  SynnaxException translate(String attempt, Status status) {
    String where = options.host() + ":" + options.port();
    String start = "could not " + attempt + " at " + where + ": ";
    if (status.getCode() == Status.Code.UNAVAILABLE || isBrokenTransport(status)) {
      return TransportErrors.of(start, options, status);
    }
    Code code = code(status);
    String message = start + explain(code, status);
    Throwable cause = status.getCause();
    return cause == null
        ? new SynnaxException(code, message)
        : new SynnaxException(code, message, cause);
  }

  /** A call on a connection that is just closing may end as unknown, with Netty's reason. */
  private static boolean isBrokenTransport(Status status) {
    return (status.getCode() == Status.Code.INTERNAL && status.getCause() != null)
        || (status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException);
  }

  private static Code code(Status status) {
    return switch (status.getCode()) {
      case OK, UNAVAILABLE, ABORTED -> Code.UNREACHABLE;
      case UNKNOWN -> code(ServerError.of(status));
      case DEADLINE_EXCEEDED -> Code.TIMED_OUT;
      case RESOURCE_EXHAUSTED -> Code.MESSAGE_TOO_LARGE;
      case UNIMPLEMENTED -> Code.UNSUPPORTED;
      case PERMISSION_DENIED, UNAUTHENTICATED -> Code.ACCESS_DENIED;
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, ALREADY_EXISTS ->
          Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Code.NOT_FOUND;
      // gRPC ends a call whose message does not parse as cancelled, with the reason as cause.
      case CANCELLED -> status.getCause() == null ? Code.UNREACHABLE : Code.MALFORMED;
      case DATA_LOSS -> Code.MALFORMED;
      case INTERNAL -> isOwnFault(status) ? Code.INVALID_ARGUMENT : Code.SERVER_ERROR;
    };
  }

  /** The two internal errors by which a server says that our request is broken. */
  private static boolean isOwnFault(Status status) {
    String text = text(status);
    return text.startsWith("grpc: error unmarshalling") || text.startsWith("header key ");
  }

  private static Code code(ServerError error) {
    if (error.is(INVALID_CREDENTIALS)) {
      return Code.INVALID_CREDENTIALS;
    }
    if (error.is("sy.auth.invalid_token") || error.is("sy.auth.expired_token")) {
      return Code.SERVER_ERROR;
    }
    if (error.is(AUTH)) {
      return Code.ACCESS_DENIED;
    }
    if (error.is("sy.query.not_found")) {
      return Code.NOT_FOUND;
    }
    if (error.is("freighter")) {
      return Code.UNREACHABLE;
    }
    return FINAL.stream().anyMatch(error::is) ? Code.INVALID_ARGUMENT : Code.SERVER_ERROR;
  }

  private static String explain(Code code, Status status) {
    String text = text(status);
    return switch (code) {
      case TIMED_OUT -> "no answer within the time limit (" + text + ")";
      case INVALID_CREDENTIALS -> "user name or password is wrong (" + text + ")";
      case ACCESS_DENIED -> "the user lacks the right to do so (" + text + ")";
      case MESSAGE_TOO_LARGE ->
          "a message is larger than its receiver allows: raise the limit of message bytes, or ask"
              + " for fewer channels ("
              + text
              + ")";
      case UNSUPPORTED -> "the server does not know this call (" + text + ")";
      case MALFORMED -> "the answer cannot be read (" + text + ")";
      case UNREACHABLE -> status.isOk() ? "the server ended the call" : text;
      case TLS,
          UNREADABLE,
          OTHER_CLUSTER,
          NOT_FOUND,
          INVALID_ARGUMENT,
          SERVER_ERROR,
          TOO_SLOW,
          CLOSED ->
          text;
    };
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
    int headers = description.indexOf("\nheaders:");
    String text = headers < 0 ? description : description.substring(0, headers);
    int separator = text.indexOf(SEPARATOR);
    if (separator > 0) {
      // Words first, then the type.
      text =
          text.substring(separator + SEPARATOR.length())
              + " ["
              + text.substring(0, separator)
              + "]";
    }
    return text.replaceAll("Bearer \\S+", "Bearer [hidden]")
        .replaceAll("[\\p{Cntrl}\\s]+", " ")
        .strip();
  }
}

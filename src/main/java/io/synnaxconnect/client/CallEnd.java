package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * The ways in which a call can end, in the order in which they are tried: the first that fits
 * decides. Final is only what is known to be final; whatever nobody has foreseen may pass. {@code
 * docs/protocol.md} has this table.
 */
enum CallEnd {
  HTTP_ANSWER(
      Code.UNREACHABLE,
      "a proxy or another server answers instead of Synnax (%s)",
      end -> end.text().startsWith("HTTP status code")),
  BROKEN_CONNECTION(Code.UNREACHABLE, "%s", CallEnd::isBrokenConnection),
  ENDED(Code.UNREACHABLE, "the server ended the call", end -> end.has(Status.Code.OK)),
  // gRPC ends a call whose message does not parse as canceled, with the reason as cause.
  UNREADABLE_ANSWER(
      Code.MALFORMED,
      "the answer cannot be read (%s)",
      end ->
          end.has(Status.Code.DATA_LOSS)
              || (end.has(Status.Code.CANCELLED) && end.status().getCause() != null)),
  CUT(
      Code.UNREACHABLE,
      "%s",
      end -> end.has(Status.Code.CANCELLED) || end.has(Status.Code.ABORTED)),
  TIMED_OUT(
      Code.TIMED_OUT,
      "no answer within the time limit (%s)",
      end -> end.has(Status.Code.DEADLINE_EXCEEDED)),
  TOO_LARGE(
      Code.MESSAGE_TOO_LARGE,
      "a message is larger than its receiver allows: raise the limit of message bytes, or ask"
          + " for fewer channels (%s)",
      end ->
          end.has(Status.Code.RESOURCE_EXHAUSTED)
              && (end.text().contains("exceeds maximum size")
                  || end.text().contains("larger than max"))),
  UNKNOWN_CALL(
      Code.UNSUPPORTED,
      "the server does not know this call (%s)",
      end ->
          end.has(Status.Code.UNIMPLEMENTED)
              && (end.text().startsWith("unknown service")
                  || end.text().startsWith("unknown method")
                  || end.text().startsWith("Method not found"))),
  OWN_FAULT(
      Code.INVALID_ARGUMENT,
      "%s",
      end ->
          end.has(Status.Code.INTERNAL)
              && (end.text().startsWith("grpc: error unmarshalling")
                  || end.text().startsWith("header key "))),
  WRONG_CREDENTIALS(
      Code.INVALID_CREDENTIALS,
      "user name or password is wrong (%s)",
      end -> end.is("sy.auth.invalid-credentials")),
  INVALID_TOKEN(Code.SERVER_ERROR, "%s", end -> end.is("sy.auth.invalid_token")),
  EXPIRED_TOKEN(Code.SERVER_ERROR, "%s", end -> end.is("sy.auth.expired_token")),
  ENDED_SESSION(Code.SERVER_ERROR, "%s", end -> end.is("sy.auth.session_ended")),
  DENIED(
      Code.ACCESS_DENIED,
      "the user lacks the right to do so (%s)",
      end -> end.is("sy.auth.access_denied")),
  DENIED_OR_INVALID_TOKEN(
      Code.ACCESS_DENIED, "the user lacks the right to do so (%s)", end -> end.is("sy.auth")),
  NO_LICENSE(
      Code.UNLICENSED,
      "the cluster has no valid license: activate one (%s)",
      end -> end.is("sy.license")),
  UNKNOWN_CHANNEL(Code.NOT_FOUND, "%s", end -> end.is("sy.query.not_found")),
  BAD_ARGUMENT(
      Code.INVALID_ARGUMENT,
      "%s",
      end ->
          end.is("sy.validation")
              || end.is("sy.query.invalid_parameters")
              || end.is("sy.control.unauthorized")),
  CLOSED_BY_THE_SERVER(Code.UNREACHABLE, "%s", end -> end.is("freighter")),
  OTHER_NODE(
      Code.SERVER_ERROR,
      "another node of the cluster does not answer (%s)",
      end -> end.is("unknown---rpc error: code = ")),
  ANYTHING_ELSE(Code.SERVER_ERROR, "%s", end -> true);

  private static final String SEPARATOR = "---";

  private final Code code;
  private final String words;

  // Lambdas without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<Answer> fits;

  CallEnd(Code code, String words, Predicate<Answer> fits) {
    this.code = code;
    this.words = words;
    this.fits = fits;
  }

  /** How a call ended. An application error of Synnax is a status UNKNOWN {@code type---data}. */
  private record Answer(Status status, String text) {

    boolean has(Status.Code code) {
      return status.getCode() == code;
    }

    /** Whether it is an error of Synnax whose type begins so. */
    boolean is(String type) {
      return has(Status.Code.UNKNOWN) && text.startsWith(type) && text.contains(SEPARATOR);
    }
  }

  /** Finds the row of a status. */
  static CallEnd of(Status status) {
    String description = status.getDescription();
    Answer end = new Answer(status, description == null ? "" : description);
    for (CallEnd row : values()) {
      if (row.fits.test(end)) {
        return row;
      }
    }
    throw new IllegalStateException("the last row fits always");
  }

  Code code() {
    return code;
  }

  /** Whether a new login may help. Synnax uses one type for a denial and a malformed token. */
  boolean mayBeToken() {
    return switch (this) {
      case INVALID_TOKEN, EXPIRED_TOKEN, ENDED_SESSION, DENIED_OR_INVALID_TOKEN -> true;
      default -> false;
    };
  }

  /** Says what happened, around the words of the server. */
  String explain(String text) {
    return words.formatted(text);
  }

  private static boolean isBrokenConnection(Answer end) {
    return end.has(Status.Code.UNAVAILABLE)
        || (end.has(Status.Code.INTERNAL) && end.status().getCause() != null)
        || (end.has(Status.Code.UNKNOWN) && end.status().getCause() instanceof IOException);
  }
}

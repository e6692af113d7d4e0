package io.synnaxconnect.contract;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * An application error in Synnax's form.
 *
 * @param code gRPC's code
 * @param type what stands before the first {@code ---}
 * @param text what stands behind it
 */
record Refusal(Status.Code code, String type, String text) {

  static Refusal of(Status status) {
    String message = Objects.requireNonNullElse(status.getDescription(), "");
    int separator = message.indexOf("---");
    return separator < 0
        ? new Refusal(status.getCode(), "unknown", message)
        : new Refusal(
            status.getCode(), message.substring(0, separator), message.substring(separator + 3));
  }

  /** The refusal of a call that must not succeed. */
  static Refusal by(ThrowingCallable call) {
    StatusRuntimeException thrown =
        Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    Assertions.assertThat(thrown).as("the call is refused").isNotNull();
    return of(thrown.getStatus());
  }

  /** Asserts an application error of a type. */
  Refusal hasType(String expected) {
    Assertions.assertThat(code).as("code of %s", this).isEqualTo(Status.Code.UNKNOWN);
    Assertions.assertThat(type).as("type of %s", this).isEqualTo(expected);
    return this;
  }

  /** Asserts a part of the text. */
  Refusal says(String part) {
    Assertions.assertThat(text).contains(part);
    return this;
  }
}

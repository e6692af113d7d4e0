package io.synnaxconnect.simulator;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.proto.ErrorMessage;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A refusal in Synnax's form: a type and a text, on the wire UNKNOWN with {@code type---data}
 * (recorded in errors.json).
 */
public final class CoreError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What stands for success inside a response message. */
  static final ErrorMessage NIL = ErrorMessage.newBuilder().setType("nil").build();

  private final String type;
  private final String data;
  private final boolean silent;

  CoreError(String type, String data) {
    this(type, data, false);
  }

  private CoreError(String type, String data, boolean silent) {
    super(type + "---" + data, null, false, false);
    this.type = type;
    this.data = data;
    this.silent = silent;
  }

  /** The same error as one that a writer is not told about until it sends something more. */
  CoreError silently() {
    return new CoreError(type, data, true);
  }

  boolean isSilent() {
    return silent;
  }

  static CoreError unknown(String data) {
    return new CoreError("unknown", data);
  }

  static CoreError validation(String text) {
    return new CoreError("sy.validation", text + ": validation error");
  }

  static CoreError denied() {
    return new CoreError("sy.auth", "access denied: auth error");
  }

  static CoreError keysNotFound(Collection<Long> keys) {
    String list = keys.stream().map(String::valueOf).collect(Collectors.joining(" "));
    return new CoreError(
        "sy.query.not_found", "Channels with keys [" + list + "] not found: not found: query");
  }

  /** An error that names the field of the request, as {@code sy.validation.path} carries it. */
  static CoreError atPath(List<String> path, String type, String data) {
    String names = path.stream().map(Json::quote).collect(Collectors.joining(","));
    String json =
        "{\"error\":{\"type\":%s,\"data\":%s},\"path\":[%s]}"
            .formatted(Json.quote(type), Json.quote(data), names);
    return new CoreError("sy.validation.path", json);
  }

  static CoreError atField(String field, String data) {
    return atPath(List.of(field), "unknown", data);
  }

  /** The type, for example {@code sy.query.not_found}. */
  public String type() {
    return type;
  }

  /** The server's text. */
  public String data() {
    return data;
  }

  ErrorMessage toMessage() {
    return ErrorMessage.newBuilder().setType(type).setData(data).build();
  }

  StatusRuntimeException toStatus() {
    return Status.UNKNOWN.withDescription(type + "---" + data).asRuntimeException();
  }
}

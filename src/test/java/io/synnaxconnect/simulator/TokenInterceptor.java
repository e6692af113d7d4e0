package io.synnaxconnect.simulator;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls and checks tokens: of a unary call each time, of a stream once when it opens. A
 * refused stream tells the error and echoes the caller's token in its initial metadata (auth.json).
 */
final class TokenInterceptor implements ServerInterceptor {

  /** Who calls. */
  static final Context.Key<User> USER = Context.key("user");

  private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");
  private static final Metadata.Key<String> ERROR = ascii("error");
  private static final Set<String> OPEN_SERVICES =
      Set.of("grpc.auth.AuthLoginService", "grpc.connectivity.ConnectivityService");

  private final Core core;

  TokenInterceptor(Core core) {
    this.core = core;
  }

  private static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    String service = String.valueOf(method.getServiceName());
    core.counters().countCall(service);
    if (method.getType() == MethodDescriptor.MethodType.UNKNOWN
        || OPEN_SERVICES.contains(service)) {
      return next.startCall(call, headers);
    }
    boolean stream = method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
    String token = first(headers);
    User user;
    try {
      user = user(core.tokens().check(token));
    } catch (Tokens.BadPrefix e) {
      core.counters().refusedTokens.incrementAndGet();
      return stream ? refuseUnprintable(call) : refuseUnary(call, e.toCoreError());
    } catch (CoreError e) {
      core.counters().refusedTokens.incrementAndGet();
      return stream ? refuseStream(call, e, token) : refuseUnary(call, e);
    }
    Context context = Context.current().withValue(USER, user);
    return Contexts.interceptCall(context, stream ? early(call) : call, headers, next);
  }

  /** Of several values only the first counts. */
  private static @Nullable String first(Metadata headers) {
    Iterable<String> all = headers.getAll(AUTHORIZATION);
    return all == null ? null : all.iterator().next();
  }

  private User user(String key) {
    return core.settings().users().stream()
        .filter(user -> user.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new CoreError("sy.auth.invalid_token", "invalid token: auth error"));
  }

  private static <Q> ServerCall.Listener<Q> refuseUnary(ServerCall<Q, ?> call, CoreError error) {
    call.close(error.toStatus().getStatus(), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static <Q> ServerCall.Listener<Q> refuseUnprintable(ServerCall<Q, ?> call) {
    call.close(
        Status.INTERNAL.withDescription(
            "header key \"error\" contains value with non-printable ASCII characters"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static <Q> ServerCall.Listener<Q> refuseStream(
      ServerCall<Q, ?> call, CoreError error, @Nullable String token) {
    Metadata initial = new Metadata();
    if (token != null) {
      initial.put(AUTHORIZATION, token);
    }
    initial.put(ERROR, error.type() + "---" + error.data());
    call.sendHeaders(initial);
    return refuseUnary(call, error);
  }

  /** A stream's headers leave before its first request is handled. */
  private static <Q, A> ServerCall<Q, A> early(ServerCall<Q, A> call) {
    call.sendHeaders(new Metadata());
    return new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
      @Override
      public void sendHeaders(Metadata headers) {
        // Sent already.
      }
    };
  }
}

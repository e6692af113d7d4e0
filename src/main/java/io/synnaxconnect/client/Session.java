package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import io.synnaxconnect.proto.LoginResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection with a login: sends calls with the token, logs in once more when a token is refused,
 * and turns every failure into a {@link SynnaxException}.
 */
final class Session implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final String OLDEST_VERSION = "0.54.0";

  private final SynnaxClientOptions options;
  private final Connection connection;
  private final SynnaxErrors errors;
  private volatile boolean answered;
  private final TokenCredentials credentials = new TokenCredentials(this::callLogin);

  Session(SynnaxClientOptions options) {
    this.options = options;
    this.connection = new Connection(options);
    this.errors = new SynnaxErrors(options);
  }

  /** A call that needs a token: may be made twice, the second time after a new login. */
  interface AuthenticatedCall<T> {
    T run(LoginResponse login);
  }

  Connection connection() {
    return connection;
  }

  /** What our threads are named after. */
  String name() {
    return connection.name();
  }

  Duration requestTimeout() {
    return options.limits().requestTimeout();
  }

  /** Asks who answers, without a token. */
  ConnectivityResponse checkConnectivity() {
    return translating(
        "check the connectivity",
        () ->
            connection.unary(
                ConnectivityServiceGrpc.getExecMethod(), Requests.connectivity(), null));
  }

  /** Logs in anew. */
  LoginResponse login() {
    credentials.forget();
    return credentials.current();
  }

  /** The login that holds; logs in where none does. */
  LoginResponse currentLogin() {
    return credentials.current();
  }

  private LoginResponse callLogin() {
    LoginResponse login =
        translating(
            "log in as \"" + options.credentials().username() + "\"",
            () ->
                connection.unary(
                    AuthLoginServiceGrpc.getExecMethod(),
                    Requests.login(options.credentials()),
                    null));
    LOG.debug(
        "logged in at {}:{} cluster={} nodeVersion={}",
        options.host(),
        options.port(),
        login.getClusterInfo().getClusterKey(),
        login.getClusterInfo().getNodeVersion());
    return login;
  }

  /** One unary call with the token. */
  <Q extends MessageLite, A> A unary(String attempt, MethodDescriptor<Q, A> method, Q request) {
    Requests.checkSize(request);
    return authenticated(attempt, login -> connection.unary(method, request, login.getToken()));
  }

  /**
   * Runs a call with the token, and once more after a new login when the token may be the reason of
   * the refusal.
   *
   * @param attempt what is tried, for the message
   * @param call throws {@link StatusRuntimeException} when it fails
   */
  <T> T authenticated(String attempt, AuthenticatedCall<T> call) {
    LoginResponse login = credentials.current();
    try {
      return call.run(login);
    } catch (StatusRuntimeException e) {
      if (!SynnaxErrors.mayBeToken(e.getStatus())) {
        throw translate(attempt, e.getStatus());
      }
    }
    LOG.debug("token refused, logging in again");
    credentials.forget(login);
    LoginResponse renewed = credentials.current();
    return translating(attempt, () -> call.run(renewed));
  }

  private <T> T translating(String attempt, Supplier<T> call) {
    try {
      T answer = call.get();
      answered = true;
      return answer;
    } catch (StatusRuntimeException e) {
      throw translate(attempt, e.getStatus());
    }
  }

  /** Translates the end of a call; after {@link #close()} and after an interrupt it says so. */
  SynnaxException translate(String attempt, Status status) {
    if (connection.isClosed()) {
      return new SynnaxException(Code.CLOSED, "could not " + attempt + ": the client is closed");
    }
    if (status.getCode() == Status.Code.CANCELLED && Thread.currentThread().isInterrupted()) {
      return new SynnaxException(Code.CLOSED, "could not " + attempt + ": interrupted");
    }
    if (isPlaintextToTls(status)) {
      return new SynnaxException(
          Code.TLS,
          "could not "
              + attempt
              + ": "
              + options.host()
              + ":"
              + options.port()
              + " speaks TLS, and this client plaintext: switch TLS on");
    }
    SynnaxException failure = errors.translate(attempt, status);
    return failure.code() == Code.UNSUPPORTED ? withVersions(failure) : failure;
  }

  /** Asked only as long as nothing was ever heard from this server. */
  private boolean isPlaintextToTls(Status status) {
    return !answered
        && !options.tls().enabled()
        && status.getCode() == Status.Code.UNAVAILABLE
        && TlsProbe.speaksTls(options.host(), options.port());
  }

  private SynnaxException withVersions(SynnaxException failure) {
    return new SynnaxException(
        failure.code(),
        failure.getMessage() + "; Synnax " + OLDEST_VERSION + " or newer is needed, " + found());
  }

  private String found() {
    try {
      ConnectivityResponse answer =
          connection.unary(ConnectivityServiceGrpc.getExecMethod(), Requests.connectivity(), null);
      return "and this server says that it is " + answer.getNodeVersion();
    } catch (StatusRuntimeException e) {
      return "and this server does not tell its version";
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}

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
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login at one address of a cluster after the other: sends calls with the token, logs in once
 * more when a token is refused, and turns every failure into a {@link SynnaxException}.
 */
final class Session implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final String OLDEST_VERSION = "0.54.0";

  private final SynnaxEndpoints endpoints;
  private final LongSupplier nanoTime;
  private final Failover failover;
  private final Object reconnecting = new Object();
  private final TokenCredentials credentials = new TokenCredentials(this::callLogin);
  private volatile AddressConnection link;
  private volatile boolean closed;

  Session(SynnaxEndpoints endpoints, LongSupplier nanoTime) {
    this.endpoints = endpoints;
    this.nanoTime = nanoTime;
    this.failover = new Failover(endpoints.each().size());
    this.link = new AddressConnection(0, options(0));
  }

  /** A call that needs a token: may be made twice, the second time after a new login. */
  interface AuthenticatedCall<T> {
    T run(LoginResponse login);
  }

  private SynnaxClientOptions options(int address) {
    return endpoints.each().get(address).get();
  }

  /** The connection of now. */
  AddressConnection link() {
    return link;
  }

  GrpcConnection connection() {
    return link.connection();
  }

  /** What our threads are named after. */
  String name() {
    return connection().name();
  }

  Duration requestTimeout() {
    return link.options().limits().requestTimeout();
  }

  /** Whether the client was closed. */
  boolean isClosed() {
    return closed;
  }

  /** See {@link SynnaxClient#reconnect}. */
  void reconnect() {
    synchronized (reconnecting) {
      AddressConnection lost = link;
      if (closed || !lost.isLost()) {
        return;
      }
      int address = failover.next();
      SynnaxClientOptions options = options(address);
      if (!lost.revive(address, options)) {
        install(lost, newLink(address, options));
      }
    }
  }

  private AddressConnection newLink(int address, SynnaxClientOptions options) {
    try {
      return new AddressConnection(address, options);
    } catch (SynnaxException e) {
      throw failover.failed(address, e, nanoTime.getAsLong());
    }
  }

  private void install(AddressConnection lost, AddressConnection next) {
    synchronized (this) {
      if (!closed) {
        link = next;
      }
    }
    if (closed) {
      next.close();
      return;
    }
    LOG.debug("Trying another connection: from={} to={}", lost.where(), next.where());
    // A token is sent to nobody who has not told its cluster.
    credentials.forget();
    lost.replace();
  }

  /** Asks who answers, without a token. */
  ConnectivityResponse checkConnectivity() {
    AddressConnection asked = link;
    return probing(
        asked,
        "check the connectivity",
        () -> connectivity(asked),
        ConnectivityResponse::getClusterKey);
  }

  private static ConnectivityResponse connectivity(AddressConnection asked) {
    return asked
        .connection()
        .unary(ConnectivityServiceGrpc.getExecMethod(), ToProto.connectivity(), null);
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

  /** The password may have been replaced since the connection was made. */
  private LoginResponse callLogin() {
    AddressConnection asked = link;
    SynnaxClientOptions.Credentials who = options(asked.address()).credentials();
    LoginResponse login =
        probing(
            asked,
            "log in as \"" + who.username() + "\"",
            () ->
                asked
                    .connection()
                    .unary(AuthLoginServiceGrpc.getExecMethod(), ToProto.login(who), null),
            answer -> answer.getClusterInfo().getClusterKey());
    failover.loggedIn(login.getClusterInfo().getClusterKey());
    LOG.debug(
        "logged in at {} cluster={} nodeVersion={}",
        asked.where(),
        login.getClusterInfo().getClusterKey(),
        login.getClusterInfo().getNodeVersion());
    return login;
  }

  /** One unary call with the token. */
  <Q extends MessageLite, A> A unary(String attempt, MethodDescriptor<Q, A> method, Q request) {
    ToProto.checkSize(request);
    return authenticated(attempt, login -> connection().unary(method, request, login.getToken()));
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
    AddressConnection asked = link;
    try {
      return call.run(login);
    } catch (StatusRuntimeException e) {
      if (!SynnaxErrors.mayBeToken(e.getStatus())) {
        throw translate(asked, attempt, e.getStatus());
      }
    }
    LOG.debug("token refused, logging in again");
    credentials.forget(login);
    LoginResponse renewed = credentials.current();
    AddressConnection again = link;
    try {
      return call.run(renewed);
    } catch (StatusRuntimeException e) {
      throw translate(again, attempt, e.getStatus());
    }
  }

  /** A call that tells whether an address still serves, and for which cluster. */
  private <T> T probing(
      AddressConnection asked, String attempt, Supplier<T> call, Function<T, String> clusterKey) {
    T answer;
    try {
      answer = call.get();
    } catch (StatusRuntimeException e) {
      SynnaxException failure = translate(asked, attempt, e.getStatus());
      if (failure.code() != Code.CLOSED) {
        asked.failed(failure.code());
      }
      throw failure;
    }
    try {
      failover.answered(asked.where(), clusterKey.apply(answer));
    } catch (SynnaxException e) {
      asked.failed(e.code());
      throw failover.failed(asked.address(), e, nanoTime.getAsLong());
    }
    asked.answered();
    return answer;
  }

  /** Translates the end of a call; after {@link #close()} and after an interrupt it says so. */
  SynnaxException translate(AddressConnection asked, String attempt, Status status) {
    if (closed) {
      return new SynnaxException(Code.CLOSED, "could not " + attempt + ": the client is closed");
    }
    if (status.getCode() == Status.Code.CANCELLED && Thread.currentThread().isInterrupted()) {
      return new SynnaxException(Code.CLOSED, "could not " + attempt + ": interrupted");
    }
    SynnaxException failure = asked.translate(attempt, status);
    if (failure.code() == Code.TLS) {
      // gRPC connects anew by itself, so that any call may meet it.
      asked.failed(failure.code());
    } else if (failure.code() == Code.UNSUPPORTED) {
      failure = withVersions(asked, failure);
    }
    return failover.failed(asked.address(), failure, nanoTime.getAsLong());
  }

  private static SynnaxException withVersions(AddressConnection asked, SynnaxException failure) {
    return new SynnaxException(
        failure.code(),
        failure.getMessage()
            + "; Synnax "
            + OLDEST_VERSION
            + " or newer is needed, "
            + found(asked));
  }

  private static String found(AddressConnection asked) {
    try {
      return "and this server says that it is " + connectivity(asked).getNodeVersion();
    } catch (StatusRuntimeException e) {
      return "and this server does not tell its version";
    }
  }

  @Override
  public void close() {
    AddressConnection last;
    synchronized (this) {
      closed = true;
      last = link;
    }
    last.close();
  }
}

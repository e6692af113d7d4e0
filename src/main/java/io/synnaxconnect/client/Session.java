package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import io.synnaxconnect.proto.LoginClusterInfo;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.telem.ForeignText;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login at a cluster, at one address after the other: sends calls with the token, logs in again
 * if a token is refused, and turns every failure into a {@link SynnaxException}.
 */
final class Session implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** As servers before 0.54 call it, which have none of the other services of today. */
  private static final MethodDescriptor<ConnectivityRequest, ConnectivityResponse>
      EARLY_CONNECTIVITY =
          ConnectivityServiceGrpc.getExecMethod().toBuilder()
              .setFullMethodName("api.v1.ConnectivityService/Exec")
              .build();

  private final SynnaxEndpoints endpoints;
  private final LongSupplier nanoTime;
  private final Failover failover;
  private final Object reconnecting = new Object();
  private final ConnectPace pace = new ConnectPace();
  private volatile AddressConnection link;
  private volatile boolean closed;

  Session(SynnaxEndpoints endpoints, LongSupplier nanoTime) {
    this.endpoints = endpoints;
    this.nanoTime = nanoTime;
    this.failover = new Failover(endpoints.each().size());
    this.link = connection(0, options(0));
  }

  /** A call that needs a token: may be made twice, the second time after a new login. */
  interface AuthenticatedCall<T> {
    T run(AddressConnection target, LoginResponse login);
  }

  private AddressConnection connection(int address, SynnaxClientOptions options) {
    return new AddressConnection(address, options, pace, this::callLogin);
  }

  private SynnaxClientOptions options(int address) {
    return endpoints.each().get(address).get();
  }

  /** The current connection. */
  AddressConnection link() {
    return link;
  }

  GrpcConnection connection() {
    return link.connection();
  }

  /** The start of our threads' names. */
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
        install(lost, prepare(address, options));
      }
    }
  }

  /** See {@link SynnaxClient#moveOn}. */
  void moveOn() {
    if (addresses() > 1) {
      link.giveUp();
    }
  }

  int addresses() {
    return endpoints.each().size();
  }

  private AddressConnection prepare(int address, SynnaxClientOptions options) {
    try {
      return connection(address, options);
    } catch (SynnaxException e) {
      throw failover.onFailure(address, e, nanoTime.getAsLong());
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
    lost.replace();
  }

  /** Asks for the identity of the cluster, without a token. */
  ConnectivityResponse checkConnectivity() {
    return checkConnectivity(link);
  }

  private ConnectivityResponse checkConnectivity(AddressConnection target) {
    return probing(
        target,
        "check the connectivity",
        () -> connectivity(target),
        ConnectivityResponse::getClusterKey);
  }

  private static ConnectivityResponse connectivity(AddressConnection target) {
    return target
        .connection()
        .unary(ConnectivityServiceGrpc.getExecMethod(), ToProto.connectivity(), null);
  }

  /** Logs in, even if there is a token. */
  LoginResponse login() {
    TokenCredentials credentials = link.credentials();
    credentials.forget();
    return credentials.current();
  }

  /** The password may have been replaced since the connection was created. */
  private LoginResponse callLogin(AddressConnection target) {
    if (failover.mustCompareCluster()) {
      // The password goes to no other cluster.
      ConnectivityResponse unused = checkConnectivity(target);
    }
    SynnaxClientOptions.Credentials who = options(target.address()).credentials();
    LoginResponse login =
        probing(
            target,
            "log in as \"" + who.username() + "\"",
            () ->
                withClusterInfo(
                    target,
                    target
                        .connection()
                        .unary(AuthLoginServiceGrpc.getExecMethod(), ToProto.login(who), null)),
            answer -> answer.getClusterInfo().getClusterKey());
    failover.onLogin(login.getClusterInfo().getClusterKey());
    if (target.isNewVersion(login.getClusterInfo().getNodeVersion())) {
      LOG.info(
          "Logged in: address={} version={} cluster={}",
          target.where(),
          ForeignText.name(login.getClusterInfo().getNodeVersion()),
          ForeignText.name(login.getClusterInfo().getClusterKey()));
    }
    return login;
  }

  /** Newer servers may name their cluster only where they are asked without a login. */
  private static LoginResponse withClusterInfo(AddressConnection target, LoginResponse login) {
    if (!login.getClusterInfo().getClusterKey().isEmpty()) {
      return login;
    }
    ConnectivityResponse answer = connectivity(target);
    return login.toBuilder()
        .setClusterInfo(
            LoginClusterInfo.newBuilder()
                .setClusterKey(answer.getClusterKey())
                .setNodeVersion(answer.getNodeVersion())
                .setNodeTime(answer.getNodeTime()))
        .build();
  }

  /**
   * One unary call with the token.
   *
   * @param subjects as for {@link #authenticated}
   */
  <Q extends MessageLite, A> A unary(
      String attempt, Collection<?> subjects, MethodDescriptor<Q, A> method, Q request) {
    ToProto.checkSize(request);
    return authenticated(
        attempt,
        subjects,
        "",
        (target, login) -> target.connection().unary(method, request, login.getToken()));
  }

  /**
   * Runs a call with the token, and again after a new login if the token may be the reason of the
   * refusal.
   *
   * @param attempt what is tried, for the message, and for the right that it needs
   * @param subjects what it needs the right for: keys or names of channels
   * @param details the rest of the message
   * @param call throws {@link StatusRuntimeException} if it fails
   */
  <T> T authenticated(
      String attempt, Collection<?> subjects, String details, AuthenticatedCall<T> call) {
    AddressConnection target = link;
    try {
      T result = run(target, call);
      failover.onGranted(attempt, subjects);
      return result;
    } catch (StatusRuntimeException e) {
      SynnaxException failure = translate(target, attempt + details, e.getStatus());
      throw failure.code() == Code.ACCESS_DENIED
          ? failover.onDenied(attempt, subjects, failure, nanoTime.getAsLong())
          : failure;
    }
  }

  /** A call that was made before goes on with other subjects. */
  void onGranted(String attempt, Collection<?> subjects) {
    failover.onGranted(attempt, subjects);
  }

  private <T> T run(AddressConnection target, AuthenticatedCall<T> call) {
    LoginResponse login = target.credentials().current();
    try {
      return call.run(target, login);
    } catch (StatusRuntimeException e) {
      if (!SynnaxErrors.mayBeToken(e.getStatus())) {
        throw e;
      }
    }
    LOG.debug("Token refused, logging in again");
    target.credentials().forget(login);
    return call.run(target, target.credentials().current());
  }

  /** A call that shows whether an address still serves, and for which cluster. */
  private <T> T probing(
      AddressConnection target, String attempt, Supplier<T> call, Function<T, String> clusterKey) {
    T answer;
    try {
      answer = call.get();
    } catch (StatusRuntimeException e) {
      SynnaxException failure = translate(target, attempt, e.getStatus());
      if (!failure.isClosedHere() && failure.code() != Code.INTERRUPTED) {
        target.onFailure(e.getStatus());
      }
      throw failure;
    }
    try {
      failover.onAnswer(target.where(), clusterKey.apply(answer));
    } catch (SynnaxException e) {
      target.onOtherCluster();
      throw failover.onFailure(target.address(), e, nanoTime.getAsLong());
    }
    target.onAnswer();
    return answer;
  }

  /**
   * Translates the end of a call; after {@link #close()} and after an interrupt the failure says
   * so.
   */
  SynnaxException translate(AddressConnection target, String attempt, Status status) {
    if (closed) {
      return new SynnaxException(
          Code.CLIENT_CLOSED, "could not " + attempt + ": the client is closed");
    }
    if (status.getCode() == Status.Code.CANCELLED && Thread.currentThread().isInterrupted()) {
      return new SynnaxException(Code.INTERRUPTED, "could not " + attempt + ": interrupted");
    }
    SynnaxException failure = target.translate(attempt, status);
    if (failure.code() == Code.TLS || CallEnd.of(status) == CallEnd.HTTP_ANSWER) {
      // Any call may fail with it.
      target.onFailure(status);
    } else if (failure.code() == Code.UNSUPPORTED) {
      failure = withVersions(target, failure);
    }
    return failover.onFailure(target.address(), failure, nanoTime.getAsLong());
  }

  private static SynnaxException withVersions(AddressConnection target, SynnaxException failure) {
    return failure.withMore("; " + unknownCall(target));
  }

  private static String unknownCall(AddressConnection target) {
    try {
      return new ServerVersion(connectivity(target).getNodeVersion()).unknownCall();
    } catch (StatusRuntimeException e) {
      LOG.debug("No version under the name of today: address={}", target.where());
    }
    try {
      ConnectivityResponse early =
          target.connection().unary(EARLY_CONNECTIVITY, ToProto.connectivity(), null);
      return new ServerVersion(early.getNodeVersion()).unknownCall();
    } catch (StatusRuntimeException e) {
      return "Synnax 0.54.0 or newer is needed, but this server does not report its version";
    }
  }

  @Override
  public void close() {
    AddressConnection last;
    synchronized (this) {
      closed = true;
      last = link;
    }
    pace.close();
    last.close();
  }
}

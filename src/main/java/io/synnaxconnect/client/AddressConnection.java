package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.LoginResponse;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The connection to one address of a cluster, and its state. Thread-safe. */
final class AddressConnection implements AutoCloseable {

  private final int address;
  private final SynnaxClientOptions options;
  private final GrpcConnection connection;
  private final SynnaxErrors errors;
  private volatile boolean answered;
  private final ConnectPace pace;
  private final TokenCredentials credentials;
  private final AtomicBoolean probed = new AtomicBoolean();
  private volatile boolean failed;
  private volatile boolean foreign;
  private volatile boolean replaced;
  private volatile boolean givenUp;
  private volatile String version = "";

  /**
   * Prepares the connection; nothing is sent.
   *
   * @param address place in the list of addresses
   * @param login logs in on the given connection
   */
  AddressConnection(
      int address,
      SynnaxClientOptions options,
      ConnectPace pace,
      Function<AddressConnection, LoginResponse> login) {
    this.address = address;
    this.options = options;
    this.pace = pace;
    this.credentials = new TokenCredentials(() -> login.apply(this));
    this.errors = new SynnaxErrors(options);
    this.connection = new GrpcConnection(options, pace);
  }

  int address() {
    return address;
  }

  SynnaxClientOptions options() {
    return options;
  }

  GrpcConnection connection() {
    return connection;
  }

  /** The token of this address: it never goes to another one. */
  TokenCredentials credentials() {
    return credentials;
  }

  /** As written in a configuration. */
  String where() {
    return options.address();
  }

  /** A call succeeded. */
  void onAnswer() {
    answered = true;
    failed = false;
    foreign = false;
    pace.onAnswer();
  }

  /** Takes note of the version that the server reports; whether it is another than before. */
  boolean isNewVersion(String reported) {
    String before = version;
    version = reported;
    return !reported.equals(before);
  }

  /** A call failed in such a way that the next attempt needs another connection, or address. */
  void onFailure(Status status) {
    failed = true;
    foreign = !SynnaxErrors.isOfSynnax(status);
  }

  /** It answered as another cluster, which is as good as a failure. */
  void onOtherCluster() {
    failed = true;
  }

  /** It answers, but another address is to be tried. */
  void giveUp() {
    givenUp = true;
  }

  /** Whether the next attempt needs another connection, or this one opened again. */
  boolean isLost() {
    return failed || givenUp || (answered && !connection.isReady());
  }

  /**
   * Prepares the next attempt. If nobody answered on this connection, or somebody else than Synnax,
   * it does not stay, although it may be open.
   *
   * @return false if it was created for another address or with other options
   */
  boolean revive(int nextAddress, SynnaxClientOptions next) {
    if (address != nextAddress || !options.equals(next)) {
      return false;
    }
    if (foreign) {
      connection.restart("the connection was replaced");
    }
    failed = false;
    foreign = false;
    givenUp = false;
    return true;
  }

  /**
   * Ends all calls as if the server had ended them, so that callers repeat them on the next
   * connection.
   */
  void replace() {
    replaced = true;
    connection.close();
  }

  boolean isReplaced() {
    return replaced;
  }

  /** Translates the end of a call. */
  SynnaxException translate(String attempt, Status status) {
    if (replaced) {
      return new SynnaxException(
          Code.UNREACHABLE,
          "could not " + attempt + " at " + where() + ": the connection was replaced");
    }
    if (isPlaintextToTls(status)) {
      return new SynnaxException(
          Code.TLS,
          "could not "
              + attempt
              + ": "
              + where()
              + " speaks TLS, and this client plaintext: switch TLS on");
    }
    return errors.translate(attempt, status);
  }

  /** Probes the port once, if somebody listens there who has never answered. */
  private boolean isPlaintextToTls(Status status) {
    return !answered
        && !options.tls().enabled()
        && status.getCode() == Status.Code.UNAVAILABLE
        && !(status.getCause() instanceof ConnectException)
        && !(status.getCause() instanceof UnknownHostException)
        && !probed.getAndSet(true)
        && TlsProbe.speaksTls(options.host(), options.port());
  }

  @Override
  public void close() {
    connection.close();
  }
}

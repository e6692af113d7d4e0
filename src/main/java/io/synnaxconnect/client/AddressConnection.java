package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** The connection to one address of a cluster, and its state. Thread-safe. */
final class AddressConnection implements AutoCloseable {

  private final int address;
  private final SynnaxClientOptions options;
  private final GrpcConnection connection;
  private final SynnaxErrors errors;
  private volatile boolean answered;
  private volatile boolean failed;
  private volatile boolean silent;
  private volatile boolean replaced;
  private volatile String version = "";

  /**
   * Prepares the connection; nothing is sent.
   *
   * @param address place in the list of addresses
   */
  AddressConnection(int address, SynnaxClientOptions options) {
    this.address = address;
    this.options = options;
    this.connection = new GrpcConnection(options);
    this.errors = new SynnaxErrors(options);
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

  /** As written in a configuration. */
  String where() {
    return options.host() + ":" + options.port();
  }

  /** A call succeeded. */
  void onAnswer() {
    answered = true;
    failed = false;
    silent = false;
  }

  /** Takes note of the version that the server reports; whether it is another than before. */
  boolean isNewVersion(String reported) {
    String before = version;
    version = reported;
    return !reported.equals(before);
  }

  /** A login or a connectivity check failed: the next attempt needs another connection. */
  void onFailure(Code code) {
    failed = true;
    silent = code == Code.TIMED_OUT;
  }

  /** Whether the next attempt needs another connection, or this one opened again. */
  boolean isLost() {
    return failed || (answered && !connection.isReady());
  }

  /**
   * Makes the next call connect at once.
   *
   * @return false if another connection is needed: nobody answers on this one although it is open,
   *     or it was created with other options
   */
  boolean revive(int nextAddress, SynnaxClientOptions next) {
    if (address != nextAddress || !options.equals(next) || silent) {
      return false;
    }
    failed = false;
    connection.resetConnectBackoff();
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

  /** Probes the port only as long as this server has never answered, and once somebody listens. */
  private boolean isPlaintextToTls(Status status) {
    return !answered
        && !options.tls().enabled()
        && status.getCode() == Status.Code.UNAVAILABLE
        && !(status.getCause() instanceof ConnectException)
        && !(status.getCause() instanceof UnknownHostException)
        && TlsProbe.speaksTls(options.host(), options.port());
  }

  @Override
  public void close() {
    connection.close();
  }
}

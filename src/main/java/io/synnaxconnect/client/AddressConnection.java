package io.synnaxconnect.client;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;

/** The connection to one address of a cluster, and what became of it. Thread-safe. */
final class AddressConnection implements AutoCloseable {

  private final int address;
  private final SynnaxClientOptions options;
  private final GrpcConnection connection;
  private final SynnaxErrors errors;
  private volatile boolean answered;
  private volatile boolean failed;
  private volatile boolean silent;
  private volatile boolean replaced;

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
  void answered() {
    answered = true;
    failed = false;
    silent = false;
  }

  /** A login or a question who answers failed: the next attempt needs another connection. */
  void failed(Code code) {
    failed = true;
    silent = code == Code.TIMED_OUT;
  }

  /** Whether the next attempt had better not be made on this connection as it is. */
  boolean isLost() {
    return failed || (answered && !connection.isReady());
  }

  /**
   * Makes the next call connect at once.
   *
   * @return false where another connection is needed: a standing one on which nobody answers, or
   *     one that was made with other options
   */
  boolean revive(int nextAddress, SynnaxClientOptions next) {
    if (address != nextAddress || !options.equals(next) || silent) {
      return false;
    }
    failed = false;
    connection.resetConnectBackoff();
    return true;
  }

  /** Ends all calls as if the server had: they are made again on the next connection. */
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

  /** Asked only as long as nothing was ever heard from this server. */
  private boolean isPlaintextToTls(Status status) {
    return !answered
        && !options.tls().enabled()
        && status.getCode() == Status.Code.UNAVAILABLE
        && TlsProbe.speaksTls(options.host(), options.port());
  }

  @Override
  public void close() {
    connection.close();
  }
}

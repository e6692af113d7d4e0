package io.synnaxconnect.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port on this machine that accepts connections, counts them, and hangs up at once. */
final class HangUp implements AutoCloseable {

  private final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocket server;
  private final Thread thread = new Thread(this::run, "hang-up");

  HangUp() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!server.isClosed()) {
      try {
        server.accept().close();
        accepted.incrementAndGet();
      } catch (IOException e) {
        // Closed, or the other side was faster.
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections were opened so far. */
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package io.synnaxconnect.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A way to a cluster through a port of our own, which can break. */
public final class CuttableRoute implements AutoCloseable {

  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "cuttable-route");
            thread.setDaemon(true);
            return thread;
          });
  private final ServerSocket server;
  private final String host;
  private final int port;
  private volatile boolean shut;
  private volatile boolean dead;

  public CuttableRoute(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Breaks all connections; new ones are let through. */
  public void cut() {
    sockets.forEach(CuttableRoute::end);
    sockets.clear();
  }

  /** Breaks all connections, and the new ones too until it is opened. */
  public void shut() {
    shut = true;
    cut();
  }

  /** Lets connections through again. */
  public void open() {
    shut = false;
  }

  /** Brings nothing any more, in neither direction, while all connections stay open. */
  public void die() {
    dead = true;
  }

  /** The same with the connections that are open now; new ones are let through. */
  public void silence() {
    silent.addAll(sockets);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket here = server.accept();
        sockets.add(here);
        if (shut) {
          end(here);
        } else {
          threads.execute(() -> connect(here));
        }
      }
    } catch (IOException | RejectedExecutionException closed) {
      end(server);
    }
  }

  private void connect(Socket here) {
    try {
      Socket there = new Socket(host, port);
      sockets.add(there);
      threads.execute(() -> copy(there, here));
      copy(here, there);
    } catch (IOException | RejectedExecutionException refused) {
      end(here);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] some = new byte[1 << 16];
    try (from;
        to) {
      for (int n = from.getInputStream().read(some); n >= 0; n = from.getInputStream().read(some)) {
        if (!dead && !silent.contains(from)) {
          to.getOutputStream().write(some, 0, n);
        }
      }
    } catch (IOException broken) {
      end(from);
    }
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end(server);
    cut();
    threads.shutdownNow();
  }
}

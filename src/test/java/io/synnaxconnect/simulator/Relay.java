package io.synnaxconnect.simulator;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands every written frame to every reader, one after the other on one thread, so that a reader
 * that does not take its frames delays all others (protocol section 12.1).
 */
final class Relay implements AutoCloseable {

  private static final int QUEUED_FRAMES = 1000;

  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUED_FRAMES);
  private final List<StreamerSession> readers = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  Relay(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues a frame; a full queue makes the writer wait. */
  void publish(RelayFrame frame) {
    submit(() -> readers.forEach(reader -> reader.offer(frame)));
  }

  /** Runs an action after all frames that were queued before it. */
  void submit(Runnable action) {
    try {
      if (!closed) {
        queue.put(action);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void add(StreamerSession reader) {
    readers.add(reader);
  }

  void remove(StreamerSession reader) {
    readers.remove(reader);
  }

  List<StreamerSession> readers() {
    return readers;
  }

  private void run() {
    try {
      while (!closed) {
        queue.take().run();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    queue.clear();
  }
}

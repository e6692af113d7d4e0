package io.synnaxconnect.source.runtime;

import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Threads that log with the names of the task or connector that made them. */
final class ConnectorThreads {

  private ConnectorThreads() {}

  /**
   * A factory of daemon threads with the logging context of the thread that calls this method. In
   * that context Connect keeps the names of connector and task.
   */
  static ThreadFactory withLoggingContext() {
    Map<String, String> context = MDC.getCopyOfContextMap();
    return body -> daemon(() -> runWith(context, body));
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    return thread;
  }

  private static void runWith(@Nullable Map<String, String> context, Runnable body) {
    if (context != null) {
      MDC.setContextMap(context);
    }
    body.run();
  }
}

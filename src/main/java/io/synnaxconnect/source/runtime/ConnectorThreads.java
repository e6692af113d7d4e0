package io.synnaxconnect.source.runtime;

import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Threads that log as the task that made them. */
final class ConnectorThreads {

  private ConnectorThreads() {}

  /**
   * A factory of daemon threads that carry the logging context of the thread that calls this
   * method: Connect keeps connector and task names there.
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

package io.synnaxconnect.client;

import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps gRPC's own loggers from printing our token and password: at DEBUG its HTTP/2 handler prints
 * every header and the first bytes of every message. Only what our own threads log is concerned: a
 * program may use gRPC and Netty for itself.
 */
final class SecretLoggers {

  /** As {@link GrpcConnection} names its threads. */
  private static final String OUR_THREADS = "synnax-";

  /** Strong references: java.util.logging forgets the filter of a logger that is collected. */
  private static final List<Logger> SILENCED =
      List.of(
          filtered("io.grpc.netty.NettyClientHandler", line -> !isOurs()),
          // Prints the trailers of a call that is over, and a refused call echoes our token.
          filtered("io.grpc.internal.AbstractClientStream", line -> !isOurs()),
          // A call that meets the end of its client fails, and gRPC cannot cancel it any more.
          filtered("io.grpc.stub.ClientCalls", line -> !isOfClosedClient(line)));

  private SecretLoggers() {}

  /** Called before each connection: a program may have set another factory meanwhile. */
  static synchronized void silence() {
    assert !SILENCED.isEmpty();
    InternalLoggerFactory present = InternalLoggerFactory.getDefaultFactory();
    if (!(present instanceof SecretLoggerFactory)) {
      InternalLoggerFactory.setDefaultFactory(new SecretLoggerFactory(present));
    }
  }

  /** Whether one of our connections logs. */
  static boolean isOurs() {
    return Thread.currentThread().getName().startsWith(OUR_THREADS);
  }

  private static boolean isOfClosedClient(LogRecord line) {
    return line.getThrown() instanceof RejectedExecutionException;
  }

  /** A filter stays when somebody reads the configuration of logging again, unlike a level. */
  private static Logger filtered(String name, Filter ours) {
    Logger logger = Logger.getLogger(name);
    Filter others = logger.getFilter();
    logger.setFilter(line -> ours.isLoggable(line) && (others == null || others.isLoggable(line)));
    return logger;
  }
}

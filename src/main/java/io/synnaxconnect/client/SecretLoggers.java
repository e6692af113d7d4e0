package io.synnaxconnect.client;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps gRPC's own loggers from printing our token and password: at DEBUG its HTTP/2 handler prints
 * every header and the first bytes of every message.
 */
final class SecretLoggers {

  /** Strong references: java.util.logging forgets the level of a logger that is collected. */
  private static final List<Logger> SILENCED;

  static {
    // Netty would find the worker's slf4j, whose levels we cannot set; gRPC itself always logs
    // here.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    SILENCED =
        List.of(
            withLevel("io.grpc.netty.NettyClientHandler", Level.INFO),
            withLevel("io.netty", Level.INFO),
            // Prints the trailers of a call that is over, and a refused call echoes our token.
            withLevel("io.grpc.internal.AbstractClientStream", Level.WARNING));
  }

  private SecretLoggers() {}

  /** Called before the first class of Netty is loaded; does nothing more than load this class. */
  static void silence() {
    assert !SILENCED.isEmpty();
  }

  /**
   * The level spares the work. The filter stays when somebody reads the configuration of logging
   * again, or a log manager ignores the level.
   */
  private static Logger withLevel(String name, Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    Filter others = logger.getFilter();
    logger.setFilter(
        line ->
            line.getLevel().intValue() >= level.intValue()
                && (others == null || others.isLoggable(line)));
    return logger;
  }
}

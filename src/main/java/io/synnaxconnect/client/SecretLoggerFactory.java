package io.synnaxconnect.client;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Netty's loggers as the program has chosen them, but for the one that prints headers: it is silent
 * on our threads.
 */
final class SecretLoggerFactory extends InternalLoggerFactory {

  private static final String HEADERS = "io.grpc.netty.NettyClientHandler";

  private final InternalLoggerFactory chosen;

  /** Not public, though each factory of Netty itself makes it so. */
  private final @Nullable Method newInstance;

  SecretLoggerFactory(InternalLoggerFactory chosen) {
    this.chosen = chosen;
    this.newInstance = find(chosen.getClass());
  }

  private static @Nullable Method find(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("newInstance", String.class);
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      Class<?> parent = type.getSuperclass();
      return parent == null ? null : find(parent);
    } catch (InaccessibleObjectException | SecurityException e) {
      return null;
    }
  }

  @Override
  protected InternalLogger newInstance(String name) {
    InternalLogger logger = ofProgram(name);
    return name.equals(HEADERS) ? silentOnOurThreads(logger) : logger;
  }

  private InternalLogger ofProgram(String name) {
    try {
      if (newInstance != null && newInstance.invoke(chosen, name) instanceof InternalLogger made) {
        return made;
      }
    } catch (ReflectiveOperationException e) {
      // A program whose loggers fail gets those of the JDK.
    }
    return ((JdkLoggerFactory) JdkLoggerFactory.INSTANCE).newInstance(name);
  }

  private static InternalLogger silentOnOurThreads(InternalLogger logger) {
    return (InternalLogger)
        Proxy.newProxyInstance(
            InternalLogger.class.getClassLoader(),
            new Class<?>[] {InternalLogger.class},
            (proxy, method, arguments) -> {
              if (SecretLoggers.isOurs() && method.getDeclaringClass() == InternalLogger.class) {
                return method.getReturnType() == boolean.class ? false : null;
              }
              return call(logger, method, arguments);
            });
  }

  private static @Nullable Object call(
      InternalLogger logger, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(logger, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}

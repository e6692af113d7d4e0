package io.synnaxconnect.source.runtime;

import org.jspecify.annotations.Nullable;

/** Closes several things of which none may stay open because another one failed. */
public final class Closing {

  private Closing() {}

  /**
   * Closes all parts in order. If some fail, throws the first failure, and adds the others to it as
   * suppressed exceptions.
   *
   * @param parts null for a part that does not exist
   */
  public static void all(@Nullable AutoCloseable... parts) {
    Throwable failure = null;
    for (AutoCloseable part : parts) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Throwable e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    rethrow(failure);
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure != null) {
      throw new IllegalStateException("Closing failed", failure);
    }
  }
}

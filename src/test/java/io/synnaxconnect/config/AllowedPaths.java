package io.synnaxconnect.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Allows files to configurations, as whoever starts the worker does, until it is closed. */
public final class AllowedPaths implements AutoCloseable {

  private AllowedPaths(String paths) {
    System.setProperty(AllowedFiles.PROPERTY, paths);
  }

  /** Allows what is below some directories. */
  public static AllowedPaths of(Path... directories) {
    return new AllowedPaths(
        Arrays.stream(directories).map(Path::toString).collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    System.clearProperty(AllowedFiles.PROPERTY);
  }
}

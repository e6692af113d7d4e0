package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Configuration files of the processes. */
final class PropertyFiles {

  private PropertyFiles() {}

  /** Writes {@code key=value} lines in order of the keys. */
  static void write(Path file, Map<String, String> properties) {
    String text =
        new TreeMap<>(properties)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

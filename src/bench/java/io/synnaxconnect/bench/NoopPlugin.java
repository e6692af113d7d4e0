package io.synnaxconnect.bench;

import io.synnaxconnect.bench.noop.NoopSourceConnector;
import io.synnaxconnect.telem.Rows;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceConnector;

/** The no-op connector as a folder for {@code plugin.path}, made of compiled classes. */
final class NoopPlugin {

  private static final List<String> PACKAGES =
      List.of(
          "io/synnaxconnect/telem",
          "io/synnaxconnect/offset",
          "io/synnaxconnect/delivery",
          "io/synnaxconnect/convert",
          "io/synnaxconnect/bench");

  private NoopPlugin() {}

  /** Writes the plugin below a folder and returns that folder. */
  static Path in(Path folder) throws IOException, URISyntaxException {
    Path jar = folder.resolve("noop").resolve("noop.jar");
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path classes : List.of(classesOf(Rows.class), classesOf(NoopSourceConnector.class))) {
        for (String name : PACKAGES) {
          add(classes, classes.resolve(name), out);
        }
      }
      out.putNextEntry(new JarEntry("META-INF/services/" + SourceConnector.class.getName()));
      write(NoopSourceConnector.class.getName(), out);
    }
    return folder;
  }

  private static Path classesOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void add(Path root, Path folder, JarOutputStream out) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(file).toString();
        // Both folders hold test doubles and package descriptions of the same packages.
        if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
        }
      }
    }
  }

  private static void write(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}

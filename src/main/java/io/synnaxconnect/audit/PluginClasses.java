package io.synnaxconnect.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Finds a converter by its full name: in a folder of {@code plugin.path}, whose own jars go before
 * those of the class path, else on the class path.
 */
final class PluginClasses {

  private static final int MAX_DEPTH = 4;

  private PluginClasses() {}

  /** The classes of one plugin; what it shares with Connect comes from the class path. */
  private static final class PluginLoader extends URLClassLoader {

    PluginLoader(URL[] jars) {
      super("synnax-audit-plugin", jars, PluginClasses.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known == null && !isShared(name)) {
          try {
            known = findClass(name);
          } catch (ClassNotFoundException e) {
            // The parent may have it.
            known = null;
          }
        }
        return known == null ? super.loadClass(name, resolve) : known;
      }
    }

    private static boolean isShared(String name) {
      return Stream.of("java.", "javax.", "org.slf4j.", "org.apache.kafka.")
          .anyMatch(name::startsWith);
    }
  }

  /**
   * A converter that is not configured yet.
   *
   * @throws AuditException if no such class is found, or it is not a converter
   */
  static Converter newConverter(String className, String pluginPath) {
    try {
      return (Converter) find(className, pluginPath).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new AuditException("value.converter: '" + className + "' cannot be used: " + e, e);
    }
  }

  private static Class<?> find(String className, String pluginPath) {
    List<ClassLoader> loaders = new ArrayList<>();
    Arrays.stream(pluginPath.split(","))
        .map(String::strip)
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> plugins(Path.of(folder)).stream())
        .forEach(plugin -> loaders.add(new PluginLoader(jars(plugin))));
    loaders.add(PluginClasses.class.getClassLoader());
    for (ClassLoader loader : loaders) {
      Class<?> found = load(className, loader);
      if (found != null) {
        return found;
      }
    }
    throw new AuditException(
        "value.converter: '"
            + className
            + "' is neither on the class path nor in a folder of plugin.path='"
            + pluginPath
            + "'; write its full name, and run the audit where the worker runs");
  }

  private static @Nullable Class<?> load(String className, ClassLoader loader) {
    try {
      return Class.forName(className, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // Perhaps another plugin has it.
      return null;
    }
  }

  private static List<Path> plugins(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.sorted().toList();
    } catch (IOException e) {
      throw new AuditException("plugin.path: '" + folder + "' cannot be read", e);
    }
  }

  private static URL[] jars(Path plugin) {
    try (Stream<Path> found = Files.walk(plugin, MAX_DEPTH)) {
      return found
          .filter(file -> file.toString().endsWith(".jar"))
          .map(PluginClasses::url)
          .toArray(URL[]::new);
    } catch (IOException | UncheckedIOException e) {
      throw new AuditException("plugin.path: '" + plugin + "' cannot be read", e);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AuditException("plugin.path: '" + file + "' cannot be read", e);
    }
  }
}

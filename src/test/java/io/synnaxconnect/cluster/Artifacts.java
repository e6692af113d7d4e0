package io.synnaxconnect.cluster;

import io.synnaxconnect.SynnaxSourceConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the build made: the archives, and the jars of the real processes. Run Maven to get them. */
public final class Artifacts {

  private Artifacts() {}

  /** The folder of the Hub archive, the flat archive and the SBOM. */
  public static Path packages() {
    return folder("package.directory", "target/components/packages");
  }

  /** The archive in Confluent Hub's layout. */
  public static Path hubArchive() {
    return packages().resolve(hubName() + ".zip");
  }

  /** The archive with nothing but jars. */
  public static Path flatArchive() {
    return packages().resolve("kafka-connect-synnax-" + version() + "-flat.zip");
  }

  /** The jar of the streaming client alone. */
  public static Path clientJar() {
    Path target = packages().resolve("../..").normalize();
    return target.resolve("kafka-connect-synnax-" + version() + "-client.jar");
  }

  /** What is in the archives; an offline build does not make it. */
  public static Path sbom() {
    return packages().resolve("kafka-connect-synnax-" + version() + "-sbom.json");
  }

  /** Name of the one folder in the Hub archive. */
  public static String hubName() {
    return "synnaxconnect-kafka-connect-synnax-" + version();
  }

  /** Version of the project: what Maven says, or the connector where Maven is absent. */
  public static String version() {
    String version = System.getProperty("project.version");
    return version == null ? new SynnaxSourceConnector().version() : version;
  }

  /** A folder that the build copied below target/runtime. */
  public static Path runtime(String name) {
    return folder("runtime.directory", "target/runtime").resolve(name);
  }

  /** The schema registry, to be started with {@code java -jar}. */
  static Path registryJar() {
    try (Stream<Path> files = Files.list(runtime("registry"))) {
      return files.filter(file -> file.toString().endsWith("-runner.jar")).findAny().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the registry is not there", e);
    }
  }

  private static Path folder(String property, String otherwise) {
    return Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
  }
}

package io.synnaxconnect.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/** The command {@code synnax-audit} of the Hub archive, as a user runs it. */
public final class AuditCommand {

  private static final long LIMIT_SECONDS = 300;

  /**
   * What it printed.
   *
   * @param exitCode 0 if all is equal, 1 if something differs, 2 if it could not compare
   */
  public record Outcome(int exitCode, String out, String err) {}

  private final Path folder;
  private final Path script;
  private final Path worker;

  private AuditCommand(Path folder, Path script, Path worker) {
    this.folder = folder;
    this.script = script;
    this.worker = worker;
  }

  /**
   * Unzips the archive, and writes a file with what a worker of a cluster has set.
   *
   * @param folder an empty folder
   */
  public static AuditCommand unzip(Path folder, LocalCluster cluster) {
    Path plugin = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("plugin"));
    Path script = plugin.resolve(Artifacts.hubName()).resolve("bin/synnax-audit");
    // java.util.zip knows no modes.
    if (!script.toFile().setExecutable(true)) {
      throw new IllegalStateException(script + " cannot be made executable");
    }
    return new AuditCommand(folder, script, workerFile(folder, cluster));
  }

  /** Writes a file with what a worker of a cluster has set. */
  public static Path workerFile(Path folder, LocalCluster cluster) {
    Map<String, String> worker = new HashMap<>(cluster.registry().converterSettings());
    worker.put("bootstrap.servers", cluster.bootstrapServers());
    worker.put("plugin.path", Artifacts.runtime("plugins").toString());
    worker.put("config.providers", "file");
    worker.put("config.providers.file.class", FileConfigProvider.class.getName());
    Path file = folder.resolve("audit-worker.properties");
    PropertyFiles.write(file, worker);
    return file;
  }

  /** Runs it for a connector, with more arguments. */
  public Outcome run(Map<String, String> connector, String... arguments) {
    try {
      Path config = folder.resolve("audit-connector.json");
      Files.write(config, new ObjectMapper().writeValueAsBytes(connector));
      List<String> command = new ArrayList<>(List.of(script.toString()));
      command.addAll(List.of("--connector", config.toString(), "--worker", worker.toString()));
      command.addAll(List.of(arguments));
      Path out = folder.resolve("audit.out");
      Path err = folder.resolve("audit.err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("KAFKA_LIBS", Artifacts.runtime("kafka-4.3").toString());
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the audit did not end: " + Files.readString(err));
      }
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code synnax-schemas} of the Hub archive, as a user runs it. */
public final class SchemasCommand {

  private static final long LIMIT_SECONDS = 120;

  /** What it printed, both to standard output and error. */
  public record Outcome(int exitCode, String text) {}

  private SchemasCommand() {}

  /** Unzips the archive into an empty folder, and runs the command. */
  public static Outcome run(Path folder, String... arguments) {
    try {
      Path plugin = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("schemas"));
      Path script = plugin.resolve(Artifacts.hubName()).resolve("bin/synnax-schemas");
      // java.util.zip knows no modes.
      List<String> command = new ArrayList<>(List.of("bash", script.toString()));
      command.addAll(List.of(arguments));
      Path out = folder.resolve("schemas.out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("it did not end: " + Files.readString(out));
      }
      return new Outcome(process.exitValue(), Files.readString(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

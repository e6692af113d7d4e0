package io.synnaxconnect.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs in other languages. */
final class ForeignProcess {

  private static final long LIMIT_MINUTES = 3;

  private ForeignProcess() {}

  /** Whether the program is there and ends well. */
  static boolean answers(String... command) {
    return answers(Map.of(), List.of(command));
  }

  static boolean answers(Map<String, String> environment, List<String> command) {
    try {
      run("", environment, command);
      return true;
    } catch (UncheckedIOException | AssertionError absent) {
      return false;
    }
  }

  /** What the program prints. */
  static String run(String input, List<String> command) {
    return run(input, Map.of(), command);
  }

  static String run(String input, Map<String, String> environment, List<String> command) {
    try {
      Path in = Files.createTempFile("reader", ".in");
      Path out = Files.createTempFile("reader", ".out");
      try {
        Files.writeString(in, input);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectInput(in.toFile()).redirectOutput(out.toFile());
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new AssertionError(
              String.join(" ", command) + (ended ? " failed: " : " does not end: ") + printed);
        }
        return printed;
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}

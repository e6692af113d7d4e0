package io.synnaxconnect.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simulator as a process. Options, each {@code --name value} or, in the environment, {@code
 * SIMULATOR_NAME}:
 *
 * <ul>
 *   <li>{@code --port}: on 127.0.0.1; 0, the default, takes a free one
 *   <li>{@code --scenario}: {@code hotfire} (default), {@code generated} or {@code none}
 *   <li>{@code --channels}, {@code --rate}: of {@code generated}, 10 channels at 100 Hz
 *   <li>{@code --oracle}: a file to which every written sample is appended, see {@link Oracle}
 *   <li>{@code --retain}: how many samples of a channel are kept, 1,000,000
 *   <li>{@code --hold}: whether writing waits for a command, false
 *   <li>{@code --username}, {@code --password}: {@code synnax} and {@code seldon}
 * </ul>
 *
 * <p>Prints {@code READY port=<port> clusterKey=<uuid>} once clients can log in and see the
 * channels, then begins to write. Ends with SIGTERM or the end of its standard input, on which it
 * takes commands: {@code start N} ends the hold as soon as N live streams of telemetry are open;
 * {@code close} breaks all connections and closes the port, while writing and storing goes on,
 * until {@code open}; {@code stop} ends the writing, completes the oracle and prints {@code
 * STOPPED}; streams stay open. In {@code hotfire}, {@code create} adds a channel to a group and
 * prints {@code CREATED <name>}, {@code retire} writes no more to it and prints {@code RETIRED
 * <name> <last timestamp>}, {@code delete} deletes it and prints {@code DELETED <name>}, {@code
 * import} stores a thousand rows of yesterday in that group without streaming them, and prints
 * {@code IMPORTED <samples>}.
 */
public final class SimulatorMain {

  private static final List<String> NAMES =
      List.of(
          "port",
          "scenario",
          "channels",
          "rate",
          "oracle",
          "retain",
          "hold",
          "username",
          "password");

  private static final String START = "start ";

  private final Map<String, String> options;
  private final CompletableFuture<Integer> awaitedStreams = new CompletableFuture<>();
  private volatile @Nullable Scenario scenario;
  private boolean stays;

  private SimulatorMain(Map<String, String> options) {
    this.options = options;
  }

  /** Runs until the end of standard input. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new SimulatorMain(parse(args, System.getenv())).run();
  }

  private static Map<String, String> parse(String[] args, Map<String, String> environment) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = environment.get("SIMULATOR_" + name.toUpperCase(Locale.ROOT));
      if (value != null) {
        options.put(name, value);
      }
    }
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "unknown or incomplete option "
                + args[i]
                + " in "
                + Arrays.toString(args)
                + "; there are "
                + NAMES);
      }
      options.put(name, args[i + 1]);
    }
    return options;
  }

  private String option(String name, String absent) {
    return options.getOrDefault(name, absent);
  }

  private void run() throws IOException, InterruptedException {
    Oracle oracle =
        options.containsKey("oracle") ? new Oracle(Path.of(option("oracle", ""))) : null;
    Simulator simulator =
        Simulator.builder()
            .version("0.57.0")
            .port(Integer.parseInt(option("port", "0")))
            .username(option("username", "synnax"))
            .password(option("password", "seldon"))
            .retainedSamples(Long.parseLong(option("retain", "1000000")))
            .start();
    Thread writing = new Thread(() -> write(simulator, oracle), "simulator-scenario");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(simulator, writing, oracle)));
    writing.setUncaughtExceptionHandler(
        (thread, error) -> {
          error.printStackTrace();
          System.exit(1);
        });
    writing.start();
    if (!Boolean.parseBoolean(option("hold", "false"))) {
      awaitedStreams.complete(0);
    }
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      obey(line, simulator, writing, oracle);
    }
    if (stays) {
      Thread.currentThread().join();
    }
    System.exit(0);
  }

  private void obey(String command, Simulator simulator, Thread writing, @Nullable Oracle oracle)
      throws InterruptedException {
    if (command.startsWith(START)) {
      awaitedStreams.complete(Integer.parseInt(command.substring(START.length())));
    } else if (ChangingGroup.COMMANDS.contains(command)) {
      Scenario told = scenario;
      if (told != null) {
        told.tell(command);
      }
    } else if (command.equals("stay")) {
      // Whoever started it ends, and it goes on until it is told to end by a signal.
      stays = true;
    } else if (command.equals("close")) {
      simulator.stop();
    } else if (command.equals("open")) {
      simulator.start();
    } else if (command.equals("stop")) {
      writing.interrupt();
      writing.join();
      if (oracle != null) {
        oracle.flush();
      }
      System.out.println("STOPPED");
    }
  }

  private void awaitStart(Simulator simulator) throws InterruptedException {
    try {
      int streams = awaitedStreams.get();
      while (simulator.counters().openTelemetryStreams() < streams) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Simulator simulator, @Nullable Oracle oracle) {
    Scenario chosen = scenario(simulator, oracle);
    if (chosen != null) {
      chosen.prepare();
    }
    scenario = chosen;
    System.out.println("READY port=" + simulator.port() + " clusterKey=" + simulator.clusterKey());
    try {
      if (chosen != null) {
        awaitStart(simulator);
        chosen.run();
      }
    } catch (InterruptedException e) {
      // The process ends.
    }
  }

  private @Nullable Scenario scenario(Simulator simulator, @Nullable Oracle oracle) {
    String name = option("scenario", "hotfire");
    return switch (name) {
      case "hotfire" -> new HotfireScenario(simulator, oracle);
      case "generated" ->
          new GeneratedScenario(
              simulator,
              oracle,
              Integer.parseInt(option("channels", "10")),
              Integer.parseInt(option("rate", "100")));
      case "none" -> null;
      default ->
          throw new IllegalArgumentException(
              "--scenario " + name + ": there are hotfire, generated and none");
    };
  }

  /** The writer first, so that the oracle ends with a whole line. */
  private static void end(Simulator simulator, Thread writing, @Nullable Oracle oracle) {
    writing.interrupt();
    try {
      writing.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (oracle != null && !writing.isAlive()) {
      oracle.close();
    }
    simulator.close();
  }
}

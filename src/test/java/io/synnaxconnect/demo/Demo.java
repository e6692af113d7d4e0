package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.Folders;
import io.synnaxconnect.cluster.SampleConsumer;
import io.synnaxconnect.cluster.SynnaxEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Started by {@code ./demo}, which explains the options. */
public final class Demo {

  private static volatile boolean failed;
  private static volatile boolean ending;

  private Demo() {}

  /** Ends with exit code 0 when all went well, else with 1 and a sentence. */
  public static void main(String[] arguments) {
    boolean check = List.of(arguments).contains("--check");
    Path folder = Path.of("target", "demo-" + ProcessHandle.current().pid()).toAbsolutePath();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(folder), "demo-end"));
    try {
      System.exit(run(folder, check) ? 0 : 1);
    } catch (CancellationException e) {
      if (!ending) {
        System.err.println("demo: " + e.getMessage());
      }
      System.exit(130);
    } catch (Exception e) {
      if (ending) {
        return;
      }
      failed = true;
      System.err.println("demo: " + e.getMessage());
      if (Files.exists(folder)) {
        System.err.println("demo: what the processes said is in " + folder);
      }
      System.exit(1);
    }
  }

  private static boolean run(Path folder, boolean check) throws IOException, InterruptedException {
    Folders.delete(folder);
    try (TelemetrySource source = openSource(folder);
        Chain chain = Chain.start(folder.resolve("cluster"), source, Demo::say)) {
      if (check) {
        try (SampleConsumer consumer = chain.newConsumer()) {
          return new Check(chain, consumer).run();
        }
      }
      showTable(chain);
      System.out.println("Ending the processes ...");
      return true;
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static TelemetrySource openSource(Path folder) {
    Optional<SynnaxEnvironment> environment = SynnaxEnvironment.of(System.getenv());
    if (environment.isPresent()) {
      System.out.println("Connecting to " + environment.get().address() + " ...");
      return ClusterSource.open(environment.get());
    }
    System.out.println("Starting the Synnax simulator ...");
    return SimulatorSource.start(folder.resolve("simulator"));
  }

  private static void showTable(Chain chain) throws IOException {
    Table table = new Table(chain.describe());
    try (Collector collector =
            Collector.start(chain.newConsumer(), chain::status, InstantSource.system());
        Screen screen = Screen.open()) {
      screen.show(size -> collector.render(table, size));
    }
  }

  /** However this process ends: what it started ends first, and its folder goes unless needed. */
  private static void leaveNothing(Path folder) {
    ending = true;
    ChildProcess.endAll();
    Folders.delete(failed ? folder.resolve("cluster").resolve(Chain.SECRET) : folder);
  }
}

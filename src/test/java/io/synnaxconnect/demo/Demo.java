package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.Folders;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SampleConsumer;
import io.synnaxconnect.cluster.SynnaxEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Started by {@code ./demo}, which explains the options. */
public final class Demo {

  private static volatile boolean failed;
  private static volatile boolean ending;
  private static volatile boolean kept;

  private Demo() {}

  /** Ends with exit code 0 when all went well, else with 1 and a sentence. */
  public static void main(String[] arguments) {
    Path folder = Path.of("target", "demo-" + ProcessHandle.current().pid()).toAbsolutePath();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(folder), "demo-end"));
    try {
      System.exit(run(folder, Options.parse(arguments)) ? 0 : 1);
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

  private static boolean run(Path folder, Options options)
      throws IOException, InterruptedException {
    String mode = options.mode();
    if (options.webPort() != null) {
      // Now, and not in a minute, when everything has started.
      WebPage.requireFree(options.webPort());
    }
    Folders.delete(folder);
    try (TelemetrySource source = openSource(folder, mode);
        Chain chain = Chain.start(folder.resolve("cluster"), source, options.format(), Demo::say)) {
      if (mode.equals("--check")) {
        return check(chain);
      }
      if (mode.equals("--outage")) {
        return showOutage(chain, options);
      }
      if (mode.equals("--keep")) {
        keep(chain, folder);
      }
      show(chain, options);
      System.out.println("Ending the processes ...");
      return true;
    }
  }

  /** Ends this process, and none of those that it has started. */
  private static void keep(Chain chain, Path folder) {
    chain.source().stay();
    String pids =
        ChildProcess.leaveAll().stream().map(pid -> " " + pid).collect(Collectors.joining());
    kept = true;
    System.out.println("Running, until you end it:");
    chain.addresses().forEach(System.out::println);
    System.out.println("To read a topic, with Confluent's tools (docs/start.md has it in Python):");
    System.out.println("  " + chain.consumerCommand());
    System.out.println("To end these processes and no others, and then to remove what they wrote:");
    System.out.println("  kill" + pids);
    System.out.println("  rm -r " + folder);
    System.exit(0);
  }

  private static void show(Chain chain, Options options) throws IOException, InterruptedException {
    if (!chain.source().isOurs()) {
      try (LiveView view = LiveView.open(chain, options, chain.source()::notice, null)) {
        view.show(() -> false);
      }
      return;
    }
    try (PortOutage outage = new PortOutage(chain.source(), PortOutage.LENGTH, PortOutage.REPAIR);
        ClusterChanges changes =
            ClusterChanges.start(chain.source(), () -> outage.phase() != PortOutage.Phase.OPEN);
        LiveView view = LiveView.open(chain, options, changes::notice, outage)) {
      view.show(() -> false);
    }
  }

  private static boolean check(Chain chain) {
    try (SampleConsumer consumer = chain.newConsumer()) {
      Check check = new Check(chain, consumer, Check.Plan.QUICK);
      System.out.println(
          chain.source().isOurs()
              ? "Comparing for 20 s, during 5 of which the cluster's port is closed, and in which a"
                  + " channel is created and deleted, and rows of yesterday are imported ..."
              : "Comparing for 20 s ...");
      return check.report(check.run());
    }
  }

  /** The table, until the comparison is done or the user has seen enough. */
  private static boolean showOutage(Chain chain, Options options)
      throws IOException, InterruptedException {
    if (!chain.source().isOurs()) {
      throw new IllegalStateException(
          "--outage closes the port of the simulator, and nobody else's; unset SYNNAX_ADDRESS");
    }
    Check check = new Check(chain, chain.newConsumer(), Check.Plan.SHOWN);
    CompletableFuture<SampleComparison> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(result, check), "demo-check");
    thread.setDaemon(true);
    thread.start();
    try (LiveView view = LiveView.open(chain, options, check::notice, null)) {
      view.show(result::isDone);
    }
    if (!result.isDone()) {
      System.out.println("Ended before the comparison. Ending the processes ...");
      return true;
    }
    return check.report(result.join());
  }

  private static void complete(CompletableFuture<SampleComparison> result, Check check) {
    try {
      result.complete(check.run());
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static TelemetrySource openSource(Path folder, String mode) {
    Optional<SynnaxEnvironment> environment = SynnaxEnvironment.of(System.getenv());
    if (environment.isPresent()) {
      System.out.println("Connecting to " + environment.get().address() + " ...");
      return ClusterSource.open(environment.get(), mode.equals("--check"));
    }
    System.out.println("Starting the Synnax simulator ...");
    return SimulatorSource.start(folder.resolve("simulator"), !mode.equals("--keep"));
  }

  /** However this process ends: what it started ends first, and its folder goes unless needed. */
  private static void leaveNothing(Path folder) {
    if (kept) {
      return;
    }
    ending = true;
    ChildProcess.endAll();
    Folders.delete(failed ? folder.resolve("cluster").resolve(Chain.SECRET) : folder);
  }
}

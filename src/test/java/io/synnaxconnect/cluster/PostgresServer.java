package io.synnaxconnect.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL on loopback, from the binaries that {@code -Psinks} copies. */
public final class PostgresServer implements AutoCloseable {

  /** Its user, which needs no password. */
  public static final String USER = "postgres";

  private final ChildProcess process;
  private final int port;

  private PostgresServer(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Makes an empty database in a folder, and returns when it serves. */
  public static PostgresServer start(Path folder) {
    Path archive = Artifacts.runtime("sinks/postgres/postgres-linux-x86_64.txz");
    run("untar", folder, List.of("tar", "-xJf", archive.toString()));
    run("initdb", folder, program("initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8"));
    int port = Ports.free();
    ChildProcess process =
        ChildProcess.command(
            "postgres",
            folder,
            program("postgres", "-D", "data", "-h", "127.0.0.1", "-p", "" + port, "-k", ""));
    process.awaitReady(() -> process.output().contains("ready to accept connections"));
    return new PostgresServer(process, port);
  }

  /** Where JDBC finds it. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** At once: nobody reads its data again. */
  @Override
  public void close() {
    process.kill();
  }

  private static void run(String name, Path folder, List<String> command) {
    try (ChildProcess process = ChildProcess.command(name, folder, command)) {
      process.awaitSuccess();
    }
  }

  /** PostgreSQL refuses to run as root: in a user namespace of its own, root is nobody. */
  private static List<String> program(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add("bin/" + name);
    command.addAll(List.of(arguments));
    return command;
  }
}

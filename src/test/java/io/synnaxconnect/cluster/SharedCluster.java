package io.synnaxconnect.cluster;

import java.nio.file.Path;

/** The one cluster that all integration tests of a JVM share; it ends with the JVM. */
public final class SharedCluster {

  private static final class Holder {
    static final LocalCluster CLUSTER = start();
  }

  private SharedCluster() {}

  /** Starts the cluster at the first call. Its workers log everything that our code says. */
  public static LocalCluster get() {
    return Holder.CLUSTER;
  }

  private static LocalCluster start() {
    // Several JVMs run tests at the same time.
    Path folder = Path.of("target", "cluster-" + ProcessHandle.current().pid()).toAbsolutePath();
    Folders.delete(folder);
    return LocalCluster.start(folder, "TRACE");
  }
}

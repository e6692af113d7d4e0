package io.synnaxconnect.contract;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** One container of the public image for all classes; Testcontainers removes it with the JVM. */
final class SynnaxContainer {

  /** The version that the protocol was written down from. */
  static final String IMAGE = "synnaxlabs/synnax:0.56.16";

  private static final int PORT = 9090;

  private SynnaxContainer() {}

  static boolean isDockerRunning() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  static ClusterUnderTest cluster() {
    return Holder.CLUSTER;
  }

  private static final class Holder {
    static final ClusterUnderTest CLUSTER = start();

    // The container lives as long as the JVM, as Testcontainers' singletons do.
    @SuppressWarnings("resource")
    private static ClusterUnderTest start() {
      GenericContainer<?> container =
          new GenericContainer<>(DockerImageName.parse(IMAGE))
              .withExposedPorts(PORT)
              .withCommand(
                  "--listen=localhost:" + PORT,
                  "--mem",
                  "--insecure",
                  "--username=synnax",
                  "--password=seldon");
      container.start();
      return new ClusterUnderTest(
              "container " + IMAGE,
              container.getHost(),
              container.getMappedPort(PORT),
              "synnax",
              "seldon",
              false,
              "",
              "",
              true,
              () -> {})
          .withItsVersion();
    }
  }
}

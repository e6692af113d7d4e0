package io.synnaxconnect.contract;

import io.synnaxconnect.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The clusters that the contract is held against: the simulator always; with {@code -Pcontract}
 * also the cluster at {@code SYNNAX_ADDRESS} and the container image, where there are any. {@link
 * ContractCoverageTest} reports what is left out and why.
 */
final class Clusters implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(Optional.of(simulator()), realCluster(), container())
        .flatMap(Optional::stream)
        .map(Arguments::of);
  }

  /** A new one for each test class; it ends with the class. */
  private static ClusterUnderTest simulator() {
    Simulator simulator = Simulator.builder().start();
    return new ClusterUnderTest(
        "simulator",
        "127.0.0.1",
        simulator.port(),
        "synnax",
        "seldon",
        false,
        "",
        false,
        simulator::close);
  }

  /** Whether the suite may leave the simulator; {@code -Pcontract} sets it. */
  static boolean isRealAllowed() {
    return Boolean.getBoolean("contract.real");
  }

  /** The cluster that the environment names. */
  static Optional<ClusterUnderTest> realCluster() {
    Map<String, String> environment = System.getenv();
    String address = environment.getOrDefault("SYNNAX_ADDRESS", "").split(",", -1)[0].trim();
    if (!isRealAllowed() || address.isEmpty()) {
      return Optional.empty();
    }
    int colon = address.lastIndexOf(':');
    boolean tls = Boolean.parseBoolean(environment.getOrDefault("SYNNAX_TLS", "true"));
    return Optional.of(
        new ClusterUnderTest(
            "cluster at " + address,
            colon < 0 ? address : address.substring(0, colon),
            colon < 0 ? 9090 : Integer.parseInt(address.substring(colon + 1)),
            environment.getOrDefault("SYNNAX_USERNAME", ""),
            environment.getOrDefault("SYNNAX_PASSWORD", ""),
            tls,
            pem(environment.getOrDefault("SYNNAX_CA", "")),
            true,
            () -> {}));
  }

  /** The public image, where Docker runs. */
  static Optional<ClusterUnderTest> container() {
    return isRealAllowed() && SynnaxContainer.isDockerRunning()
        ? Optional.of(SynnaxContainer.cluster())
        : Optional.empty();
  }

  /** A certificate given as text or as the name of a file. */
  private static String pem(String value) {
    if (value.isEmpty() || value.startsWith("-----BEGIN")) {
      return value;
    }
    try {
      return Files.readString(Path.of(value));
    } catch (IOException e) {
      throw new UncheckedIOException("SYNNAX_CA names a file that cannot be read: " + value, e);
    }
  }
}

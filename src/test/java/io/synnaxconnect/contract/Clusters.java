package io.synnaxconnect.contract;

import io.synnaxconnect.cluster.SynnaxEnvironment;
import io.synnaxconnect.simulator.Simulator;
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
public final class Clusters implements ArgumentsProvider {

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
  public static Optional<ClusterUnderTest> realCluster() {
    return isRealAllowed()
        ? SynnaxEnvironment.of(System.getenv()).map(Clusters::real)
        : Optional.empty();
  }

  private static ClusterUnderTest real(SynnaxEnvironment environment) {
    return new ClusterUnderTest(
        "cluster at " + environment.address(),
        environment.host(),
        environment.port(),
        environment.username(),
        environment.password(),
        environment.tls(),
        environment.caPem(),
        true,
        () -> {});
  }

  /** The public image, where Docker runs. */
  static Optional<ClusterUnderTest> container() {
    return isRealAllowed() && SynnaxContainer.isDockerRunning()
        ? Optional.of(SynnaxContainer.cluster())
        : Optional.empty();
  }
}

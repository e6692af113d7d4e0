package io.synnaxconnect.contract;

import io.synnaxconnect.cluster.SynnaxEnvironment;
import io.synnaxconnect.simulator.Simulator;
import java.util.Arrays;
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

  /** What the simulator plays unless {@code -Dcontract.versions} lists others. */
  private static final String SIMULATED = "0.56.16";

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Stream<ClusterUnderTest> simulators =
        Arrays.stream(System.getProperty("contract.versions", SIMULATED).split(","))
            .map(Clusters::simulator);
    Stream<ClusterUnderTest> others =
        Stream.of(realCluster(), container()).flatMap(Optional::stream);
    return Stream.concat(simulators, others).map(Arguments::of);
  }

  /** A new one for each test class; it ends with the class. */
  private static ClusterUnderTest simulator(String version) {
    Simulator simulator = Simulator.builder().version(version).start();
    return new ClusterUnderTest(
        version.equals(SIMULATED) ? "simulator" : "simulator of " + version,
        "127.0.0.1",
        simulator.port(),
        "synnax",
        "seldon",
        false,
        "",
        version,
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
            "",
            true,
            () -> {})
        .withItsVersion();
  }

  /** The public image, where Docker runs. */
  static Optional<ClusterUnderTest> container() {
    return isRealAllowed() && SynnaxContainer.isDockerRunning()
        ? Optional.of(SynnaxContainer.cluster())
        : Optional.empty();
  }
}

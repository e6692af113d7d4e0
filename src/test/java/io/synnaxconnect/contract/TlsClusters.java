package io.synnaxconnect.contract;

import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The clusters that are protected: a simulator always, the real one where it is. */
final class TlsClusters implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Optional<ClusterUnderTest> real = Clusters.realCluster().filter(ClusterUnderTest::tls);
    return Stream.of(Optional.of(simulator()), real).flatMap(Optional::stream).map(Arguments::of);
  }

  private static ClusterUnderTest simulator() {
    TestCertificates certificates = TestCertificates.create(buildDirectory());
    Simulator simulator = Simulator.builder().tls(certificates.leaf("dns:localhost")).start();
    return new ClusterUnderTest(
        "simulator over TLS",
        "localhost",
        simulator.port(),
        "synnax",
        "seldon",
        true,
        certificates.authorityPem(),
        "0.56.16",
        false,
        simulator::close);
  }

  private static Path buildDirectory() {
    try {
      return Files.createDirectories(Path.of("target"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

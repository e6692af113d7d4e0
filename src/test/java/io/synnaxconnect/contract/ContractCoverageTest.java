package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Says which clusters the contract was held against; what was left out shows as skipped. */
@Tag("contract")
class ContractCoverageTest {

  @Test
  void heldAgainstARealCluster() {
    if (!Clusters.isRealAllowed()) {
      skip("a real cluster: only mvn -Pcontract verify uses one");
    }
    report(
        Clusters.realCluster()
            .orElseGet(
                () ->
                    skip(
                        "a real cluster: set SYNNAX_ADDRESS, SYNNAX_USERNAME, SYNNAX_PASSWORD,"
                            + " SYNNAX_TLS and SYNNAX_CA to hold the contract against yours")));
  }

  @Test
  void heldAgainstTheContainerImage() {
    if (!Clusters.isRealAllowed()) {
      skip("the container: only mvn -Pcontract verify uses it");
    }
    report(
        Clusters.container()
            .orElseGet(
                () -> skip("the container " + SynnaxContainer.IMAGE + ": no Docker runs here")));
  }

  /** Also printed, since a build shows the number of skipped tests but not their reasons. */
  private static ClusterUnderTest skip(String what) {
    System.out.println("Contract suite: SKIPPED " + what);
    return abort("Skipped " + what);
  }

  private static void report(ClusterUnderTest cluster) {
    try (ContractClient client = ContractClient.logIn(cluster)) {
      String version = client.connectivity().getNodeVersion();
      System.out.println("Contract suite: " + cluster + " is Synnax " + version);
      assertThat(version).isNotEmpty();
    }
  }
}

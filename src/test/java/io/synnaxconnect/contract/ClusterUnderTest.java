package io.synnaxconnect.contract;

import java.util.Arrays;

/**
 * A running cluster that the suite may create channels on.
 *
 * @param name how test reports call it
 * @param host name or address
 * @param port TCP port
 * @param username who logs in
 * @param password never printed
 * @param tls whether the connection is protected
 * @param caPem certificates to trust as PEM text, empty for the JDK's own trust store
 * @param version what it says of itself, for example {@code 0.56.16}
 * @param skipsWhenStarved whether frames may be skipped when the machine is busy
 * @param stop ends the cluster where the suite started it
 */
public record ClusterUnderTest(
    String name,
    String host,
    int port,
    String username,
    String password,
    boolean tls,
    String caPem,
    String version,
    boolean skipsWhenStarved,
    Runnable stop)
    implements AutoCloseable {

  /** The same with the version that it reports. */
  ClusterUnderTest withItsVersion() {
    try (ContractClient client = ContractClient.logIn(this)) {
      return new ClusterUnderTest(
          name,
          host,
          port,
          username,
          password,
          tls,
          caPem,
          client.connectivity().getNodeVersion(),
          skipsWhenStarved,
          stop);
    }
  }

  /** Whether it is of a version, or newer; what follows the numbers does not count. */
  public boolean isFrom(String oldest) {
    return Arrays.compare(numbers(version), numbers(oldest)) >= 0;
  }

  /** The type of an error that says that data is discontinuous. */
  String discontinuousType() {
    return isFrom("0.56.14") ? "sy.validation" : "unknown";
  }

  /** How it calls booleans: development builds before 0.57.0 called them otherwise. */
  String booleanType() {
    return version.contains("-") ? "bool" : "boolean";
  }

  /** What the signal of a range without a color says of it. */
  String colorOfUncolored() {
    return isFrom("0.57.0") ? "" : ",\"color\":{\"r\":0,\"g\":0,\"b\":0,\"a\":0}";
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("-", 2)[0].split("\\.", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /** JUnit calls it after the last test of a class. */
  @Override
  public void close() {
    stop.run();
  }

  @Override
  public String toString() {
    return name;
  }
}

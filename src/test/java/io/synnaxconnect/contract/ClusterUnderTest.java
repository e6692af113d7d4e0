package io.synnaxconnect.contract;

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
    boolean skipsWhenStarved,
    Runnable stop)
    implements AutoCloseable {

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

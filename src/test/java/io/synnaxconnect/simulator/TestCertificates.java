package io.synnaxconnect.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Certificates made with the JDK's keytool: an authority named like Synnax's own, and leaves with
 * the same subject, as its automatic certificates have (protocol section 12.4).
 */
public final class TestCertificates {

  private static final String PASSWORD = "changeit";
  private static final String AUTHORITY = "authority";
  private static final String SUBJECT = "CN=Synnax CA";
  private static final long KEYTOOL_SECONDS = 120;

  private final Path keyStore;
  private int leaves;

  private TestCertificates(Path keyStore) {
    this.keyStore = keyStore;
  }

  /** A new authority; a second one has the same name and another key. */
  public static TestCertificates create(Path directory) {
    try {
      Path file = Files.createTempDirectory(directory, "certificates").resolve("keys.p12");
      TestCertificates certificates = new TestCertificates(file);
      certificates.generate(AUTHORITY, List.of("-ext", "bc:c", "-validity", "365"));
      return certificates;
    } catch (IOException e) {
      throw new IllegalStateException("no directory for certificates under " + directory, e);
    }
  }

  /**
   * A leaf of this authority.
   *
   * @param names what it is good for, for example {@code dns:localhost} or {@code ip:127.0.0.1}
   */
  public SimulatorTls leaf(String... names) {
    return leaf(List.of("-validity", "365"), names);
  }

  /** A leaf that was good for one day, ten days ago. */
  public SimulatorTls expiredLeaf(String... names) {
    return leaf(List.of("-startdate", "-10d", "-validity", "1"), names);
  }

  private SimulatorTls leaf(List<String> validity, String... names) {
    String alias = "leaf" + ++leaves;
    List<String> options = new ArrayList<>(validity);
    options.addAll(List.of("-signer", AUTHORITY, "-ext", "san=" + String.join(",", names)));
    generate(alias, options);
    return new SimulatorTls(keyStore, alias, PASSWORD, null);
  }

  /** The authority's certificate as PEM text. */
  public String authorityPem() {
    return pem("CERTIFICATE", store -> store.getCertificate(AUTHORITY).getEncoded());
  }

  /** A leaf's certificate as PEM text. */
  public String certificatePem(SimulatorTls leaf) {
    return pem("CERTIFICATE", store -> store.getCertificate(leaf.alias()).getEncoded());
  }

  /** A leaf's private key as PEM text: PKCS#8, not encrypted. */
  public String keyPem(SimulatorTls leaf) {
    return pem(
        "PRIVATE KEY", store -> store.getKey(leaf.alias(), PASSWORD.toCharArray()).getEncoded());
  }

  /** What is taken out of the key store. */
  private interface Taken {
    byte[] der(KeyStore store) throws GeneralSecurityException;
  }

  private String pem(String kind, Taken taken) {
    try (InputStream in = Files.newInputStream(keyStore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      String base64 =
          Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(taken.der(store));
      return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read " + keyStore, e);
    }
  }

  /** The authority's certificate as a PEM file. */
  public Path authorityFile() {
    try {
      return Files.writeString(keyStore.resolveSibling("ca.crt"), authorityPem());
    } catch (IOException e) {
      throw new IllegalStateException("cannot write beside " + keyStore, e);
    }
  }

  private void generate(String alias, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It starts in two thirds of the time.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(
        Arrays.asList("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(Arrays.asList("-dname", SUBJECT, "-storetype", "PKCS12"));
    command.addAll(Arrays.asList("-keystore", keyStore.toString(), "-storepass", PASSWORD));
    command.addAll(options);
    Path log = keyStore.resolveSibling(alias + ".log");
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new IllegalStateException("keytool failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new IllegalStateException("keytool cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}

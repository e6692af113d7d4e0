package io.synnaxconnect.validate;

import static io.synnaxconnect.validate.ValidationAnswers.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.TestCertificates;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encryption that does not fit the cluster: each reason has its key and its remedy. */
@Timeout(120)
class BadTlsTest {

  private static Simulator plain;
  private static ValidationAnswers validation;
  private static Simulator secure;
  private static Simulator elsewhere;
  private static Simulator outdated;
  private static TestCertificates authority;
  private static TestCertificates otherAuthority;

  @BeforeAll
  static void startClusters(@TempDir Path folder) {
    authority = TestCertificates.create(folder);
    otherAuthority = TestCertificates.create(folder);
    plain = Simulator.builder().start();
    validation = new ValidationAnswers(plain, "sy_.*");
    secure = Simulator.builder().tls(authority.leaf("ip:127.0.0.1", "dns:localhost")).start();
    elsewhere = Simulator.builder().tls(authority.leaf("dns:synnax.example.com")).start();
    outdated = Simulator.builder().tls(authority.expiredLeaf("ip:127.0.0.1")).start();
  }

  @AfterAll
  static void stopClusters() {
    plain.close();
    secure.close();
    elsewhere.close();
    outdated.close();
  }

  @Test
  void aTrustedCertificateForTheRightHostIsAccepted() {
    assertThat(validation.messages(c -> tls(c, secure, authority))).isEmpty();
  }

  @Test
  void plaintextTowardsTlsIsExplained() {
    validation.assertOnly(
        c -> put(c, "synnax.address", secure.address()),
        "synnax.tls.enabled: 'false': could not log in",
        "TLS",
        "set it to true");
  }

  @Test
  void tlsTowardsPlaintextIsExplained() {
    validation.assertOnly(
        c -> put(c, "synnax.tls.enabled", "true"),
        "synnax.tls.enabled: 'true': could not log in",
        "the server speaks plaintext, not TLS",
        "set it to false");
  }

  @Test
  void anAuthorityThatNobodyNamedIsExplained() {
    validation.assertOnly(
        c -> put(put(c, "synnax.address", secure.address()), "synnax.tls.enabled", "true"),
        "synnax.tls.ca: could not log in",
        "not signed by a certificate authority that we trust");
  }

  @Test
  void anotherAuthorityOfTheSameNameIsExplained() {
    validation.assertOnly(
        c -> tls(c, secure, otherAuthority),
        "synnax.tls.ca: could not log in",
        "not signed by a certificate authority that we trust");
  }

  @Test
  void aCertificateForAnotherHostIsExplained() {
    validation.assertOnly(
        c -> tls(c, elsewhere, authority),
        "synnax.tls.server.name: could not log in",
        "127.0.0.1",
        "set it to a name of the certificate");
  }

  @Test
  void aServerNameThatTheCertificateLacksIsExplained() {
    validation.assertOnly(
        c -> put(tls(c, secure, authority), "synnax.tls.server.name", "other.example.com"),
        "synnax.tls.server.name: 'other.example.com' could not log in",
        "other.example.com",
        "set it to a name of the certificate");
  }

  @Test
  void theServerNameOfTheCertificateHelps() {
    assertThat(
            validation.messages(
                c ->
                    put(
                        tls(c, elsewhere, authority),
                        "synnax.tls.server.name",
                        "synnax.example.com")))
        .isEmpty();
  }

  @Test
  void anExpiredCertificateIsExplained() {
    validation.assertOnly(
        c -> tls(c, outdated, authority),
        "synnax.address: '" + outdated.address() + "': could not log in",
        "expired or not valid yet",
        "renew it, or check the clocks");
  }

  private static Map<String, String> tls(
      Map<String, String> config, Simulator simulator, TestCertificates trusted) {
    put(config, "synnax.address", simulator.address());
    put(config, "synnax.tls.enabled", "true");
    return put(config, "synnax.tls.ca", trusted.authorityPem());
  }
}

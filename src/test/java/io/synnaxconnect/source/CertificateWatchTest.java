package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.CapturedLog;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.tls.Certificates;
import io.synnaxconnect.simulator.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever operates a connector learns in time that a certificate ends. */
class CertificateWatchTest {

  private static final String WARNING = "Certificate is near its end";

  private static String authority;
  private static String ended;
  private static Instant end;

  private final AtomicReference<Instant> now = new AtomicReference<>();
  private final AtomicReference<Tls> tls = new AtomicReference<>();
  private final CertificateWatch watch = new CertificateWatch(now::get);
  private SynnaxEndpoints endpoints;

  @BeforeAll
  static void make(@TempDir Path folder) {
    TestCertificates certificates = TestCertificates.create(folder);
    authority = certificates.authorityPem();
    ended = certificates.certificatePem(certificates.expiredLeaf("dns:localhost"));
    end = Certificates.read(authority).get(0).getNotAfter().toInstant();
  }

  @BeforeEach
  void start() {
    now.set(end.minus(Duration.ofDays(100)));
    endpoints =
        watch.watching(
            new SynnaxEndpoints(
                List.of(
                    () ->
                        new SynnaxClientOptions(
                            "localhost",
                            9090,
                            new Credentials("a", "b"),
                            Objects.requireNonNull(tls.get()),
                            Limits.DEFAULT))));
  }

  /** How many warnings a look at the certificates gives. */
  private long warningsAt(Duration beforeEnd) {
    now.set(end.minus(beforeEnd));
    try (CapturedLog log = new CapturedLog()) {
      assertThat(endpoints.each().get(0).get().tls()).isEqualTo(tls.get());
      return log.lines(WARNING).size();
    }
  }

  @Test
  void theDaysAreCountedAndTheLastThirtyWarnedOf() {
    // Given
    tls.set(new Tls(true, authority, "", "", ""));
    assertThat(watch.daysLeft()).isNaN();

    // Then
    assertThat(warningsAt(Duration.ofDays(31))).isZero();
    assertThat(watch.daysLeft()).isEqualTo(31);
    assertThat(warningsAt(Duration.ofDays(29))).isOne();
    assertThat(warningsAt(Duration.ofDays(29).minusHours(11))).isZero();
    assertThat(warningsAt(Duration.ofDays(28))).isOne();
    assertThat(warningsAt(Duration.ofHours(-1))).isOne();
    assertThat(watch.daysLeft()).isEqualTo(-1);
  }

  @Test
  void anEndedCertificateBesideAValidOneDoesNotCount() {
    // Given
    tls.set(new Tls(true, ended + authority, "", "", ""));

    // Then
    assertThat(warningsAt(Duration.ofDays(100))).isZero();
    assertThat(watch.daysLeft()).isEqualTo(100);
  }

  @Test
  void theClientsOwnCertificateCountsToo() {
    // Given
    tls.set(new Tls(true, authority, "", ended, "key"));

    // Then
    assertThat(warningsAt(Duration.ofDays(100))).isOne();
    assertThat(watch.daysLeft()).isNegative();
  }

  @Test
  void certificatesThatAreReplacedAreSeenAtTheNextConnection() {
    // Given
    tls.set(new Tls(true, ended, "", "", ""));
    assertThat(warningsAt(Duration.ofDays(100))).isOne();

    // When
    tls.set(new Tls(true, authority, "", "", ""));

    // Then
    assertThat(warningsAt(Duration.ofDays(100))).isZero();
    assertThat(watch.daysLeft()).isEqualTo(100);
    tls.set(Tls.PLAINTEXT);
    assertThat(warningsAt(Duration.ofDays(100))).isZero();
    assertThat(watch.daysLeft()).isNaN();
  }
}

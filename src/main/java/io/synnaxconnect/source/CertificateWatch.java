package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.tls.Certificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long the configured certificates of a task are valid, whenever they are read for a
 * connection or a login, which is once a day at least. Thread-safe.
 */
public final class CertificateWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration NEAR = Duration.ofDays(30);
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(12);

  private final InstantSource clock;
  private @Nullable Tls seen;
  private @Nullable X509Certificate first;
  private @Nullable Instant warned;

  /** Has seen no certificates yet. */
  public CertificateWatch(InstantSource clock) {
    this.clock = clock;
  }

  /** The same addresses; whoever reads their options shows the certificates to this watch. */
  public SynnaxEndpoints watching(SynnaxEndpoints endpoints) {
    return new SynnaxEndpoints(endpoints.each().stream().map(this::watching).toList());
  }

  private Supplier<SynnaxClientOptions> watching(Supplier<SynnaxClientOptions> endpoint) {
    return () -> {
      SynnaxClientOptions options = endpoint.get();
      see(options.tls());
      return options;
    };
  }

  private synchronized void see(Tls tls) {
    if (!tls.equals(seen)) {
      seen = tls;
      first = firstToEnd(tls);
      warned = null;
    }
    X509Certificate certificate = first;
    Instant now = clock.instant();
    if (certificate != null
        && end(certificate).isBefore(now.plus(NEAR))
        && (warned == null || warned.plus(BETWEEN_WARNINGS).isBefore(now))) {
      warned = now;
      LOG.warn(
          "Certificate is near its end, replace it: subject={} end={} daysLeft={}",
          certificate.getSubjectX500Principal(),
          end(certificate),
          daysLeft());
    }
  }

  /**
   * Whole days until the first certificate ends, negative after its end; NaN without certificates.
   */
  public synchronized double daysLeft() {
    return first == null
        ? Double.NaN
        : Math.floor(Duration.between(clock.instant(), end(first)).toSeconds() / 86_400.0);
  }

  private @Nullable X509Certificate firstToEnd(Tls tls) {
    return Stream.concat(
            authority(read(tls.caPem())).stream(), read(tls.clientCertificatePem()).stream())
        .min(Comparator.comparing(CertificateWatch::end))
        .orElse(null);
  }

  /** Ended ones may stay in a bundle beside others; they count if there are no others. */
  private Optional<X509Certificate> authority(List<X509Certificate> trusted) {
    Instant now = clock.instant();
    return trusted.stream()
        .filter(certificate -> end(certificate).isAfter(now))
        .min(Comparator.comparing(CertificateWatch::end))
        .or(() -> trusted.stream().max(Comparator.comparing(CertificateWatch::end)));
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private static List<X509Certificate> read(String pem) {
    return pem.isBlank() ? List.of() : Certificates.read(pem);
  }
}

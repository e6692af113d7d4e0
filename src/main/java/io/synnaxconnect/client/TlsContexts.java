package io.synnaxconnect.client;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.synnaxconnect.client.tls.Certificates;
import io.synnaxconnect.client.tls.KeyOwner;
import io.synnaxconnect.client.tls.PrivateKeys;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * How we speak TLS: version 1.3 only, and HTTP/2 as the only protocol, because a server that is
 * also offered HTTP/1.1 selects that. The JDK does it: no native library, the JDK's trust store.
 */
final class TlsContexts {

  private TlsContexts() {}

  /**
   * Builds the context.
   *
   * @throws SynnaxException with {@code TLS} if a certificate or key cannot be read; the message
   *     never contains their text
   */
  static SslContext of(SynnaxClientOptions.Tls tls) {
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
            .protocols("TLSv1.3");
    trust(builder, tls);
    identify(builder, tls);
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new SynnaxException(
          SynnaxException.Code.TLS, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static void trust(SslContextBuilder builder, SynnaxClientOptions.Tls tls) {
    if (tls.caPem().isEmpty()) {
      return;
    }
    try {
      builder.trustManager(Certificates.read(tls.caPem()));
    } catch (IllegalArgumentException e) {
      throw new SynnaxException(
          SynnaxException.Code.TLS, "the PEM text of certificates to trust " + e.getMessage(), e);
    }
  }

  private static void identify(SslContextBuilder builder, SynnaxClientOptions.Tls tls) {
    if (tls.clientCertificatePem().isEmpty() && tls.clientKeyPem().isEmpty()) {
      return;
    }
    try {
      PrivateKey key = PrivateKeys.read(tls.clientKeyPem(), tls.clientKeyPassword());
      List<X509Certificate> chain = Certificates.read(tls.clientCertificatePem());
      if (!KeyOwner.owns(chain.get(0), key)) {
        throw new IllegalArgumentException("does not belong to the other");
      }
      builder.keyManager(key, chain);
    } catch (IllegalArgumentException e) {
      // Without the cause, which could repeat part of the key.
      throw new SynnaxException(
          SynnaxException.Code.TLS,
          "client certificate and key cannot be used together: one of them " + e.getMessage());
    }
  }
}

package io.synnaxconnect.client;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
    } catch (SSLException e) {
      throw new SynnaxException(
          SynnaxException.Code.TLS, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static void trust(SslContextBuilder builder, SynnaxClientOptions.Tls tls) {
    if (tls.caPem().isEmpty()) {
      return;
    }
    try {
      builder.trustManager(stream(tls.caPem()));
    } catch (IllegalArgumentException e) {
      throw new SynnaxException(
          SynnaxException.Code.TLS,
          "the certificates to trust cannot be read: PEM text with at least one"
              + " -----BEGIN CERTIFICATE----- block is needed",
          e);
    }
  }

  private static void identify(SslContextBuilder builder, SynnaxClientOptions.Tls tls) {
    if (tls.clientCertificatePem().isEmpty() && tls.clientKeyPem().isEmpty()) {
      return;
    }
    try {
      builder.keyManager(stream(tls.clientCertificatePem()), stream(tls.clientKeyPem()));
    } catch (IllegalArgumentException e) {
      throw new SynnaxException(
          SynnaxException.Code.TLS,
          "client certificate and key cannot be read: both are needed, as PEM text, the key as"
              + " PKCS#8 without a password");
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}

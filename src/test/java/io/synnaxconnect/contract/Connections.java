package io.synnaxconnect.contract;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Connections to a cluster, protected as the cluster wants it. */
final class Connections {

  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private Connections() {}

  static ManagedChannel open(ClusterUnderTest cluster) {
    return builder(cluster).build();
  }

  static ManagedChannelBuilder<?> builder(ClusterUnderTest cluster) {
    return builder(
        cluster, cluster.tls() ? tls(cluster.caPem()) : InsecureChannelCredentials.create());
  }

  /** A connection with other protection than the cluster wants. */
  static ManagedChannelBuilder<?> builder(
      ClusterUnderTest cluster, ChannelCredentials credentials) {
    return Grpc.newChannelBuilderForAddress(cluster.host(), cluster.port(), credentials)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES);
  }

  private static ChannelCredentials tls(String caPem) {
    if (caPem.isEmpty()) {
      return TlsChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder()
          .trustManager(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.UTF_8)))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

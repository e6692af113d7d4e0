package io.synnaxconnect.simulator;

import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;

/** Identity of the cluster, without a token. */
final class Connectivity extends ConnectivityServiceGrpc.ConnectivityServiceImplBase {

  private final Core core;

  Connectivity(Core core) {
    this.core = core;
  }

  @Override
  public void exec(ConnectivityRequest request, StreamObserver<ConnectivityResponse> out) {
    ConnectivityResponse.Builder response =
        ConnectivityResponse.newBuilder()
            .setClusterKey(core.database().clusterKey())
            .setNodeVersion(core.profile().version());
    if (core.profile().tellsNodeTime()) {
      response.setNodeTime(core.settings().clock().getAsLong());
    }
    out.onNext(response.build());
    out.onCompleted();
  }
}

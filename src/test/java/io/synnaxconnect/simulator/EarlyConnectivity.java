package io.synnaxconnect.simulator;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;

/** The connectivity of a server before 0.54: the messages of today under another name. */
public final class EarlyConnectivity {

  private static final String SERVICE = "api.v1.ConnectivityService";

  private EarlyConnectivity() {}

  /** The one service of an early server that this project knows. */
  public static BindableService ofVersion(String version) {
    MethodDescriptor<ConnectivityRequest, ConnectivityResponse> method =
        ConnectivityServiceGrpc.getExecMethod().toBuilder()
            .setFullMethodName(SERVICE + "/Exec")
            .build();
    return () ->
        ServerServiceDefinition.builder(SERVICE)
            .addMethod(
                method,
                ServerCalls.asyncUnaryCall(
                    (request, answers) -> {
                      answers.onNext(
                          ConnectivityResponse.newBuilder().setNodeVersion(version).build());
                      answers.onCompleted();
                    }))
            .build();
  }
}

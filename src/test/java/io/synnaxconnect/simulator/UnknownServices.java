package io.synnaxconnect.simulator;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers calls of services and methods that are not there with the server's own text. */
final class UnknownServices extends HandlerRegistry {

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          return new byte[0];
        }
      };

  /** Services whose only method is {@code Exec}. */
  private static final Set<String> KNOWN =
      Set.of(
          "grpc.auth.AuthLoginService",
          "grpc.connectivity.ConnectivityService",
          "grpc.channel.ChannelCreateService",
          "grpc.channel.ChannelRetrieveService",
          "grpc.channel.ChannelDeleteService",
          "grpc.ranger.RangeRetrieveService",
          "grpc.ranger.RangeCreateService",
          "grpc.ranger.RangeRenameService",
          "grpc.ranger.RangeDeleteService",
          "grpc.kv.KVGetService",
          "grpc.kv.KVSetService",
          "grpc.kv.KVDeleteService",
          "grpc.alias.AliasListService",
          "grpc.alias.AliasSetService",
          "grpc.alias.AliasDeleteService",
          "grpc.framer.FrameStreamerService",
          "grpc.framer.FrameIteratorService",
          "grpc.framer.FrameWriterService");

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    String service = MethodDescriptor.extractFullServiceName(name);
    String method = name.substring(name.indexOf('/') + 1);
    String text =
        service != null && KNOWN.contains(service) && !method.equals("Exec")
            ? "unknown method " + method + " for service " + service
            : "unknown service " + service;
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(RAW, RAW)
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(name)
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        (call, headers) -> {
          call.close(Status.UNIMPLEMENTED.withDescription(text), new Metadata());
          return new ServerCall.Listener<byte[]>() {};
        });
  }
}

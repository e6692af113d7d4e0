package io.synnaxconnect.simulator;

import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelCreateResponse;
import io.synnaxconnect.proto.ChannelCreateServiceGrpc;
import io.synnaxconnect.proto.ChannelDeleteRequest;
import io.synnaxconnect.proto.ChannelDeleteResponse;
import io.synnaxconnect.proto.ChannelDeleteServiceGrpc;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveResponse;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.proto.OperationMessage;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.function.Supplier;

/** The three calls about channels. */
final class ChannelServices {

  private ChannelServices() {}

  static List<BindableService> of(Core core) {
    return List.of(new Create(core), new Retrieve(core), new Delete(core));
  }

  static <T> void answer(StreamObserver<T> out, Supplier<T> call) {
    try {
      out.onNext(call.get());
      out.onCompleted();
    } catch (CoreError e) {
      out.onError(e.toStatus());
    }
  }

  static ChannelMessage message(Channel channel) {
    List<OperationMessage> operations =
        channel.hasOperations() ? List.of(OperationMessage.getDefaultInstance()) : List.of();
    return ChannelMessage.newBuilder()
        .setKey((int) channel.key())
        .setName(channel.name())
        .setLeaseholder(Channels.leaseholder(channel))
        .setDataType(channel.dataTypeName())
        .setIsIndex(channel.isIndex())
        .setIndex((int) channel.indexKey())
        .setVirtual(channel.isVirtual())
        .setInternal(channel.isInternal())
        .setExpression(channel.expression())
        .addAllOperations(operations)
        .build();
  }

  private static List<ChannelMessage> messages(List<Channel> channels) {
    return channels.stream().map(ChannelServices::message).toList();
  }

  private static final class Create extends ChannelCreateServiceGrpc.ChannelCreateServiceImplBase {
    private final Core core;

    Create(Core core) {
      this.core = core;
    }

    @Override
    public void exec(ChannelCreateRequest request, StreamObserver<ChannelCreateResponse> out) {
      answer(
          out,
          () -> {
            core.access().checkChange(TokenInterceptor.USER.get());
            List<Channel> created =
                core.createChannels(request.getChannelsList(), request.getRetrieveIfNameExists());
            return ChannelCreateResponse.newBuilder().addAllChannels(messages(created)).build();
          });
    }
  }

  private static final class Retrieve
      extends ChannelRetrieveServiceGrpc.ChannelRetrieveServiceImplBase {
    private final Core core;

    Retrieve(Core core) {
      this.core = core;
    }

    @Override
    public void exec(ChannelRetrieveRequest request, StreamObserver<ChannelRetrieveResponse> out) {
      answer(
          out,
          () -> {
            List<Channel> found = new ChannelQuery(core.channels(), core.profile()).run(request);
            core.access().checkRetrieve(TokenInterceptor.USER.get(), found);
            return ChannelRetrieveResponse.newBuilder().addAllChannels(messages(found)).build();
          });
    }
  }

  private static final class Delete extends ChannelDeleteServiceGrpc.ChannelDeleteServiceImplBase {
    private final Core core;

    Delete(Core core) {
      this.core = core;
    }

    @Override
    public void exec(ChannelDeleteRequest request, StreamObserver<ChannelDeleteResponse> out) {
      answer(
          out,
          () -> {
            core.access().checkChange(TokenInterceptor.USER.get());
            List<Long> keys = request.getKeysList().stream().map(Integer::toUnsignedLong).toList();
            core.deleteChannels(keys, request.getNamesList());
            return ChannelDeleteResponse.getDefaultInstance();
          });
    }
  }
}

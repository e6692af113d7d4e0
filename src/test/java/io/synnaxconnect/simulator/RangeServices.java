package io.synnaxconnect.simulator;

import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.AliasDeleteServiceGrpc;
import io.synnaxconnect.proto.AliasListServiceGrpc;
import io.synnaxconnect.proto.AliasSetServiceGrpc;
import io.synnaxconnect.proto.KVDeleteServiceGrpc;
import io.synnaxconnect.proto.KVGetServiceGrpc;
import io.synnaxconnect.proto.KVSetServiceGrpc;
import io.synnaxconnect.proto.RangeAliasesChangeResponse;
import io.synnaxconnect.proto.RangeAliasesDeleteRequest;
import io.synnaxconnect.proto.RangeAliasesRequest;
import io.synnaxconnect.proto.RangeAliasesResponse;
import io.synnaxconnect.proto.RangeAliasesSetRequest;
import io.synnaxconnect.proto.RangeChangeResponse;
import io.synnaxconnect.proto.RangeCreateRequest;
import io.synnaxconnect.proto.RangeCreateResponse;
import io.synnaxconnect.proto.RangeCreateServiceGrpc;
import io.synnaxconnect.proto.RangeDeleteRequest;
import io.synnaxconnect.proto.RangeDeleteServiceGrpc;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertiesChangeResponse;
import io.synnaxconnect.proto.RangePropertiesDeleteRequest;
import io.synnaxconnect.proto.RangePropertiesRequest;
import io.synnaxconnect.proto.RangePropertiesResponse;
import io.synnaxconnect.proto.RangePropertiesSetRequest;
import io.synnaxconnect.proto.RangeRenameRequest;
import io.synnaxconnect.proto.RangeRenameServiceGrpc;
import io.synnaxconnect.proto.RangeRetrieveRequest;
import io.synnaxconnect.proto.RangeRetrieveResponse;
import io.synnaxconnect.proto.RangeRetrieveServiceGrpc;
import java.util.List;
import java.util.function.Supplier;

/** The calls about ranges, their properties and aliases. */
final class RangeServices {

  private final Core core;
  private final RangeChanges changes;

  private RangeServices(Core core) {
    this.core = core;
    this.changes = new RangeChanges(core);
  }

  static List<BindableService> of(Core core) {
    RangeServices services = new RangeServices(core);
    return List.of(
        services.retrieve(),
        services.create(),
        services.rename(),
        services.delete(),
        services.getProperties(),
        services.setProperties(),
        services.deleteProperties(),
        services.listAliases(),
        services.setAliases(),
        services.deleteAliases());
  }

  private StoredRanges ranges() {
    return core.database().ranges();
  }

  private <T> void read(StreamObserver<T> out, Supplier<T> call) {
    ChannelServices.answer(
        out,
        () -> {
          core.access().checkRanges();
          return call.get();
        });
  }

  private <T> void change(StreamObserver<T> out, T answer, Runnable call) {
    ChannelServices.answer(
        out,
        () -> {
          core.access().checkChange(TokenInterceptor.USER.get());
          call.run();
          return answer;
        });
  }

  private BindableService retrieve() {
    return new RangeRetrieveServiceGrpc.RangeRetrieveServiceImplBase() {
      @Override
      public void exec(RangeRetrieveRequest request, StreamObserver<RangeRetrieveResponse> out) {
        read(out, () -> RangeRetrieveResponse.newBuilder().addAllRanges(found(request)).build());
      }
    };
  }

  private List<RangeMessage> found(RangeRetrieveRequest request) {
    List<RangeMessage> keyed =
        request.getKeysCount() == 0 ? ranges().all() : ranges().byKeys(request.getKeysList());
    return request.getNamesCount() == 0
        ? keyed
        : keyed.stream().filter(r -> request.getNamesList().contains(r.getName())).toList();
  }

  private BindableService create() {
    return new RangeCreateServiceGrpc.RangeCreateServiceImplBase() {
      @Override
      public void exec(RangeCreateRequest request, StreamObserver<RangeCreateResponse> out) {
        change(
            out,
            RangeCreateResponse.newBuilder().addAllRanges(request.getRangesList()).build(),
            () -> changes.create(request.getRangesList()));
      }
    };
  }

  private BindableService rename() {
    return new RangeRenameServiceGrpc.RangeRenameServiceImplBase() {
      @Override
      public void exec(RangeRenameRequest request, StreamObserver<RangeChangeResponse> out) {
        change(
            out,
            RangeChangeResponse.getDefaultInstance(),
            () -> changes.rename(request.getKey(), request.getName()));
      }
    };
  }

  private BindableService delete() {
    return new RangeDeleteServiceGrpc.RangeDeleteServiceImplBase() {
      @Override
      public void exec(RangeDeleteRequest request, StreamObserver<RangeChangeResponse> out) {
        change(
            out,
            RangeChangeResponse.getDefaultInstance(),
            () -> changes.delete(request.getKeysList()));
      }
    };
  }

  private BindableService getProperties() {
    return new KVGetServiceGrpc.KVGetServiceImplBase() {
      @Override
      public void exec(
          RangePropertiesRequest request, StreamObserver<RangePropertiesResponse> out) {
        read(
            out,
            () ->
                RangePropertiesResponse.newBuilder()
                    .addAllPairs(ranges().properties(request.getRange(), request.getKeysList()))
                    .build());
      }
    };
  }

  private BindableService setProperties() {
    return new KVSetServiceGrpc.KVSetServiceImplBase() {
      @Override
      public void exec(
          RangePropertiesSetRequest request, StreamObserver<RangePropertiesChangeResponse> out) {
        change(
            out,
            RangePropertiesChangeResponse.getDefaultInstance(),
            () -> changes.setProperties(request.getPairsList()));
      }
    };
  }

  private BindableService deleteProperties() {
    return new KVDeleteServiceGrpc.KVDeleteServiceImplBase() {
      @Override
      public void exec(
          RangePropertiesDeleteRequest request, StreamObserver<RangePropertiesChangeResponse> out) {
        change(
            out,
            RangePropertiesChangeResponse.getDefaultInstance(),
            () -> changes.deleteProperties(request.getRange(), request.getKeysList()));
      }
    };
  }

  private BindableService listAliases() {
    return new AliasListServiceGrpc.AliasListServiceImplBase() {
      @Override
      public void exec(RangeAliasesRequest request, StreamObserver<RangeAliasesResponse> out) {
        read(
            out,
            () ->
                RangeAliasesResponse.newBuilder()
                    .putAllAliases(ranges().aliases(request.getRange()))
                    .build());
      }
    };
  }

  private BindableService setAliases() {
    return new AliasSetServiceGrpc.AliasSetServiceImplBase() {
      @Override
      public void exec(
          RangeAliasesSetRequest request, StreamObserver<RangeAliasesChangeResponse> out) {
        change(
            out,
            RangeAliasesChangeResponse.getDefaultInstance(),
            () -> changes.setAliases(request.getRange(), request.getAliasesMap()));
      }
    };
  }

  private BindableService deleteAliases() {
    return new AliasDeleteServiceGrpc.AliasDeleteServiceImplBase() {
      @Override
      public void exec(
          RangeAliasesDeleteRequest request, StreamObserver<RangeAliasesChangeResponse> out) {
        change(
            out,
            RangeAliasesChangeResponse.getDefaultInstance(),
            () -> changes.deleteAliases(request.getRange(), request.getChannelsList()));
      }
    };
  }
}

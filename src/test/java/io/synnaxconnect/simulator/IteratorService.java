package io.synnaxconnect.simulator;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.FrameIteratorServiceGrpc;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Iterators over stored samples. */
final class IteratorService extends FrameIteratorServiceGrpc.FrameIteratorServiceImplBase {

  private final Core core;
  private final int gateway;

  IteratorService(Core core, int gateway) {
    this.core = core;
    this.gateway = gateway;
  }

  @Override
  public StreamObserver<IteratorRequest> exec(StreamObserver<IteratorResponse> out) {
    Call call = new Call(core, gateway, TokenInterceptor.USER.get(), out);
    ((ServerCallStreamObserver<IteratorResponse>) out).setOnCancelHandler(call::end);
    return call;
  }

  private static final class Call implements StreamObserver<IteratorRequest> {
    private final Core core;
    private final int gateway;
    private final User user;
    private final StreamObserver<IteratorResponse> out;
    private @Nullable IteratorSession session;
    private boolean ended;
    private boolean swallowed;

    /** The leaseholders of its channels. */
    private Set<Integer> asked = Set.of();

    Call(Core core, int gateway, User user, StreamObserver<IteratorResponse> out) {
      this.core = core;
      this.gateway = gateway;
      this.user = user;
      this.out = out;
    }

    @Override
    public void onNext(IteratorRequest request) {
      if (ended) {
        return;
      }
      if (asked.isEmpty()) {
        asked = Nodes.leaseholders(request.getKeysList());
      }
      try {
        if (!core.nodes().answer(gateway, asked)) {
          core.counters().swallowedIterators.addAndGet(swallowed ? 0 : 1);
          swallowed = true;
          return;
        }
        if (session == null) {
          session = IteratorSession.open(core, user, request, out);
        } else {
          session.onCommand(request);
        }
      } catch (CoreError e) {
        end();
        out.onError(e.toStatus());
      }
    }

    @Override
    public void onError(Throwable error) {
      end();
    }

    @Override
    public void onCompleted() {
      if (ended) {
        return;
      }
      end();
      try {
        if (session != null) {
          session.finish();
        }
        out.onCompleted();
      } catch (CoreError e) {
        out.onError(e.toStatus());
      }
    }

    private void end() {
      ended = true;
      if (session != null) {
        session.close();
      }
    }
  }
}

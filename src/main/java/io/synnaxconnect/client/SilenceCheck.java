package io.synnaxconnect.client;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks on an open connection whether the cluster still answers, if nothing has come for a while: a
 * silent stream and a dead network look the same. A ping of HTTP/2 would not do, since the server
 * hangs up on it. Runs on the network thread.
 */
final class SilenceCheck implements StreamObserver<ConnectivityResponse> {

  private static final Logger LOG = LoggerFactory.getLogger(SilenceCheck.class);

  private final Dial dial;
  private final ScheduledExecutorService networkThread;
  private final SynnaxClientOptions.Limits limits;
  private final Runnable onDead;

  private SilenceCheck(
      Dial dial,
      ScheduledExecutorService networkThread,
      SynnaxClientOptions.Limits limits,
      Runnable onDead) {
    this.dial = dial;
    this.networkThread = networkThread;
    this.limits = limits;
    this.onDead = onDead;
  }

  /**
   * Starts to check a connection, until it ends.
   *
   * @param onDead called if no answer has come in time
   */
  static void start(
      Dial dial,
      ScheduledExecutorService networkThread,
      SynnaxClientOptions.Limits limits,
      Runnable onDead) {
    if (!limits.silence().isZero()) {
      new SilenceCheck(dial, networkThread, limits, onDead).scheduleNext();
    }
  }

  private void scheduleNext() {
    long remaining = limits.silence().toNanos() - dial.silentNanos();
    try {
      Future<?> unused =
          networkThread.schedule(
              this::check,
              remaining > 0 ? remaining : limits.silence().toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("No more checks, since the client is closed");
    }
  }

  private void check() {
    if (dial.hasEnded()) {
      return;
    }
    if (!dial.hasStreams() || dial.silentNanos() < limits.silence().toNanos()) {
      scheduleNext();
      return;
    }
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(
            limits.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    ClientCalls.asyncUnaryCall(
        dial.calls().newCall(ConnectivityServiceGrpc.getExecMethod(), options),
        ToProto.connectivity(),
        this);
  }

  @Override
  public void onNext(ConnectivityResponse answer) {
    LOG.trace("The cluster still answers");
  }

  @Override
  public void onCompleted() {
    scheduleNext();
  }

  @Override
  public void onError(Throwable failure) {
    if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
      onDead.run();
    } else {
      scheduleNext();
    }
  }
}

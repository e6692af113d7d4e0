package io.synnaxconnect.simulator;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One stream of live frames (protocol section 4). Requests come on gRPC's threads, frames on the
 * relay's; all state is guarded by this object's monitor.
 */
final class StreamSession {

  /** Frames that wait for a reader before it loses some: 200 at the send side and one before it. */
  private static final int QUEUED_FRAMES = 201;

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** From the new key set to the routing that follows it. */
  private static final long ROUTING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Core core;
  private final User user;
  private final ServerCallStreamObserver<StreamerResponse> out;
  private final ReaderCounters counters;
  private final Deque<List<LiveSeries>> queue = new ArrayDeque<>();
  private final Deque<StreamerRequest> blocked = new ArrayDeque<>();
  private final List<LiveSeries> collected = new ArrayList<>();
  private final CodecStates states = new CodecStates();
  private volatile Set<Long> routed = Set.of();
  private @Nullable StreamOptions options;
  private @Nullable Future<?> ticks;
  private long toSkip;
  private boolean malformNext;
  private boolean halfCloseReceived;
  private boolean halfClosed;
  private boolean closed;

  StreamSession(Core core, User user, ServerCallStreamObserver<StreamerResponse> out) {
    this.core = core;
    this.user = user;
    this.out = out;
    this.counters = core.counters().newReader();
    core.counters().openStreams.incrementAndGet();
    out.setOnCancelHandler(this::end);
    out.setOnReadyHandler(this::drain);
  }

  /**
   * A request: the first opens, each later one replaces the keys. While too many key sets wait for
   * a frame, nothing that the client sends is handled, not even its half-close.
   */
  synchronized void onRequest(StreamerRequest request) {
    if (options != null) {
      counters.keyUpdates.incrementAndGet();
    }
    if (states.isFull() || !blocked.isEmpty()) {
      blocked.add(request);
    } else if (!closed) {
      process(request);
    }
  }

  synchronized void onHalfClose() {
    halfCloseReceived = true;
    drain();
  }

  private void process(StreamerRequest request) {
    try {
      if (options == null) {
        open(request);
      } else {
        update(request);
      }
    } catch (CoreError e) {
      fail(e);
    }
  }

  private void open(StreamerRequest request) {
    StreamOptions opened = StreamOptions.of(request);
    List<Channel> channels = core.channels().require(keys(request));
    core.access().checkRetrieve(user, channels);
    if (opened.killsTheServer()) {
      core.schedule(core::die, 0);
      return;
    }
    options = opened;
    if (!channels.isEmpty()) {
      states.add(channels);
    }
    long delayNanos = core.faults().subscriptionDelay.toNanos();
    if (delayNanos == 0) {
      // Before the acknowledgement: a real server was never seen to miss a write after it either.
      subscribe(channels);
    } else {
      core.schedule(() -> subscribe(channels), delayNanos);
    }
    send(List.of());
    drain();
    if (opened.isThrottled()) {
      ticks = core.scheduleRepeatedly(this::flushCollected, opened.periodNanos());
    }
  }

  private synchronized void subscribe(List<Channel> channels) {
    if (!closed && !halfClosed) {
      route(channels);
      core.relay().add(this);
    }
  }

  private void route(List<Channel> channels) {
    Set<Long> before = routed;
    routed = channels.stream().map(Channel::key).collect(Collectors.toUnmodifiableSet());
    core.calculations().replace(before, routed);
    if (routed.contains(BuiltInChannels.CONTROL) && !before.contains(BuiltInChannels.CONTROL)) {
      queue.add(List.of(core.control().state()));
    }
  }

  private void update(StreamerRequest request) {
    List<Channel> channels =
        core.profile().refusesUnknownKeysInUpdates()
            ? core.channels().require(keys(request))
            : keys(request).stream().flatMap(k -> core.channels().stream(k)).toList();
    if (!channels.isEmpty()) {
      states.add(channels);
    }
    core.schedule(() -> routeLater(channels), ROUTING_NANOS);
  }

  private synchronized void routeLater(List<Channel> channels) {
    if (!closed && !halfClosed) {
      route(channels);
      drain();
    }
  }

  private static List<Long> keys(StreamerRequest request) {
    return request.getKeysList().stream().map(Integer::toUnsignedLong).toList();
  }

  private void halfClose() {
    halfClosed = true;
    core.relay().remove(this);
    if (options != null && options.isThrottled()) {
      collected.clear();
      queue.add(List.of());
    }
  }

  /** Takes a frame from the relay; a reader without room gets 20 ms, then it loses the frame. */
  void offer(RelayFrame frame) {
    List<LiveSeries> mine = cut(frame);
    if (mine.isEmpty()) {
      return;
    }
    synchronized (this) {
      if (closed || halfClosed) {
        return;
      }
      if (toSkip > 0 || core.faults().stalled || core.faults().skipsNext()) {
        toSkip = Math.max(0, toSkip - 1);
        counters.skipped.incrementAndGet();
      } else if (options != null && options.isThrottled()) {
        collected.addAll(mine);
      } else if (awaitRoom()) {
        enqueue(mine);
      } else {
        counters.skipped.incrementAndGet();
      }
    }
  }

  private List<LiveSeries> cut(RelayFrame frame) {
    StreamOptions chosen = options;
    if (chosen == null || chosen.excludes(frame.group())) {
      return List.of();
    }
    Set<Long> wanted = routed;
    List<LiveSeries> mine = new ArrayList<>();
    for (LiveSeries series : frame.series()) {
      if (wanted.contains(series.channelKey())) {
        mine.add(series.everyNth(chosen.downsampleFactor()));
      }
    }
    return mine;
  }

  private boolean awaitRoom() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (queue.size() >= QUEUED_FRAMES && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized void flushCollected() {
    if (!collected.isEmpty() && !closed && !halfClosed) {
      enqueue(List.copyOf(collected));
      collected.clear();
    }
  }

  private void enqueue(List<LiveSeries> frame) {
    queue.add(frame);
    counters.longestQueue.accumulateAndGet(queue.size(), Math::max);
    drain();
  }

  private synchronized void drain() {
    sendQueued();
    if (halfCloseReceived && !halfClosed && !closed && blocked.isEmpty() && !states.isFull()) {
      halfClose();
      sendQueued();
    }
    if (halfClosed && !closed && queue.isEmpty()) {
      end();
      out.onCompleted();
    }
  }

  private void sendQueued() {
    while (!closed && out.isReady() && !queue.isEmpty()) {
      List<LiveSeries> frame = queue.remove();
      notifyAll();
      counters.sent.addAndGet(frame.isEmpty() ? 0 : 1);
      send(frame);
    }
  }

  private void send(List<LiveSeries> frame) {
    CodecState state = states.newest();
    if (!blocked.isEmpty()) {
      process(blocked.remove());
      state = states.newest();
    }
    if (!closed) {
      out.onNext(response(state, frame));
    }
    while (!closed && !blocked.isEmpty() && !states.isFull()) {
      process(blocked.remove());
    }
  }

  private StreamerResponse response(@Nullable CodecState state, List<LiveSeries> frame) {
    if (state == null) {
      return StreamerResponse.newBuilder().setFrame(FrameMessage.getDefaultInstance()).build();
    }
    if (!core.profile().usesBuffers()) {
      return StreamerResponse.newBuilder().setFrame(core.profile().frame(state, frame)).build();
    }
    byte[] buffer = FrameEncoder.encode(state, frame);
    if (malformNext && !frame.isEmpty()) {
      malformNext = false;
      buffer = Arrays.copyOf(buffer, buffer.length - 1);
    }
    return StreamerResponse.newBuilder().setBuffer(UnsafeByteOperations.unsafeWrap(buffer)).build();
  }

  synchronized void skip(long frames) {
    toSkip += frames;
  }

  synchronized void malformNext() {
    malformNext = true;
  }

  private void fail(CoreError error) {
    end();
    out.onError(error.toStatus());
  }

  private synchronized void end() {
    if (!closed) {
      closed = true;
      notifyAll();
      core.relay().remove(this);
      core.calculations().replace(routed, Set.of());
      core.counters().openStreams.decrementAndGet();
      if (ticks != null) {
        ticks.cancel(false);
      }
    }
  }
}

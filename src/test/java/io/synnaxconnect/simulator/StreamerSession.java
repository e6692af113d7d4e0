package io.synnaxconnect.simulator;

import io.grpc.stub.ServerCallStreamObserver;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream of live frames (protocol section 4). Requests come on gRPC's threads, frames on the
 * relay's; all state is guarded by this object's monitor.
 */
final class StreamerSession {

  /** From the new key set to the routing that follows it. */
  private static final long ROUTING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Core core;
  private final int gateway;
  private final User user;
  private final ServerCallStreamObserver<StreamerResponse> out;
  private final ReaderCounters counters;
  private final ReaderQueue queue;
  private final Deque<StreamerRequest> blocked = new ArrayDeque<>();
  private final List<LiveSeries> collected = new ArrayList<>();
  private final CodecStates states = new CodecStates();
  private final StreamAnswers answers;
  private volatile @Nullable Routing routing;
  private @Nullable Future<?> ticks;
  private long toSkip;
  private boolean halfCloseReceived;
  private boolean halfClosed;
  private boolean closed;
  private boolean readsTelemetry;

  StreamerSession(
      Core core, int gateway, User user, ServerCallStreamObserver<StreamerResponse> out) {
    this.core = core;
    this.gateway = gateway;
    this.user = user;
    this.out = out;
    this.answers = new StreamAnswers(core.profile());
    this.counters = core.counters().newReader();
    this.queue = new ReaderQueue(this, counters);
    core.counters().openStreams.incrementAndGet();
    out.setOnCancelHandler(this::end);
    out.setOnReadyHandler(this::drain);
  }

  /**
   * A request: the first opens, each later one replaces the keys. While too many key sets wait for
   * a frame, nothing that the client sends is handled, not even its half-close.
   */
  synchronized void onRequest(StreamerRequest request) {
    if (routing != null) {
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
      Routing opened = routing;
      if (opened == null) {
        open(request);
      } else {
        update(opened, request);
      }
    } catch (CoreError e) {
      fail(e);
    }
  }

  private void open(StreamerRequest request) {
    StreamOptions opened = StreamOptions.of(request);
    List<Channel> channels = core.channels().require(keys(request));
    core.access().checkRead(user, channels);
    if (opened.killsTheServer()) {
      core.schedule(core::die, 0);
      return;
    }
    Routing fresh = new Routing(opened);
    routing = fresh;
    long delayNanos = core.faults().subscriptionDelay.toNanos();
    if (delayNanos == 0) {
      // Before the acknowledgement: a real server was never seen to miss a write after it either.
      // Before the control state: what changes while it is taken comes twice rather than never.
      subscribe();
    } else {
      core.schedule(this::subscribe, delayNanos);
    }
    route(fresh, channels);
    if (!channels.isEmpty()) {
      states.add(channels);
    }
    if (channels.stream().anyMatch(channel -> !channel.isInternal())) {
      readsTelemetry = true;
      core.counters().openTelemetryStreams.incrementAndGet();
    }
    send(List.of());
    drain();
    if (opened.isThrottled()) {
      ticks = core.scheduleRepeatedly(this::flushCollected, opened.periodNanos());
    }
  }

  private synchronized void subscribe() {
    if (!closed && !halfClosed) {
      core.relay().add(this);
    }
  }

  private void route(Routing present, List<Channel> channels) {
    Set<Long> before = present.replace(channels);
    Set<Long> after = present.keys();
    noteReadTwice(before, channels);
    before.stream().filter(key -> !after.contains(key)).forEach(this::noLongerReads);
    core.calculations().replace(before, after);
    core.onDemand(gateway);
    for (int node : core.nodes().numbers()) {
      long key = BuiltInChannels.control(node);
      if (after.contains(key) && !before.contains(key) && core.nodes().passes(gateway, key)) {
        queue.add(List.of(core.control().state(node)));
      }
    }
  }

  private void noteReadTwice(Set<Long> before, List<Channel> channels) {
    for (Channel channel : channels) {
      if (!channel.isInternal() && !before.contains(channel.key())) {
        core.relay().readers().stream()
            .filter(reader -> reader != this && reader.keys().contains(channel.key()))
            .forEach(older -> core.counters().readTwice(older, channel.key()));
      }
    }
  }

  private void noLongerReads(long channelKey) {
    core.counters().noLongerReads(this, channelKey);
  }

  private void update(Routing present, StreamerRequest request) {
    List<Channel> channels =
        core.profile().refusesUnknownKeysInUpdates()
            ? core.channels().require(keys(request))
            : keys(request).stream().flatMap(k -> core.channels().stream(k)).toList();
    if (!channels.isEmpty()) {
      states.add(channels);
    }
    core.schedule(() -> routeLater(present, channels), ROUTING_NANOS);
  }

  private synchronized void routeLater(Routing present, List<Channel> channels) {
    if (!closed && !halfClosed) {
      route(present, channels);
      drain();
    }
  }

  private static List<Long> keys(StreamerRequest request) {
    return request.getKeysList().stream().map(Integer::toUnsignedLong).toList();
  }

  private void halfClose() {
    halfClosed = true;
    core.relay().remove(this);
    core.onDemand(gateway);
    Routing present = routing;
    if (present != null && present.isThrottled()) {
      collected.clear();
      queue.add(List.of());
    }
  }

  /** Takes a frame from the relay; a reader without room gets 20 ms, then it loses the frame. */
  void offer(RelayFrame frame) {
    Routing present = routing;
    List<LiveSeries> mine =
        present == null ? List.of() : core.nodes().passing(gateway, present.cut(frame));
    if (present == null || mine.isEmpty()) {
      return;
    }
    synchronized (this) {
      if (closed || halfClosed) {
        return;
      }
      if (toSkip > 0 || core.faults().stalled || core.faults().skipsNext()) {
        toSkip = Math.max(0, toSkip - 1);
        counters.skipped.incrementAndGet();
      } else if (present.isThrottled()) {
        collected.addAll(mine);
      } else if (queue.awaitRoom(() -> closed)) {
        enqueue(mine);
      } else {
        counters.skipped.incrementAndGet();
      }
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
      out.onNext(answers.of(state, frame));
    }
    while (!closed && !blocked.isEmpty() && !states.isFull()) {
      process(blocked.remove());
    }
  }

  /** The node that the client addressed. */
  int gateway() {
    return gateway;
  }

  /** The channels whose samples it gets now. */
  Set<Long> keys() {
    Routing present = routing;
    return present == null ? Set.of() : present.keys();
  }

  synchronized void skip(long frames) {
    toSkip += frames;
  }

  synchronized void malformNext() {
    answers.malformNext();
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
      core.onDemand(gateway);
      Routing present = routing;
      if (present != null) {
        core.calculations().replace(present.keys(), Set.of());
        present.keys().forEach(this::noLongerReads);
      }
      core.counters().openStreams.decrementAndGet();
      if (readsTelemetry) {
        core.counters().openTelemetryStreams.decrementAndGet();
      }
      if (ticks != null) {
        ticks.cancel(false);
      }
    }
  }
}

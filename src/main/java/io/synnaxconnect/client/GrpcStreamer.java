package io.synnaxconnect.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One open streamer call. Messages wait undecoded; the reading thread decodes. */
final class GrpcStreamer implements SignallingStreamer {

  /** A server's receive loop blocks for good at the 51st update without a frame in between. */
  static final int MAX_UPDATES_AHEAD = 40;

  private static final String READ = "read the live stream";
  private static final String OPEN = "open a live stream";

  private final Session session;
  private final AddressConnection link;
  private final StreamerOptions options;
  private final ServerVersion version;
  private final DuplexCall<StreamerRequest, StreamerResponse> call;
  private final FrameCodec codec = new FrameCodec();
  private volatile FrameChannels requestedChannels = FrameChannels.NONE;
  private volatile @Nullable SynnaxException failure;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Runnable onChange = () -> {};

  /** The channels of the last update, until a frame has come of them. */
  private volatile @Nullable Set<Long> updatedKeys;

  private @Nullable Frame firstFrame;

  private GrpcStreamer(
      Session session, AddressConnection link, LoginResponse login, StreamerOptions options) {
    this.session = session;
    this.link = link;
    this.options = options;
    this.version = FromProto.version(login);
    this.call =
        DuplexCall.start(
            link.connection().duplex(FrameStreamerServiceGrpc.getExecMethod(), login.getToken()),
            options,
            answer -> codec.onArrival(answer.getBuffer().asReadOnlyByteBuffer()),
            () -> onChange.run());
  }

  /** Opens a stream and waits for the acknowledgement. */
  static GrpcStreamer open(Session session, Collection<Channel> channels, StreamerOptions options) {
    try {
      return session.authenticated(
          OPEN,
          keys(channels),
          " of " + channels.size() + " channels",
          (link, login) -> open(session, link, login, channels, options));
    } catch (SynnaxException e) {
      // Not at each attempt while the right may be given back: a search opens many streams.
      throw e.code() == Code.ACCESS_DENIED && !e.retriable()
          ? DeniedChannel.name(channels, e, some -> isDenied(session, some, options))
          : e;
    }
  }

  /**
   * Those of some channels that the user may not read, see {@link DeniedChannel#all}.
   *
   * @param trials how many streams may be opened
   */
  static List<Channel> denied(Session session, Collection<Channel> channels, int trials) {
    return DeniedChannel.all(channels, trials, some -> isDeniedOrFails(session, some));
  }

  private static boolean isDeniedOrFails(Session session, Collection<Channel> channels) {
    AddressConnection link = session.link();
    try {
      open(session, link, link.credentials().current(), channels, StreamerOptions.DEFAULT).close();
      return false;
    } catch (StatusRuntimeException e) {
      SynnaxException failure = session.translate(link, OPEN, e.getStatus());
      if (failure.code() == Code.ACCESS_DENIED) {
        return true;
      }
      throw failure;
    }
  }

  static Set<Long> keys(Collection<Channel> channels) {
    return channels.stream().map(Channel::key).collect(Collectors.toSet());
  }

  private static boolean isDenied(
      Session session, Collection<Channel> channels, StreamerOptions options) {
    try {
      AddressConnection link = session.link();
      open(session, link, link.credentials().current(), channels, options).close();
      return false;
    } catch (StatusRuntimeException e) {
      return CallEnd.of(e.getStatus()).code() == Code.ACCESS_DENIED;
    }
  }

  private static GrpcStreamer open(
      Session session,
      AddressConnection link,
      LoginResponse login,
      Collection<Channel> channels,
      StreamerOptions options) {
    ChannelSet set = ChannelSet.of(channels, FromProto.version(login));
    GrpcStreamer streamer = new GrpcStreamer(session, link, login, options);
    try {
      streamer.send(set, ToProto.openStreamer(set.channelKeys(), options));
      streamer.awaitAcknowledgement();
      return streamer;
    } catch (RuntimeException | Error e) {
      streamer.close();
      throw e;
    }
  }

  /**
   * The server registers a state for each request with channels, so we add it before the request is
   * sent.
   */
  private synchronized void send(ChannelSet set, StreamerRequest request) {
    if (!set.isEmpty()) {
      codec.addState(CodecState.of(set.dataTypes(), set.channels()));
    }
    requestedChannels = requestedChannels.with(set.channels());
    call.send(request);
  }

  /** Throws {@link StatusRuntimeException}: the token may be the reason. */
  private void awaitAcknowledgement() {
    Duration timeout = session.requestTimeout();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      StreamerResponse first;
      do {
        first = call.read(deadline - System.nanoTime());
        if (first == null) {
          throw Status.DEADLINE_EXCEEDED
              .withDescription("no acknowledgement within " + timeout.toMillis() + " ms")
              .asRuntimeException();
        }
      } while (isKeepAlive(first));
      Frame frame = decode(first);
      firstFrame = frame.isEmpty() ? null : frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
  }

  /** Newer servers may show at any time that they are alive: an answer without a frame. */
  private static boolean isKeepAlive(StreamerResponse answer) {
    return !answer.hasFrame() && answer.getBuffer().isEmpty();
  }

  @Override
  public @Nullable Frame read(Duration timeout) throws InterruptedException {
    enter(reading);
    try {
      return readAlone(timeout);
    } finally {
      reading.set(false);
    }
  }

  /** Refuses a second reader. */
  static void enter(AtomicBoolean reading) {
    if (reading.getAndSet(true)) {
      throw new IllegalStateException("another thread reads this stream: let one thread read");
    }
  }

  private @Nullable Frame readAlone(Duration timeout) throws InterruptedException {
    Frame first = firstFrame;
    if (first != null) {
      firstFrame = null;
      return first;
    }
    long remaining = nanos(timeout);
    long deadline = System.nanoTime() + remaining;
    while (true) {
      StreamerResponse message = receive(remaining);
      if (message == null) {
        return null;
      }
      Frame frame = decode(message);
      if (!frame.isEmpty()) {
        return frame;
      }
      remaining = deadline - System.nanoTime();
    }
  }

  private @Nullable StreamerResponse receive(long timeoutNanos) throws InterruptedException {
    SynnaxException known = failure;
    if (known != null) {
      throw known.copy();
    }
    try {
      return call.read(timeoutNanos);
    } catch (StatusRuntimeException e) {
      throw fail(reasonOf(e.getStatus()));
    } catch (InterruptedException e) {
      InterruptedException described =
          new InterruptedException("interrupted while waiting for a frame");
      described.initCause(e);
      throw described;
    }
  }

  private SynnaxException reasonOf(Status end) {
    if (call.isClosed()) {
      return new SynnaxException(Code.CLOSED, "the live stream was closed on our side");
    }
    if (call.hasOverflowed()) {
      return new SynnaxException(
          Code.TOO_SLOW,
          "the live stream was read too slowly and its buffer of "
              + options.bufferBytes()
              + " bytes was full: read faster, raise bufferBytes, or choose Overflow.DROP_OLDEST");
    }
    SynnaxException reason = session.translate(link, READ, end);
    // Only this frame is too large: history has its rows in smaller blocks.
    return reason.code() == Code.MESSAGE_TOO_LARGE ? reason.asRetriable() : reason;
  }

  /** A duration that does not fit a long is treated as endless. */
  static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  private Frame decode(StreamerResponse message) {
    ByteString buffer = message.getBuffer();
    try {
      Frame frame =
          buffer.isEmpty()
              ? FromProto.frame(message.getFrame(), requestedChannels)
              : codec.decode(buffer.asReadOnlyByteBuffer());
      confirmUpdate();
      return frame;
    } catch (MalformedFrameException e) {
      throw fail(version.unreadable(READ, e));
    }
  }

  /** A frame of the channels of the last update says that they may be read. */
  private void confirmUpdate() {
    Set<Long> keys = updatedKeys;
    if (keys != null && codec.statesAhead() == 0) {
      updatedKeys = null;
      session.onGranted(OPEN, keys);
    }
  }

  private SynnaxException fail(SynnaxException reason) {
    failure = reason;
    call.close();
    return reason;
  }

  @Override
  public synchronized void updateChannels(Collection<Channel> channels) {
    refuseIfEnded();
    ChannelSet set = ChannelSet.of(channels, version);
    if (codec.statesAhead() >= MAX_UPDATES_AHEAD) {
      throw new SynnaxException(
          Code.SERVER_ERROR,
          MAX_UPDATES_AHEAD
              + " updates of the live stream wait for a frame, and more could block the server:"
              + " open the stream again");
    }
    if (codec.isFull()) {
      throw new SynnaxException(
          Code.TOO_SLOW,
          "too many updates of the live stream wait for frames that nobody has read: read faster");
    }
    send(set, ToProto.updateStreamer(set.channelKeys()));
    updatedKeys = keys(channels);
  }

  private void refuseIfEnded() {
    SynnaxException reason = endReason();
    if (reason != null) {
      throw reason;
    }
  }

  /** Why there will be no more messages, though some may be unread; null while it is open. */
  @Nullable SynnaxException endReason() {
    Status end = call.end();
    boolean ended = end != null || call.isClosed();
    SynnaxException reason = ended ? reasonOf(end == null ? Status.CANCELLED : end) : null;
    // Last: a failure closes the call after it is set.
    SynnaxException known = failure;
    return known == null ? reason : known.copy();
  }

  /** Whether there will be no more messages. Does not wait. */
  boolean hasEnded() {
    return call.end() != null || call.isClosed();
  }

  @Override
  public void updateChannels(ChannelSelector channels) {
    refuseIfEnded();
    updateChannels(new ChannelRetriever(session).selected(channels));
  }

  @Override
  public long droppedFrames() {
    return call.droppedMessages();
  }

  @Override
  public void onChange(Runnable callback) {
    onChange = callback;
  }

  @Override
  public boolean isClosed() {
    return call.isClosed() || session.isClosed();
  }

  @Override
  public void close() {
    call.close();
  }
}

package io.synnaxconnect.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.FrameIteratorServiceGrpc;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One open iterator over stored samples. As long as it is open its channels cannot be deleted:
 * close it soon. One thread commands; any thread may close.
 */
final class FrameIterator implements AutoCloseable {

  /** How many of the largest messages an answer may be; each node sends its part. */
  private static final long MAX_ANSWERS = 8;

  /** How many messages an answer may have beside those that bring channels, however small. */
  private static final long MAX_MESSAGES = 10_000;

  /** How many messages of an answer may be about one channel: a server sends each by itself. */
  private static final long MAX_MESSAGES_PER_CHANNEL = 8;

  private static final int DATA = 2;
  private static final String READ = "read the history";

  private final Session session;
  private final AddressConnection link;
  private final DuplexCall<IteratorRequest, IteratorResponse> call;
  private final FrameCodec codec = new FrameCodec();
  private final ServerVersion version;
  private final long maxMessages;

  private FrameIterator(
      Session session, AddressConnection link, LoginResponse login, int channelCount) {
    this.session = session;
    this.link = link;
    this.maxMessages = MAX_MESSAGES + MAX_MESSAGES_PER_CHANNEL * channelCount;
    this.version = FromProto.version(login);
    this.call =
        DuplexCall.start(
            link.connection().duplex(FrameIteratorServiceGrpc.getExecMethod(), login.getToken()));
  }

  /**
   * Opens an iterator.
   *
   * @param channels stored channels only: one other refuses them all
   * @param chunkSamples samples of each channel in one automatic step
   * @param following commands as for {@link #send}
   */
  static FrameIterator open(
      Session session,
      Collection<Channel> channels,
      TimeRange range,
      int chunkSamples,
      IteratorRequest... following) {
    return session.authenticated(
        "open an iterator",
        GrpcStreamer.keys(channels),
        " over " + channels.size() + " channels",
        (link, login) -> {
          FrameIterator iterator =
              start(session, link, login, channels, range, chunkSamples, following);
          try {
            iterator.answer(new ArrayList<>());
            return iterator;
          } catch (InterruptedException e) {
            iterator.call.close();
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
          } catch (RuntimeException | Error e) {
            iterator.call.close();
            throw e;
          }
        });
  }

  /** Asks for an iterator, without waiting: its first answer is the acknowledgement of that. */
  static FrameIterator start(
      Session session,
      AddressConnection link,
      LoginResponse login,
      Collection<Channel> channels,
      TimeRange range,
      int chunkSamples,
      IteratorRequest... following) {
    ChannelSet set = ChannelSet.of(channels, FromProto.version(login));
    FrameIterator iterator = new FrameIterator(session, link, login, channels.size());
    try {
      iterator.codec.addState(CodecState.of(set.dataTypes()));
      iterator.send(ToProto.openIterator(set.channelKeys(), range, chunkSamples));
      iterator.send(following);
      return iterator;
    } catch (RuntimeException | Error e) {
      iterator.call.close();
      throw e;
    }
  }

  /**
   * Sends commands whose answers are taken later, in order: waiting for each costs more than the
   * commands. Only for channels of one node, whose answers come in order, and without automatic
   * steps that may begin where nothing is stored.
   */
  void send(IteratorRequest... commands) {
    for (IteratorRequest command : commands) {
      call.send(command);
    }
  }

  /** Whether the oldest command that was sent found anything. */
  boolean takeAcknowledgement() throws InterruptedException {
    return command(() -> answer(new ArrayList<>()));
  }

  /** What the oldest command that was sent has read. */
  List<Frame> takeFrames() throws InterruptedException {
    List<Frame> frames = new ArrayList<>();
    command(() -> answer(frames));
    return frames;
  }

  /** Goes to the start of the bounds; false when nothing is stored there. */
  boolean seekFirst() throws InterruptedException {
    return command(ToProto.seekFirst(), new ArrayList<>());
  }

  /** Goes to the end; false if nothing is stored in the bounds. */
  boolean seekLast() throws InterruptedException {
    return command(ToProto.seekLast(), new ArrayList<>());
  }

  /** Moves the bounds; a seek must follow. */
  void setBounds(TimeRange range) throws InterruptedException {
    command(ToProto.setBounds(range), new ArrayList<>());
  }

  /**
   * Seeks the start of each of some bounds. All commands are sent before the first answer is read.
   *
   * @return the number of the first bounds in which anything is stored, -1 for none
   */
  int firstFilled(List<TimeRange> bounds) throws InterruptedException {
    for (TimeRange range : bounds) {
      send(ToProto.setBounds(range), ToProto.seekFirst());
    }
    for (int i = 0; i < bounds.size(); i++) {
      takeAcknowledgement();
      if (takeAcknowledgement()) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads one automatic step. What is committed after the end was reached shows only after a seek.
   *
   * @return the frames, none when the bounds are exhausted
   */
  List<Frame> nextChunk() throws InterruptedException {
    return frames(ToProto.nextChunk());
  }

  /** Reads one automatic step backwards. */
  List<Frame> previousChunk() throws InterruptedException {
    return frames(ToProto.previousChunk());
  }

  /** Reads a span of fixed length backwards. */
  List<Frame> previous(long spanNanos) throws InterruptedException {
    return frames(ToProto.previous(spanNanos));
  }

  /** Reads a span of fixed length; nothing but the span bounds the answer. */
  List<Frame> next(long spanNanos) throws InterruptedException {
    return frames(ToProto.next(spanNanos));
  }

  /**
   * Asks what ended a step in which some channel brought nothing: a server that fails inside says
   * so only when it is asked before the next seek; from 0.59 on also at the end of the call.
   *
   * @throws SynnaxException with {@code SERVER_ERROR} when the step failed, and did not just find
   *     the end of what is stored
   */
  void checkStep() throws InterruptedException {
    command(ToProto.iteratorError(), new ArrayList<>());
  }

  /**
   * Ends the call in order, and waits for its status.
   *
   * @throws SynnaxException when the server failed during the reading
   */
  void finish() throws InterruptedException {
    call.halfClose();
    try {
      IteratorResponse more = call.read(session.requestTimeout().toNanos());
      while (more != null) {
        more = call.read(session.requestTimeout().toNanos());
      }
      throw session.translate(link, READ, noAnswer().getStatus());
    } catch (StatusRuntimeException e) {
      if (call.isClosed()) {
        throw closedHere();
      }
      if (!e.getStatus().isOk() && !isEndOfData(String.valueOf(e.getStatus().getDescription()))) {
        throw session.translate(link, READ, e.getStatus());
      }
    }
  }

  private static SynnaxException closedHere() {
    return new SynnaxException(Code.CLOSED, "the iterator was closed on our side");
  }

  private List<Frame> frames(IteratorRequest request) throws InterruptedException {
    List<Frame> frames = new ArrayList<>();
    command(request, frames);
    return frames;
  }

  /** Sends a command or not, and returns its acknowledgement. */
  private interface Command {
    boolean run() throws InterruptedException;
  }

  private boolean command(IteratorRequest request, List<Frame> frames) throws InterruptedException {
    return command(() -> exchange(request, frames));
  }

  private boolean command(Command command) throws InterruptedException {
    try {
      return command.run();
    } catch (StatusRuntimeException e) {
      throw call.isClosed() ? closedHere() : session.translate(link, READ, e.getStatus());
    }
  }

  /** Sends one command and takes its answers up to the acknowledgement, which it returns. */
  private boolean exchange(IteratorRequest request, List<Frame> frames)
      throws InterruptedException {
    call.send(request);
    return answer(frames);
  }

  private boolean answer(List<Frame> frames) throws InterruptedException {
    long bytes = 0;
    for (long messages = 0; messages < maxMessages; messages++) {
      IteratorResponse answer = call.read(session.requestTimeout().toNanos());
      if (answer == null) {
        throw noAnswer();
      }
      if (answer.getVariant() != DATA) {
        checkError(answer);
        return answer.getAck();
      }
      Frame frame = decode(answer);
      bytes += frame.retainedBytes();
      if (bytes > MAX_ANSWERS * link.options().limits().maxMessageBytes()) {
        // Asked for again in smaller steps.
        throw new SynnaxException(
            Code.MESSAGE_TOO_LARGE,
            "could not "
                + READ
                + ": the server answers one step with more than "
                + bytes
                + " bytes; raise the limit of message bytes, or ask for fewer channels");
      }
      if (!frame.isEmpty()) {
        frames.add(frame);
      }
    }
    throw new SynnaxException(
        Code.MALFORMED, "could not " + READ + ": the server does not end its answer to one step");
  }

  private StatusRuntimeException noAnswer() {
    return Status.DEADLINE_EXCEEDED
        .withDescription("no answer within " + session.requestTimeout().toMillis() + " ms")
        .asRuntimeException();
  }

  private static boolean isEndOfData(String text) {
    return text.contains("discontinuous");
  }

  /** Success is a type, not its absence. The end of stored data is not an error. */
  private void checkError(IteratorResponse answer) {
    String type = answer.getError().getType();
    String data = answer.getError().getData();
    if (type.isEmpty() || type.equals("nil") || isEndOfData(data)) {
      return;
    }
    throw Status.UNKNOWN.withDescription(type + "---" + data).asRuntimeException();
  }

  private Frame decode(IteratorResponse answer) {
    try {
      return answer.getBuffer().isEmpty()
          ? FromProto.frame(answer.getFrame(), FrameChannels.NONE)
          : codec.decode(answer.getBuffer().asReadOnlyByteBuffer());
    } catch (MalformedFrameException e) {
      throw version.unreadable(READ, e);
    }
  }

  /** Cancels the call: the server drops the iterator at once. */
  @Override
  public void close() {
    call.close();
  }
}

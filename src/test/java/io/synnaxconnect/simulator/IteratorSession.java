package io.synnaxconnect.simulator;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.ErrorMessage;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One open iterator over stored samples (protocol section 10). Used by one call, in order. */
final class IteratorSession implements AutoCloseable {

  private static final int ACKNOWLEDGEMENT = 1;
  private static final int DATA = 2;

  private final Core core;
  private final StreamObserver<IteratorResponse> out;
  private final List<IteratorColumn> columns;
  private final CodecState state;
  private int sequence;
  private boolean valid;
  private boolean failed;

  private IteratorSession(
      Core core,
      StreamObserver<IteratorResponse> out,
      List<Channel> channels,
      IteratorRequest request) {
    this.core = core;
    this.out = out;
    this.columns = IteratorColumn.of(core, channels, request);
    this.state = CodecState.of(1, channels);
  }

  /** Opens and acknowledges, or throws the server's refusal. */
  static IteratorSession open(
      Core core, User user, IteratorRequest request, StreamObserver<IteratorResponse> out) {
    List<Long> keys = request.getKeysList().stream().map(Integer::toUnsignedLong).toList();
    if (keys.isEmpty()) {
      throw CoreError.atField("keys", "must be non-empty");
    }
    List<Channel> channels = core.channels().require(keys);
    core.access().checkRead(user, channels);
    IteratorSession session = new IteratorSession(core, out, channels, request);
    core.addIterator(session);
    out.onNext(
        IteratorResponse.newBuilder()
            .setVariant(ACKNOWLEDGEMENT)
            .setFrame(FrameMessage.getDefaultInstance())
            .setAck(true)
            .setError(CoreError.NIL)
            .build());
    return session;
  }

  boolean reads(long channelKey) {
    return columns.stream().anyMatch(column -> column.cursor().channelKey() == channelKey);
  }

  /** Carries out one command and answers it. */
  void onCommand(IteratorRequest request) {
    synchronized (core.storage()) {
      switch (request.getCommand()) {
        case 1 -> step(request, cursor -> cursor.next(request.getSpan()));
        case 2 -> step(request, cursor -> cursor.previous(request.getSpan()));
        case 3 -> seek(request, ChannelCursor::seekFirst);
        case 4 -> seek(request, ChannelCursor::seekLast);
        case 5 -> seek(request, cursor -> cursor.seekLowerOrEqual(request.getStamp()));
        case 6 -> seek(request, cursor -> cursor.seekGreaterOrEqual(request.getStamp()));
        case 7 -> acknowledge(request, valid, CoreError.NIL);
        case 8 -> acknowledge(request, false, error());
        case 9 -> setBounds(request);
        default ->
            acknowledge(
                request,
                false,
                CoreError.validation("IteratorCommand must be between 1 and 9").toMessage());
      }
    }
    sequence++;
  }

  private void step(IteratorRequest request, IteratorColumn.Step step) {
    valid = false;
    failed |= core.faults().failsNextRead();
    List<IteratorColumn> reading = failed ? columns.subList(0, columns.size() - 1) : columns;
    boolean inOneMessage = columns.stream().anyMatch(IteratorColumn::isCalculated);
    List<LiveSeries> together = new ArrayList<>();
    for (IteratorColumn column : reading) {
      List<LiveSeries> series = column.step(step);
      valid |= !series.isEmpty();
      if (inOneMessage) {
        together.addAll(series);
      } else if (!series.isEmpty()) {
        out.onNext(data(series, 1));
      }
    }
    if (!together.isEmpty()) {
      out.onNext(data(together, 0));
    }
    acknowledge(request, valid, CoreError.NIL);
  }

  private void seek(IteratorRequest request, Predicate<ChannelCursor> seek) {
    boolean found = false;
    failed = false;
    for (IteratorColumn column : columns) {
      found |= seek.test(column.cursor());
    }
    acknowledge(request, found, CoreError.NIL);
  }

  private void setBounds(IteratorRequest request) {
    failed = false;
    for (IteratorColumn column : columns) {
      column.cursor().setBounds(request.getRange().getStart(), request.getRange().getEnd());
    }
    acknowledge(request, true, CoreError.NIL);
  }

  /** How the call ends after the client has nothing more to say. */
  void finish() {
    if (failed && core.profile().reportsFailedReadsAtClose()) {
      throw CoreError.unknown("file already closed");
    }
  }

  private ErrorMessage error() {
    if (failed) {
      return CoreError.unknown("file already closed").toMessage();
    }
    for (IteratorColumn column : columns) {
      String text = column.cursor().error();
      if (text != null) {
        CoreError error = CoreError.validation(text);
        return new CoreError(core.profile().discontinuousType(), error.data()).toMessage();
      }
    }
    return CoreError.NIL;
  }

  private IteratorResponse data(List<LiveSeries> series, int nodeKey) {
    IteratorResponse.Builder response =
        IteratorResponse.newBuilder()
            .setVariant(DATA)
            .setCommand(1)
            .setNodeKey(nodeKey)
            .setSeqNum(sequence)
            .setError(CoreError.NIL);
    if (core.profile().usesBuffers()) {
      byte[] buffer = FrameEncoder.encode(state, series);
      return response.setBuffer(UnsafeByteOperations.unsafeWrap(buffer)).build();
    }
    return response.setFrame(core.profile().frame(state, series)).build();
  }

  private void acknowledge(IteratorRequest request, boolean ack, ErrorMessage error) {
    out.onNext(
        IteratorResponse.newBuilder()
            .setVariant(ACKNOWLEDGEMENT)
            .setCommand(request.getCommand())
            .setFrame(FrameMessage.getDefaultInstance())
            .setNodeKey(1)
            .setAck(ack)
            .setSeqNum(sequence)
            .setError(error)
            .build());
  }

  @Override
  public void close() {
    core.removeIterator(this);
  }
}

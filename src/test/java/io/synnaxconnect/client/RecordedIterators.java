package io.synnaxconnect.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.proto.FrameIteratorServiceGrpc;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.SeriesMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers iterators as recorded: an open finds the recorded call of the same keys and chunk, and
 * each later request must be the next one of that call, byte by byte.
 */
final class RecordedIterators extends FrameIteratorServiceGrpc.FrameIteratorServiceImplBase {

  private static final int STEP = 1;
  private static final int SEEK_FIRST = 3;
  private static final int SET_BOUNDS = 9;
  private static final int ERROR = 8;

  private final List<List<Exchange>> calls = new ArrayList<>();
  private final int indexKey;
  private final long firstNanos;
  private final long lastNanos;

  /**
   * Prepares the answers.
   *
   * @param firstNanos the first timestamp in the recording
   * @param lastNanos the last one
   */
  RecordedIterators(Recording recording, long firstNanos, long lastNanos) {
    this.lastNanos = lastNanos;
    this.indexKey = (int) recording.channels().get(0).key();
    this.firstNanos = firstNanos;
    Set<String> names = new HashSet<>();
    for (Exchange exchange : recording.exchanges()) {
      if (exchange.isRequestOf(RecordedFrames.ITERATOR) && names.add(exchange.call())) {
        calls.add(recording.stream(RecordedFrames.ITERATOR, exchange.call()));
      }
    }
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  @Override
  public StreamObserver<IteratorRequest> exec(StreamObserver<IteratorResponse> answers) {
    return new Replay(answers);
  }

  private final class Replay implements StreamObserver<IteratorRequest> {
    private final StreamObserver<IteratorResponse> answers;
    private final ArrayDeque<Exchange> rest = new ArrayDeque<>();
    private boolean looked;
    private boolean looksBeyond;
    private boolean sentFirst;

    Replay(StreamObserver<IteratorResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(IteratorRequest request) {
      if (rest.isEmpty()) {
        calls.stream()
            .filter(call -> opensTheSame(call.get(0), request))
            .findFirst()
            .ifPresent(rest::addAll);
        answerNext();
        return;
      }
      if (isLook(request)) {
        answerLook(request);
        return;
      }
      Exchange recorded = rest.peek();
      boolean isRecorded = recorded != null && recorded.bytes().equals(request.toByteString());
      if (!isRecorded && request.getCommand() == ERROR) {
        // Nobody asked then, and no step of these recordings failed.
        answers.onNext(IteratorResponse.newBuilder().setVariant(1).build());
        return;
      }
      if (!isRecorded) {
        answers.onError(
            FakeSynnax.unknown("sy.validation---never recorded: " + request).asRuntimeException());
        return;
      }
      answerNext();
    }

    /**
     * Bounds that begin a nanosecond earlier, a step of a nanosecond there, and the seeks before
     * and after it; bounds that begin after the last sample, and the seek there: nobody did that
     * when this was recorded.
     */
    private boolean isLook(IteratorRequest request) {
      boolean isEarly =
          request.getCommand() == SET_BOUNDS && request.getRange().getStart() == firstNanos - 1;
      boolean isBeyond =
          request.getCommand() == SET_BOUNDS && request.getRange().getStart() == lastNanos + 1;
      looksBeyond |= isBeyond;
      boolean isStep = isStepOfANanosecond(request);
      boolean isSeek = looked && request.getCommand() == SEEK_FIRST;
      looked |= isEarly || isStep || isBeyond;
      return isEarly || isStep || isBeyond || isSeek;
    }

    private static boolean isStepOfANanosecond(IteratorRequest request) {
      return request.getCommand() == STEP && request.getSpan() == 1;
    }

    /** The recorded range begins exactly with the first sample, and nothing follows the last. */
    private void answerLook(IteratorRequest request) {
      if (!sentFirst && isStepOfANanosecond(request)) {
        sentFirst = true;
        SeriesMessage first =
            SeriesMessage.newBuilder()
                .setDataType("timestamp")
                .setData(UnsafeByteOperations.unsafeWrap(littleEndian(firstNanos)))
                .build();
        answers.onNext(
            IteratorResponse.newBuilder()
                .setVariant(2)
                .setFrame(FrameMessage.newBuilder().addKeys(indexKey).addSeries(first))
                .build());
      }
      boolean finds = !(looksBeyond && request.getCommand() == SEEK_FIRST);
      answers.onNext(IteratorResponse.newBuilder().setVariant(1).setAck(finds).build());
    }

    /** The answers of the next recorded request. */
    private void answerNext() {
      rest.poll();
      while (!rest.isEmpty() && rest.peek().direction().equals("response")) {
        answer(rest.remove());
      }
    }

    /** The range does not matter where other bounds are set before the first read. */
    private static boolean opensTheSame(Exchange recorded, IteratorRequest request) {
      try {
        IteratorRequest open = IteratorRequest.parseFrom(recorded.bytes());
        return open.getKeysList().equals(request.getKeysList())
            && open.getChunkSize() == request.getChunkSize();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    private void answer(Exchange response) {
      try {
        answers.onNext(IteratorResponse.parseFrom(response.bytes()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }
}

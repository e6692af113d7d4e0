package io.synnaxconnect.contract;

import io.grpc.Status;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.FrameIteratorServiceGrpc;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.TimeRangeMessage;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** An iterator over stored samples: one command at a time, each with all its answers. */
final class ContractIterator {

  static final long AUTO_SPAN = -1;
  static final int NEXT = 1;
  static final int PREV = 2;
  static final int SEEK_FIRST = 3;
  static final int SEEK_LAST = 4;
  static final int SEEK_LE = 5;
  static final int SEEK_GE = 6;
  static final int VALID = 7;
  static final int ERROR = 8;
  static final int SET_BOUNDS = 9;
  private static final int ACKNOWLEDGEMENT = 1;
  private static final int DATA = 2;

  /**
   * All that one command brought.
   *
   * @param answer the acknowledgement that ended it
   * @param messages the data messages in order, each with its series
   */
  record Step(IteratorResponse answer, List<IteratorResponse> raw, List<WireFrame> messages) {

    boolean ack() {
      return answer.getAck();
    }

    /** All series of a channel, in order. */
    List<WireSeries> of(ChannelMessage channel) {
      long key = Integer.toUnsignedLong(channel.getKey());
      return messages.stream()
          .flatMap(m -> m.series().stream())
          .filter(s -> s.key() == key)
          .toList();
    }

    /** All 8-byte samples of a channel, in order. */
    List<Long> longsOf(ChannelMessage channel) {
      return of(channel).stream().flatMap(s -> s.longs().stream()).toList();
    }
  }

  private final BidiCall<IteratorRequest, IteratorResponse> call;
  private final SortedMap<Long, DataType> state = new TreeMap<>();

  private ContractIterator(BidiCall<IteratorRequest, IteratorResponse> call) {
    this.call = call;
  }

  /** Sends the opening without waiting for its answer. */
  static ContractIterator start(
      ContractClient client, long start, long end, long chunk, ChannelMessage... channels) {
    ContractIterator iterator =
        new ContractIterator(
            client.call(FrameIteratorServiceGrpc.getExecMethod(), client.authorization()));
    for (ChannelMessage channel : channels) {
      iterator.state.put(
          Integer.toUnsignedLong(channel.getKey()),
          Objects.requireNonNull(DataType.ofWireName(channel.getDataType())));
    }
    iterator.call.send(
        IteratorRequest.newBuilder()
            .setRange(range(start, end))
            .addAllKeys(Arrays.stream(channels).map(ChannelMessage::getKey).toList())
            .setChunkSize(chunk)
            .build());
    return iterator;
  }

  static ContractIterator open(
      ContractClient client, long start, long end, long chunk, ChannelMessage... channels) {
    ContractIterator iterator = start(client, start, end, chunk, channels);
    IteratorResponse answer = iterator.answer();
    if (!answer.getAck() || !answer.getError().getType().equals("nil")) {
      throw new AssertionError("not the answer of an opened iterator: " + answer);
    }
    return iterator;
  }

  private static TimeRangeMessage range(long start, long end) {
    return TimeRangeMessage.newBuilder().setStart(start).setEnd(end).build();
  }

  IteratorResponse answer() {
    return call.next();
  }

  Status status() {
    return call.status();
  }

  /** Ends the iterator in the regular way. */
  Status finish() {
    call.halfClose();
    return call.status();
  }

  Step next() {
    return next(AUTO_SPAN);
  }

  Step next(long spanNanos) {
    return run(IteratorRequest.newBuilder().setCommand(NEXT).setSpan(spanNanos));
  }

  Step previous(long spanNanos) {
    return run(IteratorRequest.newBuilder().setCommand(PREV).setSpan(spanNanos));
  }

  Step seek(int command, long stamp) {
    return run(IteratorRequest.newBuilder().setCommand(command).setStamp(stamp));
  }

  Step seekFirst() {
    return run(IteratorRequest.newBuilder().setCommand(SEEK_FIRST));
  }

  Step setBounds(long start, long end) {
    return run(IteratorRequest.newBuilder().setCommand(SET_BOUNDS).setRange(range(start, end)));
  }

  /** Asks why there is no more. */
  Step error() {
    return run(IteratorRequest.newBuilder().setCommand(ERROR));
  }

  Step run(IteratorRequest.Builder command) {
    call.send(command.build());
    List<IteratorResponse> raw = new ArrayList<>();
    IteratorResponse response = call.next();
    while (response.getVariant() == DATA) {
      raw.add(response);
      response = call.next();
    }
    if (response.getVariant() != ACKNOWLEDGEMENT) {
      throw new AssertionError("neither data nor acknowledgement: " + response);
    }
    return new Step(response, raw, raw.stream().map(this::decode).toList());
  }

  private WireFrame decode(IteratorResponse response) {
    return response.getBuffer().isEmpty()
        ? WireFrame.of(response.getFrame())
        : WireFrame.decode(response.getBuffer(), sequence -> state);
  }

  /** Steps with automatic span to the end of the data, from the first sample. */
  List<Step> readAll() {
    List<Step> steps = new ArrayList<>();
    if (!seekFirst().ack()) {
      return steps;
    }
    for (Step step = next(); step.ack(); step = next()) {
      steps.add(step);
      if (steps.size() > 10_000) {
        throw new AssertionError("the iterator does not come to an end");
      }
    }
    return steps;
  }

  /** All 8-byte samples of a channel between two times, read in the regular way. */
  static List<Long> read(ContractClient client, long start, long end, ChannelMessage channel) {
    ContractIterator iterator = open(client, start, end, 0, channel);
    List<Long> values =
        iterator.readAll().stream().flatMap(s -> s.longsOf(channel).stream()).toList();
    iterator.finish();
    return values;
  }
}

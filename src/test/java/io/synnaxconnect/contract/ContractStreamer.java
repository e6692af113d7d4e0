package io.synnaxconnect.contract;

import io.grpc.Status;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A live stream as the cluster sends it, and the channel sets it was asked for. */
final class ContractStreamer {

  /** How long a test watches that nothing comes. */
  static final Duration QUIET = Duration.ofMillis(300);

  private final BidiCall<StreamerRequest, StreamerResponse> call;
  private final StreamerResponse acknowledgement;
  private final List<SortedMap<Long, DataType>> states = new ArrayList<>();

  private ContractStreamer(
      BidiCall<StreamerRequest, StreamerResponse> call,
      UnaryOperator<StreamerRequest.Builder> options,
      ChannelMessage... channels) {
    this.call = call;
    send(options, channels);
    acknowledgement = call.next();
  }

  /** Opens and takes the acknowledgement. */
  static ContractStreamer open(
      ContractClient client,
      UnaryOperator<StreamerRequest.Builder> options,
      ChannelMessage... channels) {
    ContractStreamer streamer =
        new ContractStreamer(
            client.call(FrameStreamerServiceGrpc.getExecMethod(), client.authorization()),
            options,
            channels);
    client.awaitReach();
    return streamer;
  }

  /** Replaces the channel set. */
  void update(ChannelMessage... channels) {
    send(options -> options, channels);
  }

  /** Replaces the channel set and tries to change options too. */
  void update(UnaryOperator<StreamerRequest.Builder> options, ChannelMessage... channels) {
    send(options, channels);
  }

  /** Asks for keys that no channel has, without registering a state. */
  void updateToUnknownKey(int key) {
    call.send(StreamerRequest.newBuilder().addKeys(key).build());
  }

  private void send(UnaryOperator<StreamerRequest.Builder> options, ChannelMessage... channels) {
    SortedMap<Long, DataType> state = new TreeMap<>();
    for (ChannelMessage channel : channels) {
      DataType type = Objects.requireNonNull(DataType.ofWireName(channel.getDataType()));
      state.put(Integer.toUnsignedLong(channel.getKey()), type);
    }
    if (!state.isEmpty()) {
      states.add(state);
    }
    List<Integer> keys = Arrays.stream(channels).map(ChannelMessage::getKey).toList();
    call.send(options.apply(StreamerRequest.newBuilder()).addAllKeys(keys).build());
  }

  StreamerResponse acknowledgement() {
    return acknowledgement;
  }

  /** The next frame with series; empty ones are legal at any time. */
  WireFrame frame() {
    while (true) {
      WireFrame frame = decode(call.next());
      if (!frame.series().isEmpty()) {
        return frame;
      }
    }
  }

  /** The next message as a frame, empty or not; nothing after a while of silence. */
  Optional<WireFrame> frameUnlessQuiet() {
    return call.poll(QUIET).map(this::decode);
  }

  /** Frames until {@code count} samples of a channel have come. */
  List<WireFrame> framesWith(ChannelMessage channel, int count) {
    List<WireFrame> frames = new ArrayList<>();
    long key = Integer.toUnsignedLong(channel.getKey());
    for (int samples = 0; samples < count; ) {
      WireFrame frame = frame();
      frames.add(frame);
      samples +=
          frame.series().stream().filter(s -> s.key() == key).mapToInt(WireSeries::length).sum();
    }
    return frames;
  }

  private WireFrame decode(StreamerResponse response) {
    if (response.getBuffer().isEmpty()) {
      return WireFrame.of(response.getFrame());
    }
    return WireFrame.decode(response.getBuffer(), sequence -> states.get(sequence - 1));
  }

  void halfClose() {
    call.halfClose();
  }

  boolean isOpen() {
    return call.isOpen();
  }

  Status status() {
    return call.status();
  }
}

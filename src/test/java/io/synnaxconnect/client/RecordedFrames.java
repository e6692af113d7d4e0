package io.synnaxconnect.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows the streams of a recording as a client does, and decodes what comes. */
final class RecordedFrames {

  static final String STREAMER = "FrameStreamerService";
  static final String ITERATOR = "FrameIteratorService";

  private final Recording recording;
  private final Map<String, FrameCodec> codecs = new HashMap<>();

  private RecordedFrames(Recording recording) {
    this.recording = recording;
  }

  /** The frames of all streamer and iterator responses, by number of exchange. */
  static Map<Integer, Frame> decode(Recording recording)
      throws MalformedFrameException, InvalidProtocolBufferException {
    RecordedFrames frames = new RecordedFrames(recording);
    Map<Integer, Frame> decoded = new LinkedHashMap<>();
    for (Exchange exchange : recording.exchanges()) {
      frames.follow(exchange, decoded);
    }
    return decoded;
  }

  private void follow(Exchange exchange, Map<Integer, Frame> decoded)
      throws MalformedFrameException, InvalidProtocolBufferException {
    ByteString bytes = exchange.bytes();
    if (exchange.isRequestOf(STREAMER)) {
      addState(exchange, StreamerRequest.parseFrom(bytes).getKeysList());
    } else if (exchange.isRequestOf(ITERATOR)) {
      addState(exchange, IteratorRequest.parseFrom(bytes).getKeysList());
    } else if (exchange.isResponseOf(STREAMER)) {
      StreamerResponse response = StreamerResponse.parseFrom(bytes);
      decoded.put(exchange.i(), decode(exchange, response.getBuffer(), response.getFrame()));
    } else if (exchange.isResponseOf(ITERATOR)) {
      IteratorResponse response = IteratorResponse.parseFrom(bytes);
      decoded.put(exchange.i(), decode(exchange, response.getBuffer(), response.getFrame()));
    }
  }

  private void addState(Exchange exchange, List<Integer> channelKeys) {
    Map<Long, DataType> types = recording.dataTypes(channelKeys);
    if (!types.isEmpty()) {
      codec(exchange).addState(CodecState.of(types));
    }
  }

  private Frame decode(Exchange exchange, ByteString buffer, FrameMessage frame)
      throws MalformedFrameException {
    return buffer.isEmpty()
        ? FromProto.frame(frame, FrameChannels.NONE)
        : codec(exchange).decode(buffer.asReadOnlyByteBuffer());
  }

  private FrameCodec codec(Exchange exchange) {
    return codecs.computeIfAbsent(exchange.stream(), stream -> new FrameCodec());
  }
}

package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.TimeRangeMessage;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Collection;
import java.util.List;

/** Every request that this client sends. Channel keys are unsigned 32-bit numbers. */
final class ToProto {

  /** Maximum size of one message that a server accepts. */
  static final int MAX_REQUEST_BYTES = 4 << 20;

  private static final int NEXT = 1;
  private static final int PREVIOUS = 2;
  private static final int SEEK_FIRST = 3;
  private static final int SEEK_LAST = 4;
  private static final int ERROR = 8;
  private static final int SET_BOUNDS = 9;
  private static final long AUTO_SPAN = -1;

  private ToProto() {}

  static ConnectivityRequest connectivity() {
    return ConnectivityRequest.getDefaultInstance();
  }

  static LoginRequest login(SynnaxClientOptions.Credentials credentials) {
    return LoginRequest.newBuilder()
        .setUsername(credentials.username())
        .setPassword(credentials.password())
        .build();
  }

  static ChannelRetrieveRequest allChannels() {
    return ChannelRetrieveRequest.getDefaultInstance();
  }

  static ChannelRetrieveRequest channelsByKeys(Collection<Long> channelKeys) {
    return ChannelRetrieveRequest.newBuilder().addAllKeys(unsigned(channelKeys)).build();
  }

  static ChannelRetrieveRequest channelsByNames(Collection<String> names) {
    return ChannelRetrieveRequest.newBuilder().addAllNames(names).build();
  }

  static StreamerRequest openStreamer(Collection<Long> channelKeys, StreamerOptions options) {
    return StreamerRequest.newBuilder()
        .addAllKeys(unsigned(channelKeys))
        .setDownsampleFactor(options.downsampleFactor())
        .setThrottleRateHz(options.throttleRateHz())
        .addAllExcludeGroups(unsigned(options.excludeGroups()))
        .build();
  }

  /** After the open, a server uses nothing but the keys. */
  static StreamerRequest updateStreamer(Collection<Long> channelKeys) {
    return StreamerRequest.newBuilder().addAllKeys(unsigned(channelKeys)).build();
  }

  /** Keys belong into this one alone: in a later command they would cut the data. */
  static IteratorRequest openIterator(
      Collection<Long> channelKeys, TimeRange range, int chunkSamples) {
    return IteratorRequest.newBuilder()
        .addAllKeys(unsigned(channelKeys))
        .setRange(message(range))
        .setChunkSize(chunkSamples)
        .build();
  }

  static IteratorRequest nextChunk() {
    return IteratorRequest.newBuilder().setCommand(NEXT).setSpan(AUTO_SPAN).build();
  }

  static IteratorRequest previousChunk() {
    return IteratorRequest.newBuilder().setCommand(PREVIOUS).setSpan(AUTO_SPAN).build();
  }

  static IteratorRequest next(long spanNanos) {
    return IteratorRequest.newBuilder().setCommand(NEXT).setSpan(spanNanos).build();
  }

  static IteratorRequest previous(long spanNanos) {
    return IteratorRequest.newBuilder().setCommand(PREVIOUS).setSpan(spanNanos).build();
  }

  static IteratorRequest seekFirst() {
    return IteratorRequest.newBuilder().setCommand(SEEK_FIRST).build();
  }

  static IteratorRequest seekLast() {
    return IteratorRequest.newBuilder().setCommand(SEEK_LAST).build();
  }

  /** Asks what ended an iterator. */
  static IteratorRequest iteratorError() {
    return IteratorRequest.newBuilder().setCommand(ERROR).build();
  }

  static IteratorRequest setBounds(TimeRange range) {
    return IteratorRequest.newBuilder().setCommand(SET_BOUNDS).setRange(message(range)).build();
  }

  /** Refuses a request that a server would not accept, before it is sent. */
  static void checkSize(MessageLite request) {
    if (request.getSerializedSize() > MAX_REQUEST_BYTES) {
      throw new SynnaxException(
          SynnaxException.Code.MESSAGE_TOO_LARGE,
          "a request of "
              + request.getSerializedSize()
              + " bytes was not sent: a Synnax server accepts at most "
              + MAX_REQUEST_BYTES
              + "; ask for fewer channels at once");
    }
  }

  private static TimeRangeMessage message(TimeRange range) {
    TimeStamp end = range.end();
    return TimeRangeMessage.newBuilder()
        .setStart(range.start().nanos())
        .setEnd(end.nanos())
        .build();
  }

  private static List<Integer> unsigned(Collection<Long> numbers) {
    return numbers.stream().map(Long::intValue).toList();
  }
}

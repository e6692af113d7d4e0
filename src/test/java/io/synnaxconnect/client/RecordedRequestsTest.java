package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.telem.TimeRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every recorded request that this client can send is built by it to an equal message. */
class RecordedRequestsTest {

  @TestFactory
  Stream<DynamicTest> buildsTheRecordedRequest() {
    return Recording.all().stream()
        .flatMap(recording -> recording.exchanges().stream().flatMap(e -> test(recording, e)));
  }

  private static Stream<DynamicTest> test(Recording recording, Exchange exchange) {
    Built built = build(recording, exchange);
    return built == null
        ? Stream.empty()
        : Stream.of(
            DynamicTest.dynamicTest(
                recording.file() + " " + exchange.i() + " " + exchange.note(),
                () -> {
                  assertThat(built.ours()).isEqualTo(built.recorded());
                  assertThat(built.ours().toByteString()).isEqualTo(exchange.bytes());
                }));
  }

  @Test
  void coversEveryKindOfRequestThatTheClientSends() {
    // Given
    Set<Class<?>> kinds = new HashSet<>();

    // When
    for (Recording recording : Recording.all()) {
      for (Exchange exchange : recording.exchanges()) {
        Built built = build(recording, exchange);
        if (built != null) {
          kinds.add(built.ours().getClass());
        }
      }
    }

    // Then
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            ConnectivityRequest.class,
            LoginRequest.class,
            ChannelRetrieveRequest.class,
            StreamerRequest.class,
            IteratorRequest.class);
  }

  /** Files with a request that is rebuilt here. */
  static Set<String> covered() {
    Set<String> files = new TreeSet<>();
    for (Recording recording : Recording.all()) {
      if (recording.exchanges().stream().anyMatch(e -> build(recording, e) != null)) {
        files.add(recording.file());
      }
    }
    return files;
  }

  private record Built(MessageLite recorded, MessageLite ours) {}

  /** Null for what we never send: writes, broken bodies, old services, options we refuse. */
  private static @Nullable Built build(Recording recording, Exchange exchange) {
    try {
      if (exchange.isRequestOf("grpc.connectivity.ConnectivityService")) {
        return new Built(ConnectivityRequest.parseFrom(exchange.bytes()), ToProto.connectivity());
      }
      if (exchange.isRequestOf("grpc.auth.AuthLoginService")) {
        return login(LoginRequest.parseFrom(exchange.bytes()));
      }
      if (exchange.isRequestOf("grpc.channel.ChannelRetrieveService")) {
        return retrieve(ChannelRetrieveRequest.parseFrom(exchange.bytes()));
      }
      if (exchange.isRequestOf(RecordedFrames.STREAMER)) {
        return streamer(recording, exchange, StreamerRequest.parseFrom(exchange.bytes()));
      }
      return exchange.isRequestOf(RecordedFrames.ITERATOR)
          ? iterator(IteratorRequest.parseFrom(exchange.bytes()))
          : null;
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static Built login(LoginRequest request) {
    return new Built(
        request,
        ToProto.login(
            new SynnaxClientOptions.Credentials(request.getUsername(), request.getPassword())));
  }

  private static @Nullable Built retrieve(ChannelRetrieveRequest request) {
    List<Long> keys = unsigned(request.getKeysList());
    if (!request.getSearch().isEmpty() || request.getNodeKey() != 0) {
      return null;
    }
    if (request.getNamesCount() > 0) {
      return keys.isEmpty()
          ? new Built(request, ToProto.channelsByNames(request.getNamesList()))
          : null;
    }
    return new Built(
        request, keys.isEmpty() ? ToProto.allChannels() : ToProto.channelsByKeys(keys));
  }

  private static @Nullable Built streamer(
      Recording recording, Exchange exchange, StreamerRequest request) {
    List<Long> keys = unsigned(request.getKeysList());
    boolean opens =
        recording.stream(exchange.service(), exchange.call()).stream()
            .filter(e -> e.direction().equals("request"))
            .findFirst()
            .filter(exchange::equals)
            .isPresent();
    if (!opens) {
      return new Built(request, ToProto.updateStreamer(keys));
    }
    if (request.getDownsampleFactor() < 0 || request.getThrottleRateHz() < 0) {
      return null;
    }
    StreamerOptions options =
        new StreamerOptions(
            request.getDownsampleFactor(),
            request.getThrottleRateHz(),
            unsigned(request.getExcludeGroupsList()));
    return new Built(request, ToProto.openStreamer(keys, options));
  }

  private static @Nullable Built iterator(IteratorRequest request) {
    TimeRange range = TimeRange.ofNanos(request.getRange().getStart(), request.getRange().getEnd());
    return switch (request.getCommand()) {
      case 0 ->
          request.getKeysCount() == 0
              ? null
              : new Built(
                  request,
                  ToProto.openIterator(
                      unsigned(request.getKeysList()), range, (int) request.getChunkSize()));
      case 1 ->
          new Built(
              request,
              request.getSpan() == -1 ? ToProto.nextChunk() : ToProto.next(request.getSpan()));
      case 3 -> new Built(request, ToProto.seekFirst());
      case 4 -> new Built(request, ToProto.seekLast());
      case 9 -> new Built(request, ToProto.setBounds(range));
      default -> null;
    };
  }

  private static List<Long> unsigned(List<Integer> keys) {
    return keys.stream().map(Integer::toUnsignedLong).toList();
  }
}

package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A simulator with a client of raw bytes. */
final class Stand implements AutoCloseable {

  static final String STREAMER = "grpc.framer.FrameStreamerService";
  static final String RETRIEVE = "grpc.channel.ChannelRetrieveService";
  static final long START = 1_700_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private TestClient client = new TestClient(simulator);

  Simulator simulator() {
    return simulator;
  }

  TestClient client() {
    return client;
  }

  TestClient login() throws Exception {
    byte[] request =
        LoginRequest.newBuilder().setUsername("synnax").setPassword("seldon").build().toByteArray();
    byte[] answer = client.withToken(null).unary("grpc.auth.AuthLoginService", request);
    return client.withToken("Bearer " + LoginResponse.parseFrom(answer).getToken());
  }

  void reconnect() throws Exception {
    client.close();
    client = new TestClient(simulator);
    login();
  }

  /** An open stream after its acknowledgement. */
  TestClient.Call stream(long... keys) throws Exception {
    TestClient.Call call = client.open(STREAMER).send(request(keys));
    call.answer();
    return call;
  }

  static byte[] request(long... keys) {
    StreamerRequest.Builder request = StreamerRequest.newBuilder();
    for (long key : keys) {
      request.addKeys((int) key);
    }
    return request.build().toByteArray();
  }

  /** A new index with one data channel of type float64. */
  long[] group() {
    long index = simulator.createIndex("time");
    return new long[] {index, simulator.createChannel("value", DataType.FLOAT64, index)};
  }

  /** The next frame of a stream that was never updated. */
  List<LiveSeries> frame(TestClient.Call call, long... keys) throws Exception {
    List<Channel> channels =
        simulator.channels().stream()
            .filter(c -> Arrays.stream(keys).anyMatch(key -> key == c.key()))
            .toList();
    byte[] buffer = StreamerResponse.parseFrom(call.answer()).getBuffer().toByteArray();
    return FrameDecoder.decode(CodecState.of(1, channels), buffer);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The sequence number of a buffer. */
  static int sequence(byte[] answer) throws Exception {
    return Samples.intAt(StreamerResponse.parseFrom(answer).getBuffer().toByteArray(), 1);
  }

  @Override
  public void close() {
    client.close();
    simulator.close();
  }
}

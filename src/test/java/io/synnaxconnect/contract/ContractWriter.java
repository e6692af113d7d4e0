package io.synnaxconnect.contract;

import io.grpc.Status;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.FrameWriterServiceGrpc;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.proto.WriterConfig;
import io.synnaxconnect.proto.WriterRequest;
import io.synnaxconnect.proto.WriterResponse;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A writer session. Writes are answered only when they fail, commits always. */
public final class ContractWriter {

  private static final int OPEN = 0;
  private static final int WRITE = 1;
  private static final int COMMIT = 2;

  /** Samples for one channel. */
  public record Part(ChannelMessage channel, SeriesMessage series) {}

  private final BidiCall<WriterRequest, WriterResponse> call;

  private ContractWriter(BidiCall<WriterRequest, WriterResponse> call) {
    this.call = call;
  }

  /** Sends the opening without waiting for its answer. */
  static ContractWriter start(
      ContractClient client,
      UnaryOperator<WriterConfig.Builder> options,
      ChannelMessage... channels) {
    ContractWriter writer =
        new ContractWriter(
            client.call(FrameWriterServiceGrpc.getExecMethod(), client.authorization()));
    WriterConfig.Builder config =
        WriterConfig.newBuilder()
            .addAllKeys(Arrays.stream(channels).map(ChannelMessage::getKey).toList())
            .setStart(ContractSamples.T0)
            .setMode(1)
            .setEnableAutoCommit(true);
    writer.call.send(
        WriterRequest.newBuilder().setCommand(OPEN).setConfig(options.apply(config)).build());
    return writer;
  }

  static ContractWriter open(
      ContractClient client,
      UnaryOperator<WriterConfig.Builder> options,
      ChannelMessage... channels) {
    ContractWriter writer = start(client, options, channels);
    WriterResponse answer = writer.answer();
    if (answer.getCommand() != OPEN || !answer.getError().getType().equals("nil")) {
      throw new AssertionError("not the answer of an opened writer: " + answer);
    }
    return writer;
  }

  /** Stores one domain of {@code count} samples, one per millisecond, in a session of its own. */
  static void store(ContractClient client, ContractClient.Group group, long first, int count) {
    ContractWriter writer =
        client.openWriter(
            config -> config.setStart(ContractSamples.T0 + first * ContractSamples.MILLISECOND),
            group.index(),
            group.data());
    writer.write(
        group, ContractSamples.milliseconds(first, count), ContractSamples.counting(first, count));
    writer.commit();
    writer.close();
  }

  public static Part on(ChannelMessage channel, SeriesMessage series) {
    return new Part(channel, series);
  }

  public void write(Part... parts) {
    FrameMessage frame =
        FrameMessage.newBuilder()
            .addAllKeys(Arrays.stream(parts).map(p -> p.channel().getKey()).toList())
            .addAllSeries(Arrays.stream(parts).map(Part::series).toList())
            .build();
    call.send(WriterRequest.newBuilder().setCommand(WRITE).setFrame(frame).build());
  }

  /** Index and data of a group. */
  void write(ContractClient.Group group, SeriesMessage times, SeriesMessage values) {
    write(on(group.index(), times), on(group.data(), values));
  }

  /** Commits; when the answer is here all that was written before is readable. */
  public WriterResponse commit() {
    call.send(WriterRequest.newBuilder().setCommand(COMMIT).build());
    return answer();
  }

  WriterResponse answer() {
    return call.next();
  }

  /** Says that nothing more comes, and gives the end of the call. */
  Status finish() {
    call.halfClose();
    return call.status();
  }

  /** Ends the session; fails unless the server says that all went well. */
  public void close() {
    Status status = finish();
    if (!status.isOk()) {
      throw new AssertionError("the writer ended with " + status);
    }
  }

  /** End of the call. */
  Status status() {
    return call.status();
  }

  /** What comes until there is silence. */
  List<WriterResponse> unread() {
    return java.util.stream.Stream.generate(() -> call.poll(ContractStreamer.QUIET))
        .takeWhile(java.util.Optional::isPresent)
        .flatMap(java.util.Optional::stream)
        .toList();
  }
}

package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.proto.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the channel set of an open stream is replaced, and what frames on their way hold. */
@ContractSuite
class StreamerUpdateContractTest {

  private static final int UNKNOWN_KEY = 0xF_FFFF;

  private final ContractClient client;

  StreamerUpdateContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.56.0")
  void anUpdateReplacesTheSetUnderTheNextSequenceNumber() {
    // Given
    ChannelMessage a = client.createVirtual("a", "float64");
    ChannelMessage b = client.createVirtual("b", "string");
    ContractWriter writer = client.openWriter(a, b);
    ContractStreamer streamer = client.openStreamer(a);
    writer.write(on(a, counting(1, 1)), on(b, ContractSamples.strings("one")));
    WireFrame first = streamer.frame();

    // When
    streamer.update(b);

    // Then
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(first.keys()).containsExactly(key(a));
    WireFrame updated = writeUntilSequence(2, streamer, writer, a, b);
    assertThat(updated.keys()).containsExactly(key(b));
  }

  @Test
  @HeldFrom("0.56.0")
  void theSameSetAgainIsLegalAndAdvancesTheSequence() {
    // Given
    ChannelMessage a = client.createVirtual("a", "float64");
    ContractWriter writer = client.openWriter(a);
    ContractStreamer streamer = client.openStreamer(a);

    // When
    streamer.update(a);

    // Then
    WireFrame frame = writeUntilSequence(2, streamer, writer, a);
    assertThat(frame.keys()).containsExactly(key(a));
  }

  @Test
  @HeldFrom("0.56.0")
  void withoutChannelsTheStreamStaysOpenSilentAndKeepsItsSequence() {
    // Given
    ChannelMessage a = client.createVirtual("a", "float64");
    ChannelMessage b = client.createVirtual("b", "float64");
    ContractWriter writer = client.openWriter(a, b);
    ContractStreamer streamer = client.openStreamer(a);

    // When
    streamer.update();

    // Then
    drainUntilQuiet(streamer);
    writer.write(on(a, counting(1, 1)), on(b, counting(1, 1)));
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
    assertThat(streamer.isOpen()).isTrue();
    streamer.update(b);
    assertThat(writeUntilSequence(2, streamer, writer, a, b).keys()).containsExactly(key(b));
  }

  @Test
  @HeldFrom("0.56.0")
  void anUnknownKeyInAnUpdateEndsTheStream() {
    // Given
    ContractStreamer streamer = client.openStreamer(client.createVirtual("a", "float64"));

    // When
    streamer.updateToUnknownKey(UNKNOWN_KEY);

    // Then
    Refusal.of(streamer.status()).hasType("sy.query.not_found").says(String.valueOf(UNKNOWN_KEY));
  }

  @Test
  void updatesLoseNothingOfAChannelThatStays() {
    // Given
    ContractClient.Group group = client.createGroup("stays");
    ChannelMessage comes = client.createVirtual("comes", "string");
    ContractWriter writer = client.openWriter(group.index(), group.data());
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    int writes = 400;

    // When
    for (int i = 0; i < writes; i++) {
      writer.write(group, milliseconds(i, 1), counting(i, 1));
      if (i % 20 == 0) {
        // Every second update adds a variable-width channel, which changes the layout.
        update(streamer, i % 40 == 0, group, comes);
      }
    }

    // Then
    StreamedRows rows = new StreamedRows(client.cluster());
    List<Integer> sequences = new ArrayList<>();
    rows.readAll(
        writes,
        () -> {
          Optional<WireFrame> frame = streamer.frameUnlessQuiet();
          frame.ifPresent(f -> rows.add(f, group));
          frame.ifPresent(f -> sequences.add(f.sequence()));
          return frame.isPresent();
        },
        i -> writer.write(group, milliseconds(i, 1), counting(i, 1)));
    rows.assertComplete(writes);
    assertThat(sequences).isSorted();
  }

  private static void update(
      ContractStreamer streamer, boolean wide, ContractClient.Group group, ChannelMessage comes) {
    if (wide) {
      streamer.update(group.index(), group.data(), comes);
    } else {
      streamer.update(group.index(), group.data());
    }
  }

  /** An update takes effect a little later: writes until a frame has the sequence number. */
  private static WireFrame writeUntilSequence(
      int sequence, ContractStreamer streamer, ContractWriter writer, ChannelMessage... channels) {
    for (int i = 0; i < 100; i++) {
      writer.write(
          IntStream.range(0, channels.length)
              .mapToObj(c -> on(channels[c], sample(channels[c])))
              .toArray(ContractWriter.Part[]::new));
      var frame = streamer.frameUnlessQuiet();
      while (frame.isPresent() && frame.get().sequence() < sequence) {
        frame = streamer.frameUnlessQuiet();
      }
      if (frame.isPresent() && !frame.get().series().isEmpty()) {
        return frame.get();
      }
    }
    throw new AssertionError("no frame of sequence " + sequence);
  }

  private static io.synnaxconnect.proto.SeriesMessage sample(ChannelMessage channel) {
    return channel.getDataType().equals("string") ? ContractSamples.strings("x") : counting(0, 1);
  }

  private static void drainUntilQuiet(ContractStreamer streamer) {
    while (streamer.frameUnlessQuiet().isPresent()) {
      // What was on its way.
    }
  }

  private static long key(ChannelMessage channel) {
    return Integer.toUnsignedLong(channel.getKey());
  }

  @Test
  @HeldFrom("0.56.0")
  void theFiftyFirstUpdateWithoutAFrameBlocksTheStream() {
    // Given
    ChannelMessage a = client.createVirtual("a", "float64");
    ContractStreamer streamer = client.openStreamer(a);

    // When
    for (int i = 0; i < 60; i++) {
      streamer.update(a);
    }
    streamer.halfClose();

    // Then
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
    assertThat(streamer.isOpen()).as("the half-close goes unanswered").isTrue();
  }
}

package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.WriterResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a writer is told, and when. Our tests and the demo feed clusters through it. */
@ContractSuite
class WriterContractTest {

  private final ContractClient client;
  private final Group group;

  WriterContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void answersCommitsButNoWrites() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());
    writer.write(group, milliseconds(0, 3), counting(0, 3));

    // When
    WriterResponse answer = writer.commit();

    // Then
    assertThat(answer.getCommand()).isEqualTo(2);
    assertThat(answer.getError().getType()).isEqualTo("nil");
    assertThat(answer.getEnd()).isEqualTo(T0 + 2 * MILLISECOND + 1);
    assertThat(writer.unread()).isEmpty();
    writer.close();
  }

  @Test
  void refusesToOpenOnAnUnknownChannelWithoutAResponse() {
    // Given
    ChannelMessage unknown = ChannelMessage.newBuilder().setKey(0xF_FFFF).build();

    // When
    ContractWriter writer = ContractWriter.start(client, config -> config, unknown);

    // Then
    Refusal.of(writer.status()).hasType("sy.query.not_found");
    assertThat(writer.unread()).isEmpty();
  }

  @Test
  void refusesToOpenOverStoredData() {
    // Given
    ContractWriter first = client.openWriter(group.index(), group.data());
    first.write(group, milliseconds(0, 10), counting(0, 10));
    first.close();

    // When
    ContractWriter writer =
        ContractWriter.start(
            client, config -> config.setStart(T0 + 5 * MILLISECOND), group.index(), group.data());

    // Then
    assertThat(Refusal.of(writer.status()).type()).startsWith("sy.validation");
    assertThat(writer.unread()).isEmpty();
  }

  @Test
  void answersAWriteOfUnequalLengthsWithTheError() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 3), counting(0, 2));

    // Then
    WriterResponse answer = writer.answer();
    assertThat(answer.getCommand()).isEqualTo(1);
    assertThat(answer.getError().getType()).startsWith("sy.validation");
    assertThat(Refusal.of(writer.finish()).type()).isEqualTo(answer.getError().getType());
  }

  @Test
  void answersAWriteThatLacksAChannelOfTheGroupWithTheError() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(on(group.index(), milliseconds(0, 1)));

    // Then
    assertThat(writer.answer().getError().getData()).contains("exactly one series");
  }

  @Test
  @HeldFrom("0.55.0")
  void saysNothingToAWrongTypeBeforeTheHalfClose() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(
        on(group.index(), milliseconds(0, 1)),
        on(group.data(), ContractSamples.strings("no float")));

    // Then
    assertThat(writer.unread()).isEmpty();
    assertThat(Refusal.of(writer.finish()).type()).startsWith("sy.validation");
  }

  @Test
  @HeldFrom("0.55.0")
  void refusesJsonThatIsNone() {
    // Given
    ChannelMessage json = client.createVirtual("json", "json");
    ContractWriter writer = client.openWriter(json);

    // When
    writer.write(
        on(json, ContractSamples.variable("json", "{no json".getBytes(StandardCharsets.UTF_8))));

    // Then
    assertThat(writer.finish().isOk()).isFalse();
  }

  @Test
  void aWriteBelowThePreviousCommitFailsTheWriterAndIsNotStreamed() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    ContractWriter writer = client.openWriter(group.index(), group.data());
    writer.write(group, milliseconds(10, 2), counting(0, 2));
    WireFrame first = streamer.frame();

    // When
    writer.write(group, milliseconds(5, 1), counting(9, 1));

    // Then
    assertThat(first.series()).hasSize(2);
    assertThat(writer.answer().getError().getType()).startsWith("sy.validation");
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
  }
}

package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.IteratorResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands of an iterator, their answers, and its end. */
@ContractSuite
class IteratorContractTest {

  private static final long ALL = Long.MAX_VALUE;

  private final ContractClient client;
  private final Group group;

  IteratorContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.56.0")
  void oneDataMessageIsOneChannelAndAnAcknowledgementEndsTheStep() {
    // Given
    ContractWriter.store(client, group, 0, 5);
    ContractIterator iterator = client.openIterator(0, ALL, 0, group.data(), group.index());
    iterator.seekFirst();

    // When
    Step step = iterator.next();

    // Then
    assertThat(step.messages())
        .extracting(WireFrame::keys)
        .as("in the order of the request")
        .containsExactly(
            List.of(Integer.toUnsignedLong(group.data().getKey())),
            List.of(Integer.toUnsignedLong(group.index().getKey())));
    assertThat(step.raw())
        .allMatch(r -> r.getCommand() == ContractIterator.NEXT)
        .allMatch(r -> r.getError().getType().equals("nil"));
    assertThat(step.messages()).allMatch(m -> m.sequence() == 1);
    assertThat(step.ack()).isTrue();
    assertThat(step.answer().getSeqNum()).as("seek was 0").isEqualTo(1);
    assertThat(step.of(group.index()).get(0).start()).isEqualTo(T0);
    assertThat(step.of(group.index()).get(0).end()).isEqualTo(T0 + 4 * MILLISECOND + 1);
  }

  @Test
  void theEndIsNilInsideStoredDataAndDiscontinuousBeyond() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    ContractIterator inside =
        client.openIterator(T0, T0 + 5 * MILLISECOND, 0, group.index(), group.data());
    ContractIterator beyond = client.openIterator(T0, ALL, 0, group.index(), group.data());

    // When
    inside.readAll();
    beyond.readAll();

    // Then
    IteratorResponse insideError = inside.error().answer();
    IteratorResponse beyondError = beyond.error().answer();
    assertThat(insideError.getAck()).isFalse();
    assertThat(insideError.getError().getType()).isEqualTo("nil");
    assertThat(beyondError.getError().getType()).isEqualTo(client.cluster().discontinuousType());
    assertThat(beyondError.getError().getData()).contains("discontinuous");
    assertThat(beyond.seekFirst().ack()).as("a seek clears it").isTrue();
    assertThat(beyond.error().answer().getError().getType()).isEqualTo("nil");
  }

  @Test
  void dataCommittedAfterTheEndIsSeenOnlyAfterANewSeek() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());
    writer.write(group, milliseconds(0, 5), counting(0, 5));
    writer.commit();
    ContractIterator iterator = client.openIterator(T0, ALL, 0, group.index());
    iterator.readAll();

    // When
    writer.write(group, milliseconds(5, 5), counting(5, 5));
    writer.commit();

    // Then
    assertThat(iterator.next().ack()).isFalse();
    assertThat(iterator.seek(ContractIterator.SEEK_GE, T0 + 5 * MILLISECOND).ack()).isTrue();
    assertThat(iterator.next().longsOf(group.index()))
        .containsExactlyElementsOf(ContractSamples.times(5, 5));
  }

  @Test
  void givesNothingBeforeASeek() {
    // Given
    ContractWriter.store(client, group, 0, 5);
    ContractIterator iterator = client.openIterator(T0, ALL, 0, group.index());

    // When
    Step step = iterator.next();

    // Then
    assertThat(step.ack()).isFalse();
    assertThat(step.messages()).isEmpty();
  }

  @Test
  void seekFirstIsFalseWhereNothingIs() {
    // Given
    ContractWriter.store(client, group, 0, 5);

    // Then
    assertThat(client.openIterator(0, T0, 0, group.index()).seekFirst().ack()).isFalse();
    assertThat(
            client.openIterator(0, ALL, 0, client.createGroup("empty").index()).seekFirst().ack())
        .isFalse();
  }

  @Test
  void seekLastThenPreviousGivesTheNewestSamples() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    ContractIterator iterator = client.openIterator(0, ALL, 0, group.index());

    // When
    boolean found = iterator.seek(ContractIterator.SEEK_LAST, 0).ack();
    Step step = iterator.previous(3 * MILLISECOND);

    // Then
    assertThat(found).isTrue();
    assertThat(step.longsOf(group.index())).last().isEqualTo(T0 + 9 * MILLISECOND);
  }

  @Test
  void endsWellWhenHalfClosed() {
    // Given
    ContractIterator iterator = client.openIterator(0, ALL, 0, group.index());

    // Then
    assertThat(iterator.finish()).matches(Status::isOk);
  }

  @Test
  void refusesToOpenWithoutKeysOrOnChannelsThatAreNotStored() {
    // Given
    ChannelMessage virtual = client.createVirtual("v", "float64");
    ChannelMessage free =
        client.create(
            ChannelMessage.newBuilder()
                .setName(client.name("free"))
                .setDataType("float64")
                .setVirtual(true)
                .setLeaseholder(4095));
    ChannelMessage unknown =
        ChannelMessage.newBuilder().setKey(0xF_FFFF).setDataType("float64").build();

    // Then
    refuse().hasType("sy.validation.path").says("\"path\":[\"keys\"]");
    refuse(group.index(), unknown).hasType("sy.query.not_found");
    refuse(group.index(), virtual).hasType("unknown").says("virtual");
    refuse(group.index(), free).hasType("sy.validation").says("free");
  }

  private Refusal refuse(ChannelMessage... channels) {
    return Refusal.of(ContractIterator.start(client, 0, ALL, 0, channels).status());
  }
}

package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.Samples.MILLISECOND;
import static io.synnaxconnect.contract.Samples.T0;
import static io.synnaxconnect.contract.Samples.counting;
import static io.synnaxconnect.contract.Samples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.IteratorResponse;
import java.util.List;
import java.util.stream.LongStream;
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
  void oneDataMessageIsOneChannelAndAnAcknowledgementEndsTheStep() {
    // Given
    store(0, 5);
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
  void automaticSpanGivesChunksOfTheAskedSize() {
    // Given
    store(0, 25);
    ContractIterator iterator = client.openIterator(T0, ALL, 10, group.index(), group.data());

    // When
    List<Step> steps = iterator.readAll();

    // Then
    assertThat(steps).extracting(s -> s.longsOf(group.index()).size()).containsExactly(10, 10, 5);
    assertThat(steps)
        .flatExtracting(s -> s.longsOf(group.index()))
        .containsExactlyElementsOf(times(0, 25));
    assertThat(steps)
        .allSatisfy(
            s ->
                assertThat(s.of(group.data()).get(0).alignment())
                    .isEqualTo(s.of(group.index()).get(0).alignment()));
  }

  @Test
  void aChunkFillsUpAcrossAGapWithASecondSeriesOfTheKey() {
    // Given
    store(0, 10);
    store(1_000, 10);
    ContractIterator iterator = client.openIterator(T0, ALL, 15, group.index());

    // When
    List<Step> steps = iterator.readAll();

    // Then
    assertThat(steps).hasSize(2);
    assertThat(steps.get(0).of(group.index()))
        .extracting(WireSeries::length)
        .containsExactly(10, 5);
    assertThat(steps.get(0).of(group.index()))
        .extracting(WireSeries::domain)
        .as("position of the domain in the present list")
        .containsExactly(0L, 1L);
    assertThat(steps.get(1).longsOf(group.index())).hasSize(5);
  }

  @Test
  void theLastSampleOfTheFirstChunkComesTwiceWhenTheStartIsNoSample() {
    // Given
    store(0, 25);

    // When
    List<Step> off = client.openIterator(T0 + 1, ALL, 10, group.index(), group.data()).readAll();
    List<Step> on =
        client.openIterator(T0 + MILLISECOND, ALL, 10, group.index(), group.data()).readAll();

    // Then
    List<Long> twice = off.stream().flatMap(s -> s.longsOf(group.index()).stream()).toList();
    assertThat(twice).hasSize(25).isSorted();
    assertThat(twice.stream().distinct()).containsExactlyElementsOf(times(1, 24));
    assertThat(off.get(1).longsOf(group.index()).get(0))
        .as("the first of the second chunk repeats the last of the first")
        .isEqualTo(
            off.get(0).longsOf(group.index()).get(off.get(0).longsOf(group.index()).size() - 1));
    assertThat(off.get(1).of(group.data()).get(0).alignment())
        .isEqualTo(off.get(1).of(group.index()).get(0).alignment());
    assertThat(on.stream().flatMap(s -> s.longsOf(group.index()).stream()))
        .containsExactlyElementsOf(times(1, 24));
  }

  @Test
  void aFixedSpanInsideAGapGivesNothingThoughLaterDataExists() {
    // Given
    store(0, 10);
    store(100, 10);
    ContractIterator iterator = client.openIterator(T0, ALL, 0, group.index());
    iterator.seekFirst();

    // When
    Step data = iterator.next(20 * MILLISECOND);
    Step gap = iterator.next(20 * MILLISECOND);
    Step wide = iterator.next(100 * MILLISECOND);

    // Then
    assertThat(data.longsOf(group.index())).containsExactlyElementsOf(times(0, 10));
    assertThat(gap.ack()).isFalse();
    assertThat(gap.messages()).isEmpty();
    assertThat(wide.longsOf(group.index())).containsExactlyElementsOf(times(100, 10));
  }

  @Test
  void boundsStartInclusiveAndEndExclusive() {
    // Given
    store(0, 10);
    long start = T0 + 3 * MILLISECOND;
    long end = T0 + 6 * MILLISECOND;

    // Then
    assertThat(read(start, end)).containsExactlyElementsOf(times(3, 3));
    assertThat(read(start, end + 1)).containsExactlyElementsOf(times(3, 4));
    assertThat(read(start + 1, end)).containsExactlyElementsOf(times(4, 2));
    assertThat(read(start - 1, end - 1)).containsExactlyElementsOf(times(3, 3));
    assertThat(read(start, start)).as("an empty range").isEmpty();
    assertThat(read(end, start)).as("an inverted range").isEmpty();
  }

  @Test
  void theEndIsNilInsideStoredDataAndDiscontinuousBeyond() {
    // Given
    store(0, 10);
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
    assertThat(beyondError.getError().getType()).isEqualTo("sy.validation");
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
    assertThat(iterator.next().longsOf(group.index())).containsExactlyElementsOf(times(5, 5));
  }

  @Test
  void givesNothingBeforeASeek() {
    // Given
    store(0, 5);
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
    store(0, 5);

    // Then
    assertThat(client.openIterator(0, T0, 0, group.index()).seekFirst().ack()).isFalse();
    assertThat(
            client.openIterator(0, ALL, 0, client.createGroup("empty").index()).seekFirst().ack())
        .isFalse();
  }

  @Test
  void seekLastThenPreviousGivesTheNewestSamples() {
    // Given
    store(0, 10);
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

  private List<Long> read(long start, long end) {
    return ContractIterator.read(client, start, end, group.index());
  }

  /** One domain of {@code count} samples, one per millisecond. */
  private void store(long first, int count) {
    ContractWriter writer =
        client.openWriter(c -> c.setStart(T0 + first * MILLISECOND), group.index(), group.data());
    writer.write(group, milliseconds(first, count), counting((double) first, count));
    writer.commit();
    writer.close();
  }

  private static List<Long> times(long first, int count) {
    return LongStream.range(first, first + count).map(i -> T0 + i * MILLISECOND).boxed().toList();
  }
}

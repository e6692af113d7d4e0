package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractSamples.times;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ErrorMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that are stored before others: imports into the past, and channels written afterwards. */
@ContractSuite
class ImportContractTest {

  private static final int PERSIST_ONLY = 2;

  private final ContractClient client;
  private final Group group;

  ImportContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void historyServesRegionsInOrderOfTimeAndNumbersThemAsTheyAreNow() {
    // Given
    store(100, 5);
    store(300, 5);
    assertThat(domains(group.data())).containsExactly("0.0 5", "1.0 5");

    // When
    store(200, 3);
    store(0, 2);

    // Then
    assertThat(storedTimes())
        .containsExactlyElementsOf(
            Stream.of(times(0, 2), times(100, 5), times(200, 3), times(300, 5))
                .flatMap(List::stream)
                .toList());
    assertThat(domains(group.data())).containsExactly("0.0 2", "1.0 5", "2.0 3", "3.0 5");
  }

  @Test
  void aRegionMayBeginWhereAnotherEndsAndEndWhereAnotherBegins() {
    // Given
    store(0, 5);
    store(100, 5);
    long end = T0 + 4 * MILLISECOND + 1;

    // When
    ContractWriter writer = importer(end, true);
    writer.write(
        group, ContractSamples.timestamps(end, T0 + 100 * MILLISECOND - 1), counting(0, 2));
    writer.close();

    // Then
    assertThat(domains(group.data())).containsExactly("0.0 5", "1.0 2", "2.0 5");
  }

  @Test
  void aWriterWhoseStartLiesInsideARegionIsRefused() {
    // Given
    store(0, 5);
    store(100_000, 5);

    // When
    ContractWriter writer =
        ContractWriter.start(
            client,
            c -> c.setMode(PERSIST_ONLY).setStart(T0 + MILLISECOND),
            group.index(),
            group.data());

    // Then
    Refusal.of(writer.status())
        .hasType("sy.validation")
        .says(
            "channel "
                + label(group.index())
                + ": cannot open writer because there is already data in the writer's time range:"
                + " 2023-11-14T22:13:20.001Z overlaps with existing data occupying time range"
                + " 2023-11-14T22:13:20Z - 15:00.004 (1m 40s 4ms 1ns). Timestamp occurs 1ms after"
                + " the start and 1m 40s 3ms 1ns before the end of the range: write overlaps with"
                + " existing data in database: validation error");
  }

  @Test
  void rowsThatRunIntoARegionAreRefusedAndNoneOfTheWriteIsStored() {
    // Given
    store(10, 5);
    ContractWriter writer = importer(T0, true);
    writer.write(group, milliseconds(0, 3), counting(0, 3));

    // When
    writer.write(group, milliseconds(5, 8), counting(5, 8));

    // Then
    ErrorMessage error = writer.answer().getError();
    assertThat(error.getType()).isEqualTo("sy.validation");
    assertThat(error.getData().lines())
        .containsExactlyInAnyOrder(overlap(group.index()), overlap(group.data()));
    Refusal.of(writer.finish()).hasType("sy.validation").says("overlaps with existing data");
    assertThat(domains(group.data())).containsExactly("0.0 3", "1.0 5");
  }

  private static String overlap(ChannelMessage channel) {
    return "channel "
        + label(channel)
        + ": write for range 2023-11-14T22:13:20Z - .012 (12ms 1ns) overlaps with existing data"
        + " occupying time range 2023-11-14T22:13:20.010Z - .014 (4ms 1ns) for a time span of 2ms"
        + " 1ns: write overlaps with existing data in database: validation error";
  }

  @Test
  void withoutAutoCommitTheyAreRefusedAtTheCommit() {
    // Given
    store(10, 5);
    ContractWriter writer = importer(T0, false);

    // When
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    writer.write(group, milliseconds(3, 10), counting(3, 10));

    // Then
    assertThat(writer.unread()).isEmpty();
    assertThat(writer.commit().getError().getData()).contains("overlaps with existing data");
    assertThat(writer.commit().getError().getType()).isEqualTo("sy.validation");
    Refusal.of(writer.finish()).hasType("sy.validation");
    assertThat(domains(group.data())).containsExactly("0.0 5");
  }

  @Test
  void anImportWithAutoCommitIsReadableRowByRow() {
    // Given
    store(100, 5);
    ContractWriter writer = importer(T0, true);

    for (int i = 0; i < 5; i++) {
      // When
      writer.write(group, milliseconds(i, 1), counting(i, 1));
      writer.commit();

      // Then
      assertThat(domains(group.data())).containsExactly("0.0 " + (i + 1), "1.0 5");
    }
  }

  @Test
  void anImportThatCommitsByHandShowsNothingBefore() {
    // Given
    store(100, 5);
    ContractWriter writer = importer(T0, false);
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    assertThat(domains(group.data())).containsExactly("0.0 5");

    // When
    writer.commit();
    writer.write(group, milliseconds(3, 3), counting(3, 3));

    // Then
    assertThat(domains(group.data())).containsExactly("0.0 3", "1.0 5");
    writer.close();
    assertThat(domains(group.data())).containsExactly("0.0 3", "1.0 5");
  }

  @Test
  void anImportIntoAGroupThatIsBeingWrittenIsLostWithoutAWord() {
    // Given
    ContractWriter live =
        client.openWriter(c -> c.setStart(T0 + 100 * MILLISECOND), group.index(), group.data());
    live.write(group, milliseconds(100, 2), counting(100, 2));
    live.commit();

    // When
    ContractWriter writer = importer(T0, true);
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    writer.close();

    // Then
    assertThat(storedTimes()).containsExactlyElementsOf(times(100, 2));
  }

  @Test
  void theNextLiveFramesSkipTheDomainOfAnImport() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    long key = Integer.toUnsignedLong(group.data().getKey());
    ContractWriter first =
        client.openWriter(c -> c.setStart(T0 + 100 * MILLISECOND), group.index(), group.data());
    first.write(group, milliseconds(100, 1), counting(100, 1));
    long before = streamer.frame().only(key).domain();
    first.close();

    // When
    store(0, 5);

    // Then
    ContractWriter second =
        client.openWriter(c -> c.setStart(T0 + 200 * MILLISECOND), group.index(), group.data());
    second.write(group, milliseconds(200, 1), counting(200, 1));
    assertThat(streamer.frame().only(key).domain()).isEqualTo(before + 2);
  }

  @Test
  void aChannelWrittenAfterwardsTakesItsPlaceBesideTheIndex() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);
    store(100, 5);

    // When
    writeAlone(late, 100, 5);
    writeAlone(late, 0, 3);

    // Then
    assertThat(domains(late)).containsExactly("0.0 3", "1.0 5");
  }

  @Test
  void whereItBeginsInsideARegionItCountsItsOwnSamplesUntilARangeBeginsInside() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 10);

    // When
    writeAlone(late, 3, 4);

    // Then
    assertThat(domains(late)).containsExactly("0.0 4");
    assertThat(domains(late, T0 + 3 * MILLISECOND, Long.MAX_VALUE)).containsExactly("0.0 4");
    assertThat(domains(group.index(), T0 + 3 * MILLISECOND, Long.MAX_VALUE))
        .containsExactly("0.3 7");
    assertThat(domains(late, T0 + 4 * MILLISECOND, Long.MAX_VALUE)).containsExactly("0.4 3");
    assertThat(chunks(late, 2)).containsExactly("0.0 2", "0.5 2");
  }

  private List<String> chunks(ChannelMessage late, int chunk) {
    ContractIterator iterator = client.openIterator(0, Long.MAX_VALUE, chunk, group.index(), late);
    List<String> read = texts(iterator.readAll(), late);
    iterator.finish();
    return read;
  }

  @Test
  void aChannelAloneIsReadableRowByRowOrWithItsCommit() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);
    ContractWriter auto = alone(late, 0, true);

    // When
    auto.write(on(late, counting(0, 1)));
    auto.commit();
    auto.write(on(late, counting(1, 1)));
    auto.commit();

    // Then
    assertThat(domains(late)).containsExactly("0.0 2");
    auto.close();

    // When
    ContractWriter manual = alone(late, 2, false);
    manual.write(on(late, counting(2, 2)));

    // Then
    assertThat(domains(late)).containsExactly("0.0 2");
    manual.commit();
    assertThat(domains(late)).containsExactly("0.0 2", "0.0 2");
  }

  @Test
  void aChannelAloneIsRefusedWhereItHasSamples() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 10);
    writeAlone(late, 3, 4);

    // When
    ContractWriter inside =
        ContractWriter.start(client, c -> c.setStart(T0 + 4 * MILLISECOND), late);

    // Then
    Refusal.of(inside.status())
        .hasType("sy.validation")
        .says("channel " + label(late) + ": cannot open writer because there is already data");

    // When
    ContractWriter before = alone(late, 0, true);
    before.write(on(late, counting(0, 4)));

    // Then
    assertThat(before.answer().getError().getData())
        .isEqualTo(
            "channel "
                + label(late)
                + ": write for range 2023-11-14T22:13:20Z - .003 (3ms 1ns) overlaps with existing"
                + " data occupying time range 2023-11-14T22:13:20.003Z - .006 (3ms 1ns) for a time"
                + " span of 1ns: write overlaps with existing data in database: validation error");
    assertThat(domains(late)).containsExactly("0.0 4");
  }

  @Test
  void aChannelAloneIsRefusedWhereItsIndexHasNoTimestamps() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);
    store(100, 5);

    // Then
    String unresolved = "failed to resolve position %d in continuous index of length 5";
    assertThat(refusal(late, T0, 7)).as("over a hole").isEqualTo(unresolved.formatted(6));
    assertThat(refusal(late, T0 + 100 * MILLISECOND, 6)).isEqualTo(unresolved.formatted(5));
    assertThat(refusal(late, T0 + 102 * MILLISECOND, 4)).isEqualTo(unresolved.formatted(5));
    assertThat(refusal(late, T0 + 50 * MILLISECOND, 2)).isEqualTo(unresolved.formatted(1));
    assertThat(refusal(late, T0 - MILLISECOND, 2)).isEqualTo(unresolved.formatted(1));
    assertThat(refusal(late, T0 + 500 * MILLISECOND, 2))
        .isEqualTo("the timestamp 2023-11-14T22:13:20.5Z does not exist in the index");
    assertThat(domains(late)).isEmpty();
  }

  /** Older ones store its samples as if it began at the timestamp before. */
  @Test
  @HeldFrom("0.56.14")
  void aChannelAloneIsRefusedWhereItBeginsBetweenTimestamps() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);

    // Then
    assertThat(refusal(late, T0 + MILLISECOND / 2, 2))
        .isEqualTo("the timestamp 2023-11-14T22:13:20Z does not exist in the index");
    assertThat(domains(late)).isEmpty();
  }

  private String refusal(ChannelMessage late, long start, int samples) {
    ContractWriter writer = client.openWriter(c -> c.setMode(PERSIST_ONLY).setStart(start), late);
    writer.write(on(late, counting(0, samples)));
    ErrorMessage error = writer.answer().getError();
    String type = client.cluster().discontinuousType();
    assertThat(error.getType()).isEqualTo(type);
    Refusal.of(writer.finish()).hasType(type);
    return error.getData().replaceFirst(": discontinuous(: validation error)?$", "");
  }

  @Test
  void oneSampleAloneInAHoleIsNotFound() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);
    ContractWriter writer = alone(late, 50, true);

    // When
    writer.write(on(late, counting(0, 1)));

    // Then
    ErrorMessage error = writer.answer().getError();
    assertThat(error.getType()).isEqualTo("sy.query.not_found");
    assertThat(error.getData())
        .isEqualTo(
            "cannot find stamp start timestamp 2023-11-14T22:13:20.05Z: time range not found:"
                + " not found: query");
  }

  @Test
  void aChannelMayBeWrittenAloneWhileItsIndexIsBeingWritten() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    store(0, 5);
    ContractWriter live =
        client.openWriter(c -> c.setStart(T0 + 100 * MILLISECOND), group.index(), group.data());
    live.write(group, milliseconds(100, 2), counting(100, 2));
    live.commit();

    // When
    writeAlone(late, 0, 5);
    writeAlone(late, 100, 2);

    // Then
    assertThat(domains(late)).containsExactly("0.0 5", "1.0 2");
  }

  private ContractWriter importer(long start, boolean autoCommit) {
    return client.openWriter(
        c -> c.setMode(PERSIST_ONLY).setStart(start).setEnableAutoCommit(autoCommit),
        group.index(),
        group.data());
  }

  private void store(long first, int count) {
    ContractWriter writer = importer(T0 + first * MILLISECOND, true);
    writer.write(group, milliseconds(first, count), counting(first, count));
    writer.close();
  }

  private ContractWriter alone(ChannelMessage late, long first, boolean autoCommit) {
    return client.openWriter(
        c ->
            c.setMode(PERSIST_ONLY)
                .setStart(T0 + first * MILLISECOND)
                .setEnableAutoCommit(autoCommit),
        late);
  }

  private void writeAlone(ChannelMessage late, long first, int count) {
    ContractWriter writer = alone(late, first, true);
    writer.write(on(late, counting(first, count)));
    writer.close();
  }

  private List<Long> storedTimes() {
    return ContractIterator.read(client, 0, Long.MAX_VALUE, group.index());
  }

  private List<String> domains(ChannelMessage channel) {
    return domains(channel, 0, Long.MAX_VALUE);
  }

  private List<String> domains(ChannelMessage channel, long start, long end) {
    ContractIterator iterator = client.openIterator(start, end, 0, channel);
    List<String> read = texts(iterator.readAll(), channel);
    iterator.finish();
    return read;
  }

  /** Each series as {@code domain.sample count}. */
  private static List<String> texts(List<ContractIterator.Step> steps, ChannelMessage channel) {
    List<String> texts = new ArrayList<>();
    for (ContractIterator.Step step : steps) {
      step.of(channel).forEach(s -> texts.add(s.domain() + "." + s.sample() + " " + s.length()));
    }
    return texts;
  }

  private static String label(ChannelMessage channel) {
    return "[" + channel.getName() + "]<" + Integer.toUnsignedLong(channel.getKey()) + ">";
  }
}

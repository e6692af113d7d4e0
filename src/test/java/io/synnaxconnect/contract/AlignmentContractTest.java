package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How live alignments show whether frames follow each other. */
@ContractSuite
class AlignmentContractTest {

  /** Where live domains start in every server process. */
  private static final long FIRST_LIVE_DOMAIN = 4_293_967_296L;

  private final ContractClient client;
  private final Group group;
  private final long index;
  private final ContractStreamer streamer;

  AlignmentContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
    index = Integer.toUnsignedLong(group.index().getKey());
    streamer = client.openStreamer(group.index(), group.data());
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void isContiguousOverTheWritesOfOneWriter() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());
    Random random = RunSeed.random();
    int samples = 0;

    // When
    for (int i = 0; i < 200; i++) {
      int count = 1 + random.nextInt(20);
      writer.write(group, milliseconds(samples, count), counting(samples, count));
      samples += count;
    }

    // Then
    StreamedRows rows = new StreamedRows(client.cluster());
    rows.readAll(
        samples,
        () -> {
          Optional<WireFrame> frame = streamer.frameUnlessQuiet();
          frame.ifPresent(f -> rows.add(f, group));
          return frame.isPresent();
        },
        i -> writer.write(group, milliseconds(i, 1), counting(i, 1)));
    rows.assertComplete(samples);
  }

  @Test
  void everyWriterGetsTheNextDomain() {
    // Given
    List<WireSeries> series = new ArrayList<>();

    // When
    for (int i = 0; i < 3; i++) {
      long start = T0 + i * 10L * ContractSamples.MILLISECOND;
      ContractWriter writer =
          client.openWriter(config -> config.setStart(start), group.index(), group.data());
      writer.write(group, milliseconds(i * 10L, 2), counting(0, 2));
      series.add(streamer.frame().only(index));
      writer.close();
    }

    // Then
    assertThat(series).extracting(WireSeries::sample).containsOnly(0L);
    assertThat(series.get(0).domain()).isGreaterThanOrEqualTo(FIRST_LIVE_DOMAIN);
    assertThat(series.get(1).domain()).isEqualTo(series.get(0).domain() + 1);
    assertThat(series.get(2).domain()).isEqualTo(series.get(0).domain() + 2);
  }

  @Test
  void continuesWhenAnotherWriterTakesControl() {
    // Given
    ContractWriter low =
        client.openWriter(
            config -> config.addAuthorities(1).setControlSubject(subject("low")),
            group.index(),
            group.data());
    low.write(group, milliseconds(0, 3), counting(0, 3));
    WireSeries before = streamer.frame().only(index);

    // When
    ContractWriter high =
        client.openWriter(
            config -> config.addAuthorities(200).setControlSubject(subject("high")),
            group.index(),
            group.data());
    low.write(group, milliseconds(3, 1), counting(-1, 1));
    low.commit();
    high.write(group, milliseconds(3, 2), counting(3, 2));

    // Then
    WireFrame after = streamer.frame();
    assertThat(after.only(Integer.toUnsignedLong(group.data().getKey())).doubles())
        .as("the writer without control writes into the void")
        .containsExactly(3.0, 4.0);
    assertThat(after.only(index).alignment()).isEqualTo(before.alignment() + 3);
  }

  @Test
  void aBackFillIsStreamedInANewDomainWithOldTimes() {
    // Given
    ContractWriter now =
        client.openWriter(
            config -> config.setStart(T0 + 1_000 * ContractSamples.MILLISECOND),
            group.index(),
            group.data());
    now.write(group, milliseconds(1_000, 2), counting(0, 2));
    WireSeries newest = streamer.frame().only(index);
    now.close();

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 2), counting(0, 2));

    // Then
    WireSeries backFill = streamer.frame().only(index);
    assertThat(backFill.longs()).containsExactly(T0, T0 + ContractSamples.MILLISECOND);
    assertThat(backFill.domain()).isGreaterThan(newest.domain());
  }

  private static io.synnaxconnect.proto.ControlSubject subject(String key) {
    return io.synnaxconnect.proto.ControlSubject.newBuilder().setKey(key).setName(key).build();
  }
}

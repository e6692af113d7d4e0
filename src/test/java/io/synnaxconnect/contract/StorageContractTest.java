package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.WriterResponse;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When samples are streamed, and when they can be read from storage. */
@ContractSuite
class StorageContractTest {

  private static final int PERSIST_ONLY = 2;
  private static final int STREAM_ONLY = 3;

  private final ContractClient client;
  private final Group group;
  private final long data;
  private final ContractStreamer streamer;

  StorageContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
    data = Integer.toUnsignedLong(group.data().getKey());
    streamer = client.openStreamer(group.index(), group.data());
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anAutoCommittedSampleIsReadableBeforeItsFrameArrives() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());

    for (int i = 0; i < 50; i++) {
      // When
      writer.write(group, milliseconds(i, 1), counting(i, 1));
      WireFrame frame = streamer.frame();

      // Then
      assertThat(frame.only(data).doubles()).containsExactly((double) i);
      assertThat(storedTimes()).hasSize(i + 1).last().isEqualTo(T0 + i * MILLISECOND);
    }
  }

  @Test
  void persistOnlySamplesAreReadableButNeverStreamed() {
    // Given
    ContractWriter writer =
        client.openWriter(c -> c.setMode(PERSIST_ONLY), group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    writer.commit();

    // Then
    assertThat(storedTimes()).hasSize(3);
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
  }

  @Test
  void streamOnlySamplesAreStreamedButNeverReadable() {
    // Given
    ContractWriter writer =
        client.openWriter(c -> c.setMode(STREAM_ONLY), group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 3), counting(0, 3));

    // Then
    assertThat(streamer.frame().only(data).doubles()).containsExactly(0.0, 1.0, 2.0);
    writer.close();
    assertThat(storedTimes()).isEmpty();
  }

  @Test
  void samplesCommittedByHandAreStreamedAtOnceAndReadableLater() {
    // Given
    ContractWriter writer =
        client.openWriter(c -> c.setEnableAutoCommit(false), group.index(), group.data());
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    WireFrame live = streamer.frame();
    List<Long> beforeCommit = storedTimes();

    // When
    WriterResponse answer = writer.commit();

    // Then
    assertThat(live.only(data).length()).isEqualTo(3);
    assertThat(beforeCommit).isEmpty();
    assertThat(answer.getEnd()).as("last timestamp + 1").isEqualTo(T0 + 2 * MILLISECOND + 1);
    assertThat(storedTimes()).hasSize(3);
  }

  @Test
  void samplesThatAreNeverCommittedAreGoneWithTheirWriter() {
    // Given
    ContractWriter writer =
        client.openWriter(c -> c.setEnableAutoCommit(false), group.index(), group.data());
    writer.write(group, milliseconds(0, 3), counting(0, 3));
    WireFrame live = streamer.frame();

    // When
    writer.close();

    // Then
    assertThat(live.only(data).length()).isEqualTo(3);
    assertThat(storedTimes()).isEmpty();
  }

  @Test
  void aWriterWithoutControlWritesIntoTheVoid() {
    // Given
    ContractWriter high =
        client.openWriter(c -> c.addAuthorities(200), group.index(), group.data());
    ContractWriter low = client.openWriter(c -> c.addAuthorities(1), group.index(), group.data());

    // When
    low.write(group, milliseconds(0, 1), counting(-1, 1));

    // Then
    assertThat(low.unread()).isEmpty();
    high.write(group, milliseconds(1, 1), counting(7, 1));
    assertThat(streamer.frame().only(data).doubles()).containsExactly(7.0);
    assertThat(storedTimes()).containsExactly(T0 + MILLISECOND);
  }

  @Test
  void whatAWriterClosedInOrderStaysReadable() {
    // Given
    ContractWriter writer = client.openWriter(group.index(), group.data());
    writer.write(group, milliseconds(0, 100), counting(0, 100));

    // When
    writer.close();

    // Then
    assertThat(storedTimes())
        .containsExactlyElementsOf(
            LongStream.range(0, 100).map(i -> T0 + i * MILLISECOND).boxed().toList());
  }

  @Test
  void dataPastTheEndOfItsIndexIsRefusedAndNotStreamed() {
    // Given
    client.openWriter(group.index()).write(on(group.index(), milliseconds(0, 2)));
    WireFrame indexFrame = streamer.frame();
    ContractWriter writer = client.openWriter(group.data());

    // When
    writer.write(on(group.data(), counting(0, 5)));

    // Then
    assertThat(indexFrame.only(Integer.toUnsignedLong(group.index().getKey())).length())
        .isEqualTo(2);
    assertThat(writer.answer().getError().getType())
        .isEqualTo(client.cluster().discontinuousType());
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
  }

  private List<Long> storedTimes() {
    return ContractIterator.read(client, 0, Long.MAX_VALUE, group.index());
  }
}

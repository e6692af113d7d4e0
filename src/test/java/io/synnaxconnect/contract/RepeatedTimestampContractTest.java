package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timestamps that an index has several times. */
@ContractSuite
class RepeatedTimestampContractTest {

  private static final int PERSIST_ONLY = 2;
  private static final long END = T0 + 1_000 * MILLISECOND;

  private final ContractClient admin;
  private final Group group;

  RepeatedTimestampContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    group = admin.createGroup("g");
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aStepThatBeginsAtOneBeginsInTheMiddleOfItsSamples() {
    // Given
    store(1, 2, 2, 2, 2, 2, 3, 4, 4, 5);

    // When
    ContractIterator iterator = admin.openIterator(T0, END, 3, group.data());
    iterator.seekFirst();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (WireSeries series : iterator.next(ContractIterator.AUTO_SPAN).of(group.data())) {
        steps.add(series.domain() + "." + series.sample() + " " + series.doubles());
      }
    }
    iterator.finish();

    // Then: row 3 is missing
    assertThat(steps)
        .containsExactly("0.0 [0.0, 1.0, 2.0]", "0.4 [4.0, 5.0, 6.0]", "0.7 [7.0, 8.0, 9.0]");
  }

  /** One write of rows at some milliseconds; the value is the number of the row. */
  private void store(long... milliseconds) {
    ContractWriter writer =
        admin.openWriter(c -> c.setMode(PERSIST_ONLY).setStart(T0), group.index(), group.data());
    long[] stamps = Arrays.stream(milliseconds).map(ms -> T0 + ms * MILLISECOND).toArray();
    writer.write(group, ContractSamples.timestamps(stamps), counting(0, milliseconds.length));
    writer.commit();
    writer.close();
  }
}

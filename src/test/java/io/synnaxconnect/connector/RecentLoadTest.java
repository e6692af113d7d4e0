package io.synnaxconnect.connector;

import static io.synnaxconnect.connector.RecentLoad.MAX_GROUPS;
import static io.synnaxconnect.connector.RecentLoad.MAX_ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentLoadTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_700_000_000L * SECOND;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  private final SynnaxException failure = new SynnaxException(Code.ACCESS_DENIED, "no");
  private final FakeCluster cluster = new FakeCluster();

  @ParameterizedTest(name = "{0} rows, {1} ms apart, the newest {2} ms old: {3} a second")
  @CsvSource({
    "0, 1, 0, 0",
    "1, 1, 30000, 0.033",
    "600, 100, 0, 10",
    "50, 10, 10, 50",
    "50, 10, 30000, 1.64",
    "2, 1, 0, 2",
    "1000, 10, 0, 100",
    "1000, 0.001, 30000, 1000000",
    "1000, 0, 30000, 33.3",
    "50, 10, -3600000, 50",
  })
  void tellsRowsPerSecond(int rows, double stepMillis, long ageMillis, double expected) {
    // Given
    long newest = NOW - ageMillis * 1_000_000;
    long step = (long) (stepMillis * 1_000_000);
    long[] timestamps = LongStream.range(0, rows).map(row -> newest - row * step).toArray();

    // When / Then
    assertThat(RecentLoad.rowRate(timestamps, NOW)).isCloseTo(expected, within(expected * 0.03));
  }

  @Test
  void addsUpGroupsAndTellsWhatCannotBeSeen() throws Exception {
    // Given
    IndexGroup fast = stored(10, 3);
    IndexGroup slow = stored(20, 1);
    IndexGroup silent = stored(30, 1);
    IndexGroup virtual =
        new IndexGroup(null, List.of(new Channel(40, "v", "float64", 0, false, true, false, "")));
    store(fast, MAX_ROWS, 5_000_000);
    store(slow, 60, SECOND);

    // When
    RecentLoad load = RecentLoad.measure(cluster, List.of(fast, slow, silent, virtual), CLOCK);

    // Then
    assertThat(load.rows()).isCloseTo(201, within(0.1));
    assertThat(load.samples()).isCloseTo(601, within(0.1));
    assertThat(load.groups()).isEqualTo(4);
    assertThat(load.notStored()).isEqualTo(1);
    assertThat(load.measured()).isEqualTo(3);
    assertThat(load.silent()).isEqualTo(1);
  }

  @Test
  void looksAtSomeOfManyGroupsAndExtrapolates() throws Exception {
    // Given
    int many = 4 * MAX_GROUPS;
    List<IndexGroup> groups =
        LongStream.range(0, many).mapToObj(i -> stored(10 * (i + 1), 2)).toList();
    groups.forEach(group -> store(group, MAX_ROWS, SECOND / 100));

    // When
    RecentLoad load = RecentLoad.measure(cluster, groups, CLOCK);

    // Then
    assertThat(cluster.lookedAt).hasSize(MAX_GROUPS).doesNotHaveDuplicates();
    assertThat(cluster.lookedAt.get(MAX_GROUPS - 1)).isGreaterThan(10L * (many - 5));
    assertThat(load.rows()).isCloseTo(100.0 * many, within(1.0));
    assertThat(load.samples()).isCloseTo(200.0 * many, within(1.0));
  }

  @Test
  void aFailureEndsTheLooking() throws Exception {
    // Given
    List<IndexGroup> groups = List.of(stored(10, 1), stored(20, 1), stored(30, 1));
    groups.forEach(group -> store(group, 60, SECOND));
    cluster.failLooksAfter(2, failure);

    // When
    RecentLoad load = RecentLoad.measure(cluster, groups, CLOCK);

    // Then
    assertThat(cluster.lookedAt).containsExactly(10L, 20L, 30L);
    assertThat(load.measured()).isEqualTo(2);
    assertThat(load.rows()).isCloseTo(3, within(0.1));
  }

  @Test
  void theFirstFailureIsTold() {
    cluster.failLooksAfter(0, failure);

    assertThatThrownBy(() -> RecentLoad.measure(cluster, List.of(stored(10, 1)), CLOCK))
        .isSameAs(failure);
  }

  private void store(IndexGroup group, int rows, long stepNanos) {
    cluster.storeTimestamps(
        group,
        LongStream.range(0, rows).mapToObj(row -> NOW - (rows - 1 - row) * stepNanos).toList());
  }

  private static IndexGroup stored(long indexKey, int channels) {
    Channel index = new Channel(indexKey, "t", "timestamp", indexKey, true, false, false, "");
    return new IndexGroup(
        index,
        LongStream.rangeClosed(1, channels)
            .mapToObj(
                i -> new Channel(indexKey + i, "c", "float64", indexKey, false, false, false, ""))
            .toList());
  }
}

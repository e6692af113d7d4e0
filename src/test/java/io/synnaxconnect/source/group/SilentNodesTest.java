package io.synnaxconnect.source.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.reader.RenewableStream;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is done about a stream that does not bring what history has, and when again. */
class SilentNodesTest implements RenewableStream {

  private static final IndexGroup AT_2 = group(2);
  private static final IndexGroup AT_3 = group(3);

  private final SilentNodes nodes =
      new SilentNodes(new Reporting(MetricSet.ofTask(new ShownGauges()), StatusQueue.UNWANTED));
  private final Map<Integer, Long> lastFrames = new HashMap<>();
  private final List<String> done = new ArrayList<>();
  private int addresses = 1;
  private int minute;

  @Test
  void aSilentStreamIsReopenedAgainAndAgainMoreAndMoreRarely() {
    for (minute = 0; minute < 300; minute++) {
      find(AT_2, AT_3);
    }

    assertThat(done)
        .containsExactly(
            "0 reopen",
            "1 reopen",
            "3 reopen",
            "7 reopen",
            "15 reopen",
            "31 reopen",
            "63 reopen",
            "123 reopen",
            "183 reopen",
            "243 reopen");
  }

  @Test
  void aSilentNodeIsRequestedAgainAndThenEachOtherAddressTriedOnce() {
    addresses = 3;

    for (minute = 0; minute < 16; minute++) {
      frame(2);
      find(AT_3);
    }

    assertThat(done)
        .containsExactly("0 renew 3", "1 reopen", "3 reopen", "7 renew 3", "15 renew 3");
  }

  @Test
  void withOneAddressTheOtherNodesAreNeverDisturbed() {
    for (minute = 0; minute < 8; minute++) {
      frame(2);
      find(AT_3);
    }

    assertThat(done).containsExactly("0 renew 3", "1 renew 3", "3 renew 3", "7 renew 3");
  }

  @Test
  void nothingIsDoneAboutAGroupAloneThatIsNotStreamed() {
    frame(2);
    find(AT_2);

    assertThat(done).isEmpty();
  }

  @Test
  void aNodeThatHasComeAndIsSilentAgainIsRequestedAtOnce() {
    // Given
    frame(2);
    find(AT_3);
    minute = 10;
    frame(3);
    minute = 11;

    // When
    frame(2);
    find(AT_3);

    // Then
    assertThat(done).containsExactly("0 renew 3", "11 renew 3");
  }

  private static IndexGroup group(int node) {
    long key = ((long) node << 20) + 8;
    Channel index = new Channel(key, "time", "timestamp", key, true, false, false, "");
    Channel data = new Channel(key + 1, "value", "float64", key, false, false, false, "");
    return new IndexGroup(index, List.of(data));
  }

  private long nowNanos() {
    return TimeUnit.MINUTES.toNanos(minute);
  }

  private void frame(int node) {
    lastFrames.put(node, nowNanos());
  }

  /** History finds newer rows of these groups, a little before. */
  private void find(IndexGroup... groups) {
    for (IndexGroup group : groups) {
      nodes.found(this, group, nowNanos());
    }
    nodes.act(List.of(), nowNanos());
  }

  @Override
  public long lastFrameNanos() {
    return lastFrames.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
  }

  @Override
  public long lastFrameNanos(int node) {
    return lastFrames.getOrDefault(node, Long.MIN_VALUE);
  }

  @Override
  public int addresses() {
    return addresses;
  }

  @Override
  public void renew(int node) {
    done.add(minute + " renew " + node);
  }

  @Override
  public void reopenElsewhere(String reason) {
    done.add(minute + " reopen");
  }
}

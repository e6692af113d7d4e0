package io.synnaxconnect.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader does with a newer list of channels. */
@Timeout(120)
class FollowingReaderTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MANY = 20_000;

  private final FakeCluster cluster = new FakeCluster().with(virtual(1));
  private final FrameBuffer buffer = new FrameBuffer(1_000_000);
  private final TaskEnvironment environment =
      new TaskEnvironment(InstantSource.system(), System::nanoTime, () -> 0.0, Thread::new);
  private final TaskPlan plan =
      new TaskPlan(
          new TaskName("following", "0"),
          list -> groups(list.channels()),
          Optional.empty(),
          Optional.empty(),
          new GroupOwnership.Shard(0, 1),
          false,
          new SourceTaskOptions(
              10,
              Duration.ofMillis(100),
              1_000_000,
              0,
              Duration.ofMillis(100),
              Duration.ofDays(1),
              Duration.ofMillis(10),
              Duration.ofMillis(10),
              StreamerOptions.DEFAULT,
              true,
              StartFrom.LATEST,
              new DeliveryOptions(
                  60_000_000_000L, 30_000_000_000L, 300_000_000_000L, 0, false, Long.MAX_VALUE),
              SideTopicOptions.NONE,
              false));
  private final ChannelLister lister =
      new ChannelLister(cluster, Optional.empty(), Optional.empty());
  private final FrameReader reader =
      new FrameReader(
          cluster,
          lister,
          plan,
          buffer,
          new Reporting(MetricSet.ofTask(new ShownGauges()), StatusQueue.UNWANTED),
          new StartOffsets(cluster, new StoredContext(Map.of(), Map.of()), plan.options()),
          environment);

  @AfterEach
  void stop() {
    reader.close();
  }

  @Test
  void groupsBeginWhenTheStreamIsKnownToCarryThem() throws Exception {
    // Given
    reader.start(() -> {});
    take();
    await().atMost(LONG).until(() -> reader.currentStream() != null);

    // When
    cluster.with(
        LongStream.rangeClosed(1, MANY)
            .mapToObj(FollowingReaderTest::virtual)
            .toArray(Channel[]::new));
    reader.onChannels(lister.list());

    // Then
    for (int begun = 1; begun < MANY; begun++) {
      BufferEntry entry = take();
      StreamSession current = Objects.requireNonNull(reader.currentSession());
      assertThat(current.serves(entry.id())).isTrue();
    }
  }

  private BufferEntry take() throws InterruptedException {
    return Objects.requireNonNull(buffer.take(LONG));
  }

  private static Channel virtual(long key) {
    return new Channel(key, "virtual_" + key, "float64", 0, false, true, false, "");
  }

  private static SelectionResult groups(List<Channel> channels) {
    List<IndexGroup> groups =
        channels.stream().map(channel -> new IndexGroup(null, List.of(channel))).toList();
    return new SelectionResult(groups, List.of(), 1);
  }
}

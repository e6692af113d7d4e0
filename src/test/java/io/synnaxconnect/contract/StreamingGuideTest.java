package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.client.AsyncStreamer;
import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.HistoryIterator;
import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.Reopening;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.StreamGap;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeSpan;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The code of docs/streaming-client.md: what stands between two markers stands there word for word,
 * which {@link StreamingGuideTextTest} compares, and runs here while temperature is written twice
 * as often as pressure.
 */
@ContractSuite
class StreamingGuideTest {

  private final ContractClient admin;
  private final SynnaxClient client;
  private final GuideWriter writer;

  StreamingGuideTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = connect(cluster);
    writer = new GuideWriter(admin);
  }

  private static SynnaxClient connect(ClusterUnderTest cluster) {
    String host = cluster.host();
    int port = cluster.port();
    String username = cluster.username();
    String password = cluster.password();
    String caPem = cluster.caPem();
    Tls tls = cluster.tls() ? new Tls(true, caPem, "", "", "") : Tls.PLAINTEXT;
    // tag::connect[]
    SynnaxClient client =
        SynnaxClient.create(
            SynnaxClientOptions.builder()
                .address(host + ":" + port)
                .credentials(username, password)
                .tls(tls)
                .build());
    // end::connect[]
    return client;
  }

  @BeforeEach
  void write() {
    assumeTrue(
        admin.retrieveByNames("temperature", "pressure").isEmpty(),
        "the cluster has channels of the guide's names, which are not ours");
    writer.start();
  }

  @AfterEach
  void close() {
    writer.close();
    client.close();
    admin.close();
  }

  @Test
  void opensAndReads() throws InterruptedException {
    // tag::open[]
    Streamer streamer = client.openStreamer("temperature", "pressure");
    // end::open[]

    // tag::read[]
    Frame frame = streamer.read();
    System.out.println(frame.last());
    // end::read[]
    assertThat(frame.isEmpty()).isFalse();

    // tag::seconds[]
    Frame soon = streamer.read(5);
    if (soon == null) {
      System.out.println("nothing came within five seconds");
    }
    // end::seconds[]
    assertThat(soon).isNotNull();

    // tag::span[]
    Frame alsoSoon = streamer.read(TimeSpan.SECOND.times(5));
    Frame ifThere = streamer.read(Duration.ZERO);
    // end::span[]
    assertThat(alsoSoon).isNotNull();
    assertThat(ifThere == null || !ifThere.isEmpty()).isTrue();
    streamer.close();
  }

  @Test
  void opensByKeysAndWithOptions() throws InterruptedException {
    long key = Integer.toUnsignedLong(writer.pressure().getKey());
    // tag::options[]
    StreamerOptions options =
        StreamerOptions.DEFAULT
            .withDownsampleFactor(2)
            .withThrottleRateHz(20)
            .withBuffer(64 << 20, Overflow.DROP_OLDEST);
    Streamer streamer =
        client.openStreamer(ChannelSelector.named("temperature").andKeyed(key), options);
    // end::options[]
    assertThat(streamer.read().isEmpty()).isFalse();
    // tag::dropped[]
    System.out.println(streamer.droppedFrames() + " frames were dropped");
    // end::dropped[]
    streamer.close();
  }

  @Test
  void showsPartialFrames() throws InterruptedException {
    Streamer streamer = client.openStreamer("temperature", "pressure", "temperature_time");
    boolean together = false;
    boolean alone = false;
    while (!together || !alone) {
      Frame frame = streamer.read();
      // tag::partial[]
      Series temperature = frame.get("temperature");
      if (temperature != null) {
        for (int i = 0; i < temperature.sampleCount(); i++) {
          System.out.println("temperature " + temperature.doubleAt(i));
        }
      }
      if (frame.contains("pressure")) {
        System.out.println("pressure " + frame.last("pressure"));
      }
      // end::partial[]
      // tag::iterate[]
      for (Frame.Entry entry : frame) {
        Channel channel = entry.channel();
        Series series = entry.series();
        System.out.println(channel.name() + ": " + series.sampleCount() + " samples");
      }
      // end::iterate[]
      // tag::last[]
      Map<String, Object> last = frame.last();
      // end::last[]
      // tag::timestamps[]
      Series times = frame.timestamps("temperature");
      if (times != null) {
        System.out.println("the newest is of " + times.timeStampAt(times.sampleCount() - 1));
      }
      // end::timestamps[]
      assertThat(last).hasSize(frame.size());
      assertThat(times == null).isEqualTo(temperature == null);
      alone |= temperature != null;
      together |= frame.contains("pressure");
    }
    streamer.close();
  }

  @Test
  void loopsUntilItIsClosed() throws Exception {
    Streamer streamer = client.openStreamer("temperature");
    CompletableFuture<Void> closing = writer.afterTicks(5).thenRun(streamer::close);
    // tag::loop[]
    for (Frame frame : streamer) {
      System.out.println(frame.last("temperature"));
    }
    // end::loop[]
    closing.get(60, TimeUnit.SECONDS);
  }

  @Test
  void opensAgainAfterALoss() throws Exception {
    // tag::reopening[]
    StreamerOptions options = StreamerOptions.DEFAULT.withReopening(Reopening.DEFAULT);
    Streamer streamer =
        client.openStreamer(ChannelSelector.named("temperature", "temperature_time"), options);
    // end::reopening[]
    CompletableFuture<Void> closing = writer.afterTicks(5).thenRun(streamer::close);
    // tag::gaps[]
    for (Frame frame : streamer) {
      for (StreamGap gap : frame.gaps()) {
        for (Rows rows : client.read(gap)) {
          System.out.println(rows.rowCount() + " rows were missed");
        }
      }
      System.out.println(frame.last("temperature"));
    }
    // end::gaps[]
    closing.get(60, TimeUnit.SECONDS);
  }

  @Test
  void updatesAndCloses() throws InterruptedException {
    Streamer streamer = client.openStreamer("temperature");
    // tag::update[]
    streamer.updateChannels("temperature", "pressure");
    // end::update[]
    Frame frame = streamer.read();
    while (!frame.contains("pressure")) {
      frame = streamer.read();
    }
    // tag::close[]
    streamer.close();
    // end::close[]

    // tag::try[]
    try (Streamer brief = client.openStreamer("temperature")) {
      System.out.println(brief.read().last("temperature"));
    }
    // end::try[]
  }

  @Test
  void readsAsynchronously() throws Exception {
    // tag::async[]
    CompletableFuture<AsyncStreamer> opening = client.openAsyncStreamer("temperature", "pressure");
    try (AsyncStreamer streamer = opening.join()) {
      CompletableFuture<@Nullable Frame> first = streamer.read(5);
      CompletableFuture<Frame> second = streamer.read();
      CompletableFuture<Void> updated = streamer.updateChannels("temperature");
      System.out.println(first.join());
      second.thenAcceptAsync(frame -> System.out.println(frame.last())).join();
      updated.join();
    }
    // end::async[]
  }

  @Test
  void loopsAsynchronously() throws Exception {
    CountDownLatch five = new CountDownLatch(5);
    // tag::executor[]
    ExecutorService executor = Executors.newFixedThreadPool(2);
    AsyncStreamer streamer =
        client
            .openAsyncStreamer(
                ChannelSelector.named("temperature"), StreamerOptions.DEFAULT, executor)
            .join();
    // end::executor[]
    // tag::foreach[]
    CompletableFuture<Void> loop =
        streamer.forEach(
            frame -> {
              System.out.println(frame.last("temperature"));
              five.countDown();
            });
    // end::foreach[]
    assertThat(five.await(60, TimeUnit.SECONDS)).isTrue();
    streamer.close();
    loop.get(60, TimeUnit.SECONDS);
    executor.shutdown();
  }

  @Test
  void publishes() throws Exception {
    CountDownLatch ten = new CountDownLatch(10);
    AsyncStreamer streamer = client.openAsyncStreamer("temperature").get(60, TimeUnit.SECONDS);
    // tag::publisher[]
    streamer.subscribe(
        new Flow.Subscriber<Frame>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(10);
          }

          @Override
          public void onNext(Frame frame) {
            System.out.println(frame.last("temperature"));
            ten.countDown();
          }

          @Override
          public void onError(Throwable failure) {
            failure.printStackTrace();
          }

          @Override
          public void onComplete() {
            System.out.println("closed");
          }
        });
    // end::publisher[]
    assertThat(ten.await(60, TimeUnit.SECONDS)).isTrue();
    streamer.close();
  }

  @Test
  void findsRanges() {
    // tag::ranges[]
    for (Range range : client.ranges().byNames(List.of("Hotfire 12"))) {
      System.out.println(range.timeRange() + " " + client.ranges().properties(range.key()));
    }
    // end::ranges[]
    assertThat(client.ranges().all()).isNotNull();
  }

  @Test
  void findsChannelsAndReadsHistory() throws Exception {
    writer.afterTicks(5).get(60, TimeUnit.SECONDS);
    // tag::channels[]
    List<Channel> all = client.retrieveChannels();
    List<Channel> some = client.retrieveChannelsMatching(Pattern.compile("temp.*|press.*"));
    List<Channel> two =
        client.retrieveSelectedChannels(ChannelSelector.named("temperature", "pressure"));
    List<Channel> one = client.retrieveChannelsByKeys(List.of(two.get(0).key()));
    // end::channels[]
    assertThat(all).containsAll(some);
    assertThat(some).containsAll(two);
    assertThat(two).hasSize(2).containsAll(one);

    // tag::history[]
    TimeStamp now = TimeStamp.of(Instant.now());
    TimeRange lastHour = new TimeRange(now.plus(TimeSpan.HOUR.times(-1)), now);
    for (Rows rows : client.read(ChannelSelector.named("temperature", "pressure"), lastHour)) {
      for (Rows.Column column : rows.columns()) {
        System.out.println(
            column.channel().name() + " " + rows.timeStampAt(0) + " " + column.valueAt(0));
      }
    }
    // end::history[]

    long samples = 0;
    // tag::iterator[]
    try (HistoryIterator iterator =
        client.openIterator(ChannelSelector.named("temperature"), lastHour, 10_000)) {
      for (Rows rows : iterator) {
        samples += rows.sampleCount();
      }
    }
    // end::iterator[]
    assertThat(samples).isPositive();
    assertThat(Objects.requireNonNull(two.get(0).dataType()).wireName()).isEqualTo("float64");
  }
}

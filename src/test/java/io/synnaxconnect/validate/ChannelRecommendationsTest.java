package io.synnaxconnect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a form that asks for an answer can offer to choose from. */
@Timeout(120)
class ChannelRecommendationsTest {

  private static Simulator cluster;
  private static long index;

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final LiveValidation liveValidation =
      new LiveValidation(this::connect, Duration.ofSeconds(60), nanos::get);

  @BeforeAll
  static void startCluster() {
    cluster = Simulator.builder().start();
    index = cluster.createIndex("time");
    cluster.createChannel("pt_2", DataType.FLOAT64, index);
    cluster.createChannel("pt_1", DataType.FLOAT64, index);
    cluster.createVirtual("state", "string");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void theNamesAndKeysOfTheClusterAreOffered() {
    // When
    ParsedConfig answer = ask(good());

    // Then
    assertThat(answer.problems()).isEmpty();
    assertThat(offered(answer, "channels.include"))
        .containsSubsequence("pt_1", "pt_2", "state", "time")
        .doesNotContain("sy_channel_set")
        .isEqualTo(offered(answer, "channels.exclude"));
    assertThat(offered(answer, "channels.keys"))
        .hasSameSizeAs(offered(answer, "channels.include"))
        .contains(index);
    assertThat(offered(answer, "topic")).isEmpty();
  }

  @Test
  void onlyWhatTheOtherSettingsAllowIsOffered() {
    // When
    ParsedConfig stored = ask(with("channels.virtual", "exclude"));
    ParsedConfig all = ask(with("channels.internal", "true"));

    // Then
    assertThat(offered(stored, "channels.include")).contains("pt_1").doesNotContain("state");
    assertThat(offered(all, "channels.include")).contains("sy_channel_set", "state");
  }

  @Test
  void whoHasNotChosenYetIsOfferedTheChannelsToo() {
    // When
    ParsedConfig answer = ask(with("channels.include", ""));

    // Then
    assertThat(answer.problems())
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("channels.include: is empty"),
            problem -> assertThat(problem).startsWith("channels.keys: is empty"));
    assertThat(offered(answer, "channels.include")).contains("pt_1");
  }

  @Test
  void channelsAreOfferedFromMemoryForHalfAMinuteAndCheckedAfresh() {
    // Given
    ask(with("channels.include", ""));

    // When
    nanos.addAndGet(Duration.ofSeconds(29).toNanos());
    ParsedConfig remembered = ask(with("channels.include", "", "topic", ""));
    int soon = connected.get();
    ask(good());
    int checked = connected.get();
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    ask(with("channels.include", ""));

    // Then
    assertThat(offered(remembered, "channels.include")).contains("pt_1");
    assertThat(List.of(soon, checked, connected.get())).containsExactly(1, 2, 3);
  }

  @Test
  void nobodyIsOfferedWhatAnotherUserWasTold() {
    // Given
    ask(good());

    // When
    ParsedConfig answer = ask(with("channels.include", "", "synnax.password", "wrong"));

    // Then
    assertThat(offered(answer, "channels.include")).isEmpty();
    assertThat(answer.problems())
        .anySatisfy(problem -> assertThat(problem).startsWith("synnax.password: user 'synnax'"));
  }

  @Test
  void nobodyIsAskedWithoutTheLiveCheckOrAnAddress() {
    // When
    ParsedConfig offline = ask(with("channels.include", "", "validate.live", "false"));
    ParsedConfig homeless = ask(with("synnax.address", "nowhere"));

    // Then
    assertThat(offered(offline, "channels.include")).isEmpty();
    assertThat(offered(homeless, "channels.include")).isEmpty();
    assertThat(connected).hasValue(0);
  }

  @Test
  void aThousandOfThemAreEnough() {
    // Given
    List<Channel> many =
        LongStream.rangeClosed(1, 1_500)
            .mapToObj(key -> new Channel(key, "v" + key, "float64", 0, false, true, false, ""))
            .toList();
    ParsedConfig answer = ParsedConfig.of(good());

    // When
    new ChannelRecommendations(nanos::get)
        .put(new SynnaxSourceConnectorConfig(good()), many, answer);

    // Then
    assertThat(offered(answer, "channels.include")).hasSize(1_000).startsWith("v1", "v10", "v100");
    assertThat(offered(answer, "channels.keys")).hasSize(1_000).startsWith(1L, 2L, 3L);
  }

  private SynnaxCluster connect(SynnaxEndpoints endpoints) {
    connected.incrementAndGet();
    return SynnaxClient.create(endpoints);
  }

  private ParsedConfig ask(Map<String, String> properties) {
    ParsedConfig parsed = ParsedConfig.of(properties);
    liveValidation.run(properties, parsed);
    return parsed;
  }

  private static List<Object> offered(ParsedConfig answer, String key) {
    return answer.values().stream()
        .filter(value -> value.name().equals(key))
        .map(ConfigValue::recommendedValues)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> good() {
    return with();
  }

  private static Map<String, String> with(String... keysAndValues) {
    Map<String, String> properties =
        ConfigFixtures.with(
            "synnax.address", cluster.address(),
            "synnax.username", "synnax",
            "synnax.password", "seldon",
            "synnax.tls.enabled", "false",
            "validate.live", "true");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }
}

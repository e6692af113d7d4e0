package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SynnaxSourceConnectorConfigTest {

  /** How to reach the only address. */
  private static SynnaxClientOptions client(SynnaxEndpoints endpoints) {
    assertThat(endpoints.each()).hasSize(1);
    return endpoints.each().get(0).get();
  }

  @Test
  void defaults() {
    // When
    SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(ConfigFixtures.good());

    // Then
    SynnaxClientOptions client = client(config.endpoints());
    assertThat(client.host()).isEqualTo("127.0.0.1");
    assertThat(client.port()).isEqualTo(9090);
    assertThat(client.credentials().password()).isEqualTo("s3cret");
    assertThat(client.tls()).isEqualTo(Tls.SYSTEM_TRUST);
    assertThat(client.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(config.recordOptions()).isEqualTo(RecordOptions.DEFAULT);
    assertThat(config.taskOptions())
        .isEqualTo(
            new SourceTaskOptions(
                2_000,
                Duration.ofMillis(500),
                64L << 20,
                0,
                Duration.ofMillis(100),
                Duration.ofMillis(800),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                new StreamerOptions(1, 0, List.of(), 8L << 20, Overflow.DROP_OLDEST),
                true,
                StartFrom.LATEST,
                new DeliveryOptions(
                    60_000_000_000L,
                    30_000_000_000L,
                    300_000_000_000L,
                    604_800_000_000_000L,
                    false,
                    Long.MAX_VALUE),
                new SideTopicOptions(
                    "", "__synnax-heartbeat", Duration.ZERO, "", "", "", false, Map.of()),
                false));
    assertThat(config.refreshDebounce()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.assignsByTask()).isFalse();
    assertThat(config.admissionRules().failsOnTypeChange()).isTrue();
    assertThat(config.admissionRules().channelsMax()).isEqualTo(10_000);
    assertThat(config.admissionRules().topicsMax()).isEqualTo(100);
    assertThat(config.admissionRules().topicMixed()).isFalse();
  }

  @Test
  void everyKeyReachesItsOption() {
    // Given
    Map<String, String> properties =
        ConfigFixtures.with(
            "synnax.address", "[::1]:1234",
            "synnax.tls.enabled", "false",
            "synnax.request.timeout.ms", "1001",
            "synnax.reconnect.backoff.ms", "11",
            "synnax.reconnect.backoff.max.ms", "12",
            "synnax.connectivity.check.interval.ms", "1003",
            "synnax.max.message.bytes", "4194305",
            "synnax.flow.control.window.bytes", "16777217",
            "channels.refresh.interval.ms", "1006",
            "channels.refresh.debounce.ms", "1007",
            "channels.assignment", "task",
            "channels.deleted", "tombstone",
            "channels.type.change", "skip",
            "channels.max", "7",
            "topics.max", "8",
            "topic", "t",
            "topic.mixed", "true",
            "record.key", "channel_key",
            "record.timestamp", "receive",
            "record.timestamp.max.age.ms", "1009",
            "record.time", "micros",
            "record.origin", "true",
            "row.field.names", "channel_key",
            "record.headers", "true",
            "record.ranges", "true",
            "value.uint64", "string",
            "value.timestamp", "iso",
            "value.nan", "drop",
            "value.infinity", "null",
            "errors.data", "dead_letter",
            "errors.data.topic", "dead",
            "record.format", "series",
            "series.max.samples", "1008",
            "record.max.bytes", "1000001",
            "record.oversize", "truncate",
            "poll.max.records", "9",
            "poll.timeout.ms", "10",
            "buffer.max.bytes", "1048577",
            "delivery", "live",
            "status.topic", "s",
            "catalogue.topic", "c",
            "ranges.topic", "r",
            "gap.resolve.timeout.ms", "1004",
            "probe.interval.ms", "1005",
            "stall.timeout.ms", "1006",
            "live.throttle.rate.hz", "2.5",
            "live.downsample.factor", "3",
            "live.exclude.groups", "5, 4");

    // When
    SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);

    // Then
    assertThat(client(config.endpoints()).host()).isEqualTo("::1");
    assertThat(client(config.endpoints()).tls()).isEqualTo(Tls.PLAINTEXT);
    assertThat(client(config.endpoints()).limits())
        .isEqualTo(new Limits(Duration.ofMillis(1001), 4194305, 16777217));
    assertThat(config.recordOptions())
        .isEqualTo(
            new RecordOptions(
                RecordFormat.SERIES,
                "t",
                RecordKey.CHANNEL_KEY,
                RecordTimestamp.RECEIVE,
                true,
                new ValueOptions(
                    Uint64Form.STRING,
                    TimestampForm.ISO,
                    NonFiniteForm.DROP,
                    NonFiniteForm.NULL,
                    DataErrors.DEAD_LETTER),
                new RecordSizes(1008, 1000001, Oversize.TRUNCATE),
                "dead",
                new RecordFields(RowNames.CHANNEL_KEY, TimeForm.MICROS, true),
                1009));
    assertThat(config.admissionRules().sideTopics())
        .isEqualTo(
            Map.of(
                "dead", "errors.data.topic",
                "s", "status.topic",
                "c", "catalogue.topic",
                "r", "ranges.topic",
                "__synnax-heartbeat", "heartbeat.topic"));
    assertThat(config.taskOptions())
        .isEqualTo(
            new SourceTaskOptions(
                9,
                Duration.ofMillis(10),
                1048577,
                0,
                Duration.ofMillis(11),
                Duration.ofMillis(12),
                Duration.ofMillis(1003),
                Duration.ofMillis(1006),
                new StreamerOptions(3, 2.5, List.of(4L, 5L), 8L << 20, Overflow.DROP_OLDEST),
                false,
                StartFrom.LATEST,
                new DeliveryOptions(
                    1_004_000_000L,
                    1_005_000_000L,
                    1_006_000_000L,
                    604_800_000_000_000L,
                    false,
                    Long.MAX_VALUE),
                new SideTopicOptions(
                    "", "__synnax-heartbeat", Duration.ZERO, "s", "c", "r", true, Map.of()),
                true));
    assertThat(config.refreshDebounce()).isEqualTo(Duration.ofMillis(1007));
    assertThat(config.assignsByTask()).isTrue();
    assertThat(config.admissionRules().failsOnTypeChange()).isFalse();
    assertThat(config.admissionRules().channelsMax()).isEqualTo(7);
    assertThat(config.admissionRules().topicsMax()).isEqualTo(8);
    assertThat(config.admissionRules().topicMixed()).isTrue();
  }

  @Test
  void repairedRowsAreWholeUnlessTheyAreToBePartial() {
    assertThat(emitsWholeRows("record.format", "row")).isTrue();
    assertThat(emitsWholeRows("record.format", "row", "row.repair", "partial")).isFalse();
    assertThat(emitsWholeRows("record.format", "sample")).isFalse();
  }

  private static boolean emitsWholeRows(String... keysAndValues) {
    return new SynnaxSourceConnectorConfig(ConfigFixtures.with(keysAndValues))
        .taskOptions()
        .delivery()
        .wholeRows();
  }

  @ParameterizedTest
  @EnumSource
  void aFormatHasATopicOfItsOwn(RecordFormat format) {
    // Given
    String word = format.name().toLowerCase(Locale.ROOT);

    // When
    SynnaxSourceConnectorConfig config =
        new SynnaxSourceConnectorConfig(ConfigFixtures.with("record.format", word));

    // Then
    assertThat(config.recordOptions()).isEqualTo(RecordOptions.of(format));
  }

  @Test
  void aBoundedReplayReachesTheTask() {
    // Given
    Map<String, String> properties =
        ConfigFixtures.with(
            "start.from", "1970-01-01T00:00:01Z", "stop.at", "1970-01-01T00:00:02Z");

    // When
    SourceTaskOptions options = new SynnaxSourceConnectorConfig(properties).taskOptions();

    // Then
    assertThat(options.startFrom()).isEqualTo(new StartFrom(new TimeStamp(1_000_000_000)));
    assertThat(options.delivery().endNanos()).isEqualTo(2_000_000_000);
  }

  @Test
  void pemIsTakenFromTextAndFromFiles(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("ca.pem"), TestPem.CERTIFICATE);
    TestCertificates certificates = TestCertificates.create(folder);
    SimulatorTls client = certificates.leaf("dns:client");
    Map<String, String> properties =
        ConfigFixtures.with(
            "synnax.tls.ca",
            file.toString(),
            "synnax.tls.server.name",
            "synnax.example.com",
            "synnax.tls.client.certificate",
            certificates.certificatePem(client),
            "synnax.tls.client.key",
            certificates.keyPem(client),
            "synnax.tls.client.key.password",
            "not needed");

    // When
    Tls tls;
    try (AllowedPaths paths = AllowedPaths.of(folder)) {
      assertThat(paths).isNotNull();
      tls = client(new SynnaxSourceConnectorConfig(properties).endpoints()).tls();
    }

    // Then
    assertThat(tls)
        .isEqualTo(
            new Tls(
                true,
                TestPem.CERTIFICATE,
                "synnax.example.com",
                certificates.certificatePem(client).strip(),
                certificates.keyPem(client).strip(),
                "not needed"));
  }

  @Test
  void severalAddressesShareEverythingElse() {
    // Given
    Map<String, String> properties = ConfigFixtures.with("synnax.address", "a:1, [::1]:2");

    // When
    List<SynnaxClientOptions> each =
        new SynnaxSourceConnectorConfig(properties)
            .endpoints().each().stream().map(Supplier::get).toList();

    // Then
    assertThat(each).extracting(SynnaxClientOptions::host).containsExactly("a", "::1");
    assertThat(each).extracting(SynnaxClientOptions::port).containsExactly(1, 2);
    assertThat(each).extracting(o -> o.credentials().password()).containsOnly("s3cret");
  }

  @Test
  void filesAreReadWheneverOptionsAreAskedFor(@TempDir Path folder) throws Exception {
    try (AllowedPaths paths = AllowedPaths.of(folder)) {
      assertThat(paths).isNotNull();
      assertReadAgain(folder);
    }
  }

  private static void assertReadAgain(Path folder) throws Exception {
    // Given
    Path ca = Files.writeString(folder.resolve("ca.pem"), TestPem.CERTIFICATE);
    Path password = Files.writeString(folder.resolve("password"), " one \n");
    SynnaxEndpoints endpoints =
        new SynnaxSourceConnectorConfig(
                ConfigFixtures.with(
                    "synnax.tls.ca", ca.toString(),
                    "synnax.password", "",
                    "synnax.password.file", password.toString()))
            .endpoints();
    assertThat(client(endpoints).credentials().password()).isEqualTo(" one ");

    // When
    Files.writeString(password, "two");
    Files.writeString(ca, TestPem.CERTIFICATE.substring(0, 100));

    // Then
    assertThatThrownBy(() -> client(endpoints))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.UNREADABLE))
        .hasMessageStartingWith("synnax.tls.ca: ");
    Files.writeString(ca, TestPem.CERTIFICATE);
    assertThat(client(endpoints).credentials().password()).isEqualTo("two");
  }

  @Test
  void aTaskGetsItsShareAndEverythingElse() {
    // Given
    Channel index = new Channel(7, "time", "timestamp", 7, true, false, false, "");
    Channel state = new Channel(9, "state", "string", 0, false, true, false, "");
    List<IndexGroup> groups =
        List.of(new IndexGroup(index, List.of(index)), new IndexGroup(null, List.of(state)));

    // When
    SynnaxSourceTaskConfig config =
        new SynnaxSourceTaskConfig(
            SynnaxSourceTaskConfig.assigned(ConfigFixtures.good(), 3, groups, Set.of(), Set.of()));

    // Then
    assertThat(client(config.endpoints()).port()).isEqualTo(9090);
    TaskPlan plan = config.plan();
    assertThat(plan.ownership()).isEqualTo(new GroupOwnership.Listed(Set.of(7L, 9L)));
    assertThat(plan.name()).isEqualTo(new TaskName("it", "3"));
    assertThat(plan.boundToCluster()).isFalse();
    ChannelList list = new ChannelList(1, "cluster", 0, List.of(index, state), Set.of());
    assertThat(plan.selection().apply(list).groups()).isEqualTo(groups);
  }

  @Test
  void aTaskOfManyKnowsWhichItIs() {
    // Given
    Map<String, String> properties =
        ConfigFixtures.with("channels.assignment", "task", "channels.keys", "7");

    // When
    TaskPlan plan =
        new SynnaxSourceTaskConfig(SynnaxSourceTaskConfig.shard(properties, 3, 5)).plan();

    // Then
    assertThat(plan.ownership()).isEqualTo(new GroupOwnership.Shard(3, 5));
    assertThat(plan.name()).isEqualTo(new TaskName("it", "3"));
    assertThat(plan.boundToCluster()).isTrue();
  }

  @Test
  void tasksBeginAtDifferentAddressesIfTheyAreToBeSpread() {
    // Given
    Map<String, String> properties = ConfigFixtures.with("synnax.address", "a:1,b:2,c:3");

    // Then
    assertThat(hosts(properties, 1)).containsExactly("a", "b", "c");
    properties.put("synnax.address.spread", "true");
    assertThat(hosts(properties, 0)).containsExactly("a", "b", "c");
    assertThat(hosts(properties, 1)).containsExactly("b", "c", "a");
    assertThat(hosts(properties, 4)).containsExactly("b", "c", "a");
  }

  private static List<String> hosts(Map<String, String> properties, int taskId) {
    Map<String, String> task =
        SynnaxSourceTaskConfig.assigned(properties, taskId, List.of(), Set.of(), Set.of());
    return new SynnaxSourceTaskConfig(task)
        .endpoints().each().stream().map(Supplier::get).map(SynnaxClientOptions::host).toList();
  }
}

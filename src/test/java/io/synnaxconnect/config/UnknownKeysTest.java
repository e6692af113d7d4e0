package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that nobody reads: what a user hears about them. */
class UnknownKeysTest {

  private static final Pattern DOTTED = Pattern.compile("\\b[a-z0-9]+(\\.[a-z0-9]+)+\\b");

  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channels.inclde           | did you mean channels.include?",
        "channels.refresh.interval | did you mean channels.refresh.interval.ms?",
        "synnax.adress             | did you mean synnax.address?",
        "synnax.user               | did you mean synnax.username?",
        "record.fromat             | did you mean record.format?",
        "topics                    | did you mean topic?",
        "topics.maximum            | did you mean topics.max?",
        "value.na                  | did you mean value.nan?",
        "errors.dat                | did you mean errors.data?",
        "record.foo                | remove it",
        "record.name               | remove it",
        "synnax.tls                | remove it",
        "sampling.interval.ms      | remove it",
        "purpose                   | remove it"
      })
  void aMisspelledKeyIsCorrectedAndAnyOtherIsNot(String key, String remedy) {
    assertThat(UnknownKeys.warnings(List.of("name", key)))
        .containsExactly(key + ": is not a key of this connector and has no effect; " + remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic.prefix          | set topic, a template of the whole name",
        "topic.template        | set topic, which may have the variables",
        "max.batch.size        | set poll.max.records",
        "batch.max.rows        | set poll.max.records",
        "poll.interval.ms      | remove it: the cluster sends samples at once",
        "gap.timeout.ms        | set gap.resolve.timeout.ms",
        "tombstones.on.delete  | set channels.deleted=tombstone",
        "dead.letter.topic     | set errors.data.topic, together with errors.data=dead_letter",
        "errors.deadletterqueue.topic.name | set errors.data.topic, together with errors.data=",
        "series.size           | set series.max.samples, which is a maximum",
        "decimal.handling.mode | set value.uint64 to decimal, string or long"
      })
  void aKeyOfAnotherConnectorIsTranslated(String key, String advice) {
    assertThat(UnknownKeys.warnings(List.of(key)))
        .singleElement()
        .asString()
        .startsWith(key + ": is not a key of this connector and has no effect; " + advice);
  }

  @Test
  void everyAdviceNamesKeysThatExist() {
    // Given
    List<String> ours = Settings.ALL.stream().map(Setting::key).toList();

    // When / Then
    assertThat(UnknownKeys.FOREIGN).doesNotContainKeys(ours.toArray(String[]::new));
    assertThat(UnknownKeys.FOREIGN.values())
        .allSatisfy(
            advice -> {
              Matcher named = DOTTED.matcher(advice.replaceAll("=stand\\.", "="));
              assertThat(named.results().map(result -> result.group()).toList())
                  .as(advice)
                  .isSubsetOf(ours);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "connector.class",
        "connector.plugin.version",
        "tasks.max",
        "tasks.max.enforce",
        "config.action.reload",
        "value.converter",
        "value.converter.schema.registry.url",
        "key.converter.plugin.version",
        "header.converter",
        "errors.tolerance",
        "errors.log.enable",
        "errors.retry.timeout",
        "transforms",
        "transforms.t.type",
        "predicates",
        "predicates.p.name",
        "topic.creation.groups",
        "topic.creation.default.partitions",
        "producer.override.linger.ms",
        "admin.override.client.id",
        "exactly.once.support",
        "transaction.boundary.interval.ms",
        "offsets.storage.topic",
        "task.class",
        "task.id",
        "task.groups.new",
        "config.unknown"
      })
  void keysOfConnectAndOfTasksAreKnown(String key) {
    assertThat(UnknownKeys.warnings(List.of(key))).isEmpty();
  }

  @Test
  void whoWantsIsRefusedAKeyThatNobodyReads() {
    // Given
    Map<String, String> properties =
        ConfigFixtures.with("config.unknown", "fail", "topic.prefix", "a", "record.fromat", "row");

    // When / Then
    assertThat(ConfigFixtures.messages(connector.validate(properties)))
        .containsExactly(
            "config.unknown: 'fail' refuses record.fromat, not a key of this connector; did you"
                + " mean record.format?",
            "config.unknown: 'fail' refuses topic.prefix, not a key of this connector; set topic,"
                + " a template of the whole name, for example topic=stand.${data_type}");
  }

  @Test
  void aGoodConfigurationPassesAndSoDoesThatOfItsTasks() {
    // Given
    Map<String, String> properties = ConfigFixtures.with("config.unknown", "fail");
    Map<String, String> ofTask = SynnaxSourceTaskConfig.shard(properties, 0, 1);
    ofTask.put("channels.assignment", "task");
    ofTask.put("platform.region", "added by a platform");

    // When / Then
    assertThat(ConfigFixtures.messages(connector.validate(properties))).isEmpty();
    assertThat(new SynnaxSourceTaskConfig(ofTask).endpoints().each()).hasSize(1);
  }

  @Test
  void otherwiseItIsNoProblem() {
    assertThat(
            ConfigFixtures.messages(
                connector.validate(ConfigFixtures.with("topic.prefix", "a", "purpose", "b"))))
        .isEmpty();
  }
}

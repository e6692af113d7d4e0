package io.synnaxconnect.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.config.KeyConditions.Condition;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a form that is made from the answers of {@code config/validate} shows. */
class FormTest {

  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();

  @Test
  void everyKeyWithFewValuesOffersThem() {
    // When
    Map<String, ConfigValue> answer = answer();

    // Then
    assertThat(in(answer, "record.format").recommendedValues())
        .containsExactly("sample", "series", "packed", "row");
    assertThat(in(answer, "record.headers").recommendedValues()).containsExactly(true, false);
    assertThat(in(answer, "topic").recommendedValues()).isEmpty();
    assertThat(withFewValues())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            setting -> assertThat(in(answer, setting.key()).recommendedValues()).isNotEmpty());
  }

  private static Stream<Setting> withFewValues() {
    return Settings.ALL.stream()
        .filter(
            setting ->
                setting.value().type() == ConfigDef.Type.BOOLEAN
                    || !setting.value().rule().words().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delivery=live        | live.throttle.rate.hz live.exclude.groups | start.from gap.topic",
        "delivery=LOSSLESS    | start.from stop.at gap.resolve.timeout.ms | live.throttle.rate.hz",
        "record.format=sample | value.nan errors.data | series.max.samples row.repair",
        "record.format=series | series.max.samples    | row.field.names errors.data.topic",
        "record.format=packed | record.max.bytes      | value.nan errors.data series.max.samples",
        "record.format=row    | row.repair            | series.max.samples channels.deleted",
        "record.format=bad    | row.repair series.max.samples value.nan | errors.data.topic",
        "record.format=packed errors.data=dead_letter | topic | errors.data.topic",
        "errors.data=dead_letter | errors.data.topic  | live.exclude.groups",
        "channels.assignment=task | channels.include  | channels.refresh.debounce.ms",
        "record.timestamp=receive | record.time       | record.timestamp.max.age.ms",
        "heartbeat.topic=         | heartbeat.topic   | heartbeat.interval.ms",
        "synnax.tls.enabled=false | synnax.tls.enabled | synnax.tls.ca"
            + " synnax.tls.client.key.password",
        "synnax.tls.client.key=x  | synnax.tls.client.certificate | live.exclude.groups",
        "synnax.tls.enabled=true  | synnax.tls.client.key | synnax.tls.client.key.password"
      })
  void aKeyIsShownIfItHasAnEffect(String changes, String shown, String hidden) {
    // Given
    String[] keysAndValues =
        Stream.of(changes.split(" "))
            .flatMap(change -> Stream.of(change.split("=", 2)))
            .toArray(String[]::new);

    // When
    Map<String, ConfigValue> answer = answer(keysAndValues);

    // Then
    assertThat(shown.split(" ")).allMatch(key -> in(answer, key).visible());
    assertThat(hidden.split(" ")).noneMatch(key -> in(answer, key).visible());
  }

  @Test
  void internalKeysShowOnlyWhereSomebodyHasChangedThem() {
    // Given
    List<String> internal =
        Settings.ALL.stream()
            .filter(setting -> setting.place().group() == Setting.Group.INTERNAL)
            .map(Setting::key)
            .toList();

    // Then
    assertThat(internal).contains("poll.timeout.ms", "synnax.flow.control.window.bytes");
    assertThat(internal).noneMatch(key -> in(answer(), key).visible());
    assertThat(in(answer("poll.timeout.ms", "500"), "poll.timeout.ms").visible()).isFalse();
    assertThat(in(answer("poll.timeout.ms", "100"), "poll.timeout.ms").visible()).isTrue();
  }

  @Test
  void aFormAsksAgainWhenAKeyChangesOnWhichOthersDepend() {
    assertThat(defined("record.format").dependents)
        .contains("series.max.samples", "row.repair", "value.nan")
        .doesNotContain("errors.data.topic");
    assertThat(defined("errors.data").dependents).containsExactly("errors.data.topic");
    assertThat(defined("topic").dependents).isEmpty();
  }

  @Test
  void everyConditionNamesAnotherKeyAndWordsThatItHas() {
    assertThat(Settings.ALL)
        .allSatisfy(
            setting -> {
              Condition condition = KeyConditions.of(setting.key());
              if (condition != null) {
                ConfigDef.ConfigKey needed = defined(condition.key());
                List<String> words =
                    needed.recommender.validValues(condition.key(), Map.of()).stream()
                        .map(String::valueOf)
                        .toList();
                assertThat(words).containsAll(condition.words());
              }
            });
  }

  @Test
  void noTwoKeysOfAGroupLookAlike() {
    assertThat(
            Settings.ALL.stream()
                .map(setting -> setting.place().group() + " " + setting.place().displayName()))
        .doesNotHaveDuplicates();
  }

  @Test
  void wordsAreReadInAnyCase() {
    // When
    SynnaxSourceConnectorConfig config =
        new SynnaxSourceConnectorConfig(
            ConfigFixtures.with(
                "record.format",
                "Series",
                "value.nan",
                "NULL",
                "delivery",
                "LIVE",
                "channels.virtual",
                "Exclude",
                "start.from",
                "Latest"));

    // Then
    assertThat(config.recordOptions().format()).isEqualTo(RecordFormat.SERIES);
    assertThat(config.recordOptions().values().nan()).isEqualTo(NonFiniteForm.NULL);
    assertThat(config.isLossless()).isFalse();
    assertThat(config.isStoredOnly()).isTrue();
  }

  @Test
  void whatIsSetWithoutEffectIsReported() {
    // When
    ParsedConfig parsed =
        ParsedConfig.of(
            ConfigFixtures.with(
                "series.max.samples",
                "500",
                "channels.assignment",
                "task",
                "channels.refresh.debounce.ms",
                "1000",
                "row.repair",
                "whole",
                "synnax.tls.client.key.password",
                "secret",
                "topic.creation.default.replication.factor",
                "1"));

    // Then
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.warnings())
        .containsExactly(
            "synnax.tls.client.key.password: is set, but has an effect only with"
                + " synnax.tls.client.key; remove it",
            "channels.refresh.debounce.ms: is set, but has an effect only with"
                + " channels.assignment=connector; remove it",
            "series.max.samples: is set, but has an effect only with record.format=series;"
                + " remove it");
  }

  private Map<String, ConfigValue> answer(String... keysAndValues) {
    Map<String, ConfigValue> byKey = new HashMap<>();
    connector
        .validate(ConfigFixtures.with(keysAndValues))
        .configValues()
        .forEach(value -> byKey.put(value.name(), value));
    return byKey;
  }

  private static ConfigValue in(Map<String, ConfigValue> answer, String key) {
    return requireNonNull(answer.get(key), key);
  }

  private static ConfigDef.ConfigKey defined(String key) {
    return requireNonNull(ParsedConfig.DEFINITION.configKeys().get(key), key);
  }
}

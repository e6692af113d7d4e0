package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Configurations that were written before a key got another name. */
class RenamedKeysTest {

  @Test
  void theFormerNameStillWorksAndIsReported() {
    // Given
    Map<String, String> old = ConfigFixtures.with("headers", "true", "oversize", "skip");

    // When
    ParsedConfig parsed = ParsedConfig.of(old);

    // Then
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.parsed())
        .containsEntry("record.headers", true)
        .containsEntry("record.oversize", "skip");
    assertThat(new SynnaxSourceConnectorConfig(old).recordOptions().sizes().oversize())
        .isEqualTo(Oversize.SKIP);
    assertThat(parsed.warnings())
        .contains(
            "headers: is the former name of record.headers and ends with the next version; rename"
                + " it",
            "oversize: is the former name of record.oversize and ends with the next version;"
                + " rename it")
        .noneMatch(warning -> warning.contains("is not a key of this connector"));
  }

  @Test
  void aWrongValueIsReportedUnderThePresentName() {
    assertThat(ParsedConfig.of(ConfigFixtures.with("oversize", "none")).problems())
        .singleElement()
        .asString()
        .startsWith("record.oversize: 'none' is unknown");
  }

  @Test
  void bothNamesAreRefused() {
    assertThat(
            ParsedConfig.of(ConfigFixtures.with("headers", "true", "record.headers", "false"))
                .problems())
        .containsExactly(
            "record.headers: is set, and so is headers, its former name; remove headers");
  }

  @Test
  void strictConfigurationsMayKeepTheFormerName() {
    assertThat(
            ParsedConfig.of(ConfigFixtures.with("headers", "true", "config.unknown", "fail"))
                .problems())
        .isEmpty();
  }

  @Test
  void everyPresentNameIsAKeyAndNoFormerOneIs() {
    List<String> keys = Settings.ALL.stream().map(Setting::key).toList();

    assertThat(keys)
        .containsAll(RenamedKeys.PRESENT.values())
        .doesNotContainAnyElementsOf(RenamedKeys.PRESENT.keySet());
  }
}

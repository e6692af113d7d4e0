package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Generated documentation is up to date; {@code -Ddocs.update=true} writes it anew. */
class ConfigDocsTest {

  private static final boolean UPDATE = Boolean.getBoolean("docs.update");
  private static final String REMEDY =
      " is out of date: mvn test -Dtest=ConfigDocsTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true";
  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final Path SCHEMA = Path.of("docs", "configuration.schema.json");
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- config:begin -->\n";
  private static final String END = "<!-- config:end -->";

  @Test
  void thePageOfTheKeysIsThatOfTheCode() throws IOException {
    // Given
    if (UPDATE) {
      Files.writeString(PAGE, ConfigDocs.page());
    }

    // When
    String page = Files.readString(PAGE);

    // Then
    assertThat(page).as(PAGE + REMEDY).isEqualTo(ConfigDocs.page());
  }

  @Test
  void theSchemaIsThatOfTheCode() throws IOException {
    // Given
    if (UPDATE) {
      Files.writeString(SCHEMA, ConfigSchema.document());
    }

    // When
    String schema = Files.readString(SCHEMA);

    // Then
    assertThat(schema).as(SCHEMA + REMEDY).isEqualTo(ConfigSchema.document());
  }

  @Test
  void theTableInTheReadmeIsThatOfTheCode() throws IOException {
    // Given
    if (UPDATE) {
      String readme = Files.readString(README);
      Files.writeString(
          README,
          readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length())
              + ConfigDocs.table()
              + readme.substring(readme.indexOf(END)));
    }

    // When
    String readme = Files.readString(README);

    // Then
    assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
        .as(README + REMEDY)
        .isEqualTo(ConfigDocs.table());
  }

  @Test
  void everyKeyIsWrittenAndExplainedAsAllOthers() {
    // Given
    Pattern dottedLowerCase = Pattern.compile("[a-z0-9]+(\\.[a-z0-9]+)*");

    // When / Then
    assertThat(Settings.ALL)
        .allSatisfy(
            setting -> {
              assertThat(setting.key()).matches(dottedLowerCase);
              assertThat(setting.doc()).endsWith(".").doesNotContain("  ");
              assertThat(setting.place().displayName()).isNotBlank();
              assertThat(setting.value().rule().toString()).isNotBlank();
            });
  }

  @Test
  void noKeyIsThereTwice() {
    // When
    Set<String> keys = new HashSet<>();
    Settings.ALL.forEach(setting -> keys.add(setting.key()));

    // Then
    assertThat(keys).hasSameSizeAs(Settings.ALL).isEqualTo(ParsedConfig.DEFINITION.names());
  }
}

package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.Setting;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guide says about choosing channels is so. */
class ChannelGuideTest {

  private static final Path GUIDE = Path.of("docs", "channels.md");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
  private static final List<Channel> CHANNELS = channels();

  record Example(String settings, String chosen, String comesAlong) {}

  static Stream<Example> examples() {
    return rows("examples").map(cells -> new Example(cells.get(0), cells.get(1), cells.get(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void anExampleChoosesWhatTheGuideSays(Example example) {
    // Given
    Map<String, String> properties = ConfigFixtures.good();
    for (String setting : codes(example.settings())) {
      String[] keyAndValue = setting.split("=", 2);
      properties.put(keyAndValue[0], keyAndValue[1]);
    }
    ChannelSelection selection = new SynnaxSourceConnectorConfig(properties).selection();

    // When
    List<Channel> chosen = selection.selected(CHANNELS);
    Stream<Channel> indexes =
        selection.groups(CHANNELS).stream().map(IndexGroup::index).filter(Objects::nonNull);

    // Then
    assertThat(chosen)
        .extracting(Channel::name)
        .containsExactlyInAnyOrderElementsOf(codes(example.chosen()));
    assertThat(indexes.filter(index -> !chosen.contains(index)))
        .extracting(Channel::name)
        .containsExactlyInAnyOrderElementsOf(codes(example.comesAlong()));
  }

  @Test
  void theGuideHasExamples() {
    assertThat(examples()).hasSizeGreaterThan(10);
    assertThat(CHANNELS).hasSizeGreaterThan(10);
  }

  @Test
  void theGuideNamesEveryKeyThatChoosesAndFollows() throws IOException {
    // Given
    String guide = Files.readString(GUIDE);

    // When
    Stream<String> keys =
        Settings.ALL.stream()
            .filter(setting -> setting.place().group() == Setting.Group.CHANNELS)
            .map(Setting::key);

    // Then
    assertThat(keys).allMatch(guide::contains);
  }

  private static List<Channel> channels() {
    Map<String, Long> keys = new LinkedHashMap<>();
    rows("channels").forEach(c -> keys.put(codes(c.get(1)).get(0), Long.valueOf(c.get(0))));
    return rows("channels").map(cells -> channel(cells, keys)).toList();
  }

  private static Channel channel(List<String> cells, Map<String, Long> keys) {
    String kind = cells.get(2);
    boolean isIndex = kind.endsWith("index");
    boolean isCalculated = kind.startsWith("calculated");
    boolean isInternal = kind.equals("internal");
    List<String> index = codes(cells.get(3));
    return new Channel(
        Long.parseLong(cells.get(0)),
        codes(cells.get(1)).get(0),
        isIndex ? "timestamp" : "float64",
        index.isEmpty() ? 0 : Objects.requireNonNull(keys.get(index.get(0))),
        isIndex,
        isCalculated || isInternal || kind.equals("virtual"),
        isInternal,
        isCalculated && !isIndex ? "return tank_pressure" : "");
  }

  /** Cells of a table between two marks, without its head. */
  private static Stream<List<String>> rows(String table) {
    try {
      String guide = Files.readString(GUIDE);
      String begin = "<!-- " + table + ":begin -->\n";
      return guide
          .substring(guide.indexOf(begin) + begin.length(), guide.indexOf("<!-- " + table + ":end"))
          .lines()
          .skip(2)
          .map(ChannelGuideTest::cells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return CELL_END
        .splitAsStream(line.substring(1, line.length() - 1))
        .map(cell -> cell.strip().replace("\\|", "|"))
        .toList();
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(result -> result.group(1)).toList();
  }
}

package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelSelectionTest {

  private static final Channel TIME = stored(1, "time", 1);
  private static final Channel PT_1 = stored(2, "pt_1", 1);
  private static final Channel PT_2 = stored(3, "pt_2", 1);
  private static final Channel PT_22 = stored(4, "pt_22", 1);
  private static final Channel OTHER_TIME = stored(10, "other_time", 10);
  private static final Channel VALVE = stored(11, "valve", 10);
  private static final Channel CALC_TIME = virtual(20, "calc_time", 20, true, "");
  private static final Channel CALC = virtual(21, "calc", 20, false, "return pt_1");
  private static final Channel STATE = virtual(30, "state", 0, false, "");
  private static final Channel ODD = stored(40, "a,b", 1);
  private static final Channel LIKE_A_PATTERN = stored(41, "pt_.", 1);
  private static final Channel INTERNAL =
      new Channel(50, "sy_internal", "float32", 0, false, true, true, "");

  private static final List<Channel> ALL =
      List.of(
          INTERNAL,
          LIKE_A_PATTERN,
          ODD,
          STATE,
          CALC,
          CALC_TIME,
          VALVE,
          OTHER_TIME,
          PT_22,
          PT_2,
          PT_1,
          TIME);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pt_1                ; ''         ; pt_1",
        "pt_1, valve         ; ''         ; pt_1 valve",
        "pt_1,pt_1           ; ''         ; pt_1",
        "pt_\\d              ; ''         ; pt_1 pt_2",
        "pt_\\d+             ; ''         ; pt_1 pt_2 pt_22",
        "pt_\\d{1,2}         ; ''         ; pt_1 pt_2 pt_22",
        "pt_[1,2]            ; ''         ; pt_1 pt_2",
        "pt_.                ; ''         ; pt_.",
        "p                   ; ''         ; ''",
        "(pt|val).*          ; pt_2.*     ; pt_1 valve pt_.",
        "pt_1,pt_2           ; pt_1       ; pt_2",
        "a\\,b               ; ''         ; a,b",
        "VALVE               ; ''         ; ''",
        "(?i)VALVE           ; ''         ; valve",
        ".*time              ; ''         ; time other_time calc_time",
        "calc                ; ''         ; calc",
        "state               ; ''         ; state",
        "sy_.*               ; ''         ; ''"
      })
  void choosesByNameAndExpression(String include, String exclude, String expected) {
    // Given
    ChannelSelection selection = selection(include, exclude);

    // When
    List<Channel> chosen = selection.selected(ALL);

    // Then
    assertThat(chosen)
        .extracting(Channel::name)
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
  }

  @Test
  void choosesByKeyAsWell() {
    // Given
    ChannelSelection selection =
        new ChannelSelection(
            ChannelPatterns.parse("valve"),
            ChannelPatterns.parse("pt_2"),
            Set.of(2L, 3L),
            true,
            false,
            true);

    // When / Then
    assertThat(selection.selected(ALL)).containsExactly(PT_1, VALVE);
  }

  @Test
  void leavesOutVirtualAndCalculatedChannels() {
    // Given
    ChannelSelection selection =
        new ChannelSelection(
            ChannelPatterns.parse("calc.*, state, valve"),
            ChannelPatterns.NONE,
            Set.of(),
            false,
            false,
            true);

    // When / Then
    assertThat(selection.selected(ALL)).containsExactly(VALVE);
    assertThat(selection.named(ALL)).hasSize(4);
  }

  @Test
  void takesInternalChannelsOnDemand() {
    // Given
    ChannelSelection selection =
        new ChannelSelection(
            ChannelPatterns.parse("sy_.*"), ChannelPatterns.NONE, Set.of(), true, true, true);

    // When / Then
    assertThat(selection.selected(ALL)).containsExactly(INTERNAL);
  }

  @Test
  void groupsUnderTheIndexWithMembersInOrderOfKey() {
    // When
    List<IndexGroup> groups =
        selection("pt_2, pt_1, valve, calc, state, other_time", "").groups(ALL);

    // Then
    assertThat(groups)
        .containsExactly(
            new IndexGroup(TIME, List.of(PT_1, PT_2)),
            new IndexGroup(OTHER_TIME, List.of(OTHER_TIME, VALVE)),
            new IndexGroup(CALC_TIME, List.of(CALC)),
            new IndexGroup(null, List.of(STATE)));
  }

  @Test
  void aChannelWhoseIndexIsGoneIsInNoGroup() {
    // Given
    List<Channel> withoutTime = List.of(PT_1, VALVE, OTHER_TIME);
    ChannelSelection selection = selection("pt_1, valve", "");

    // When / Then
    assertThat(selection.groups(withoutTime))
        .containsExactly(new IndexGroup(OTHER_TIME, List.of(VALVE)));
  }

  @Test
  void reportsPlainNamesAndKeysThatNoChannelHas() {
    // Given
    ChannelSelection selection =
        new ChannelSelection(
            ChannelPatterns.parse("pt_1, pt_9, nope.*, valve_"),
            ChannelPatterns.parse("gone"),
            Set.of(2L, 999L),
            true,
            false,
            true);

    // When / Then
    assertThat(selection.unknownNames(ALL)).containsExactly("pt_9", "valve_");
    assertThat(selection.unknownKeys(ALL)).containsExactly(999L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,,b  | an empty entry",
        "a,    | an empty entry",
      })
  void refusesListsThatCannotWork(String list, String reason) {
    assertThatThrownBy(() -> ChannelPatterns.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pt_(", "*_pt", "pt_[1", "(?=pt_1).*", "(pt)\\1", "((((a{99}){99}){99}){99})"})
  void explainsAnEntryThatIsNeitherANameNorAnExpression(String entry) {
    // Given
    ChannelSelection selection = selection("pt_1, " + entry, entry);

    // When / Then
    assertThat(selection.includeProblems(ALL))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(entry)
        .contains("neither the name of a channel nor a regular expression");
    assertThat(selection.excludeProblems(ALL)).hasSize(1);
    assertThat(selection.selected(ALL)).containsExactly(PT_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+5V_rail", "pt_(1", "a.b", "(a|b)+"})
  void anExistingNameWinsAlsoIfItIsNoExpression(String name) {
    // Given
    Channel odd = new Channel(77, name, "float64", 0, false, true, false, "");
    Channel axb = new Channel(78, "axb", "float64", 0, false, true, false, "");
    ChannelSelection selection = selection(name, "");

    // When / Then
    assertThat(selection.includeProblems(List.of(odd, axb))).isEmpty();
    assertThat(selection.selected(List.of(odd, axb))).containsExactly(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a|b)+", "(.|_)*x", "(a+)+b", "((..?)+_?)+!", "(a|aa)+c"})
  void aLongNameCostsLittleWhateverTheExpression(String expression) {
    // Given
    Channel longName = new Channel(77, "a".repeat(8_000), "float64", 0, false, true, false, "");
    ChannelSelection selection = selection(expression, "");

    // When
    List<Channel> selected = selection.selected(List.of(longName));

    // Then
    assertThat(selected).isEqualTo(expression.equals("(a|b)+") ? List.of(longName) : List.of());
  }

  private static ChannelSelection selection(String include, String exclude) {
    return new ChannelSelection(
        ChannelPatterns.parse(include),
        ChannelPatterns.parse(exclude),
        Set.of(),
        true,
        false,
        true);
  }

  private static Channel stored(long key, String name, long indexKey) {
    return new Channel(key, name, "float64", indexKey, key == indexKey, false, false, "");
  }

  private static Channel virtual(
      long key, String name, long indexKey, boolean isIndex, String expression) {
    return new Channel(key, name, "float64", indexKey, isIndex, true, false, expression);
  }
}

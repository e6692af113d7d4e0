package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.SelectionResult.Refusal;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class ChannelAdmissionTest {

  private static final Channel TIME = channel(1, "time", "timestamp", 1);
  private static final Channel A = channel(2, "a", "float64", 1);
  private static final Channel B = channel(3, "b", "float64", 1);

  @Test
  void refusesLateChannelsBeyondTheGuardrail() {
    // Given
    ChannelAdmission admission = admission("channels.include", "[a-z]", "channels.max", "2");

    // When
    SelectionResult choice = admission.apply(list(channel(4, "c", "float64", 1), B, A, TIME));

    // Then
    assertThat(names(choice)).containsExactly("a", "b");
    assertThat(choice.refused()).extracting(r -> r.channel().name()).containsExactly("c");
    assertThat(reason(choice)).startsWith("channels.max=2 is reached");
  }

  @Test
  void aChannelThatFlowsIsNotDisplacedByASmallerKey() {
    // Given
    ChannelAdmission admission = admission("channels.include", "[a-z]", "channels.max", "1");
    admission.apply(list(TIME, B));

    // When
    SelectionResult choice = admission.apply(list(TIME, A, B));

    // Then
    assertThat(names(choice)).containsExactly("b");
  }

  @Test
  void refusesWhatTheConnectorHasRefused() {
    // Given
    SynnaxSourceConnectorConfig config =
        new SynnaxSourceConnectorConfig(ConfigFixtures.with("channels.include", "[a-z]"));

    // When
    SelectionResult choice =
        new ChannelAdmission(config.admissionRules(), Set.of(2L)).apply(list(TIME, A, B));

    // Then
    assertThat(names(choice)).containsExactly("b");
    assertThat(reason(choice)).contains("the connector refuses it");
  }

  @Test
  void refusesChannelsThatWouldMakeTooManyTopics() {
    // Given
    ChannelAdmission admission =
        admission("channels.include", "[a-z]", "topics.max", "1", "topic", "t.${data_type}");

    // When
    SelectionResult choice =
        admission.apply(list(TIME, A, channel(4, "c", "uint8", 1), channel(5, "d", "float64", 1)));

    // Then
    assertThat(names(choice)).containsExactly("a", "d");
    assertThat(reason(choice)).startsWith("topics.max=1 is reached");
    assertThat(choice.topicCount()).isEqualTo(1);
  }

  @Test
  void refusesAChannelWhoseTopicKafkaCouldNotTellFromAnother() {
    // Given
    ChannelAdmission admission =
        admission("channels.include", ".*_.*|.*[.].*", "topic", "${channel}");

    // When
    SelectionResult choice =
        admission.apply(
            list(TIME, channel(4, "x_y", "float64", 1), channel(5, "x.y", "float64", 1)));

    // Then
    assertThat(names(choice)).containsExactly("x_y");
    assertThat(reason(choice)).contains("'x_y' and 'x.y' both become topic 'x.y'");
  }

  @Test
  void refusesAChannelWhoseTopicIsThatOfAnotherSetting() {
    // Given
    ChannelAdmission admission =
        admission("channels.include", "a|b", "topic", "${channel}", "status.topic", "b");

    // When
    SelectionResult choice = admission.apply(list(TIME, A, B));

    // Then
    assertThat(names(choice)).containsExactly("a");
    assertThat(reason(choice)).contains("topic 'b' is that of status.topic");
  }

  @Test
  void refusesAChannelWhoseFieldInRowsIsTaken() {
    // Given
    ChannelAdmission admission = admission("channels.include", "p|P", "record.format", "row");
    Channel upper = channel(5, "P", "float64", 1);
    Channel lower = channel(4, "p", "float64", 1);
    Channel again = channel(6, "p", "float64", 1);

    // When
    SelectionResult choice = admission.apply(list(TIME, upper));
    SelectionResult joined = admission.apply(list(TIME, upper, lower));
    SelectionResult madeAgain = admission.apply(list(TIME, again));

    // Then
    assertThat(names(choice)).containsExactly("P");
    assertThat(names(joined)).containsExactly("P");
    assertThat(reason(joined)).contains("set row.field.names=channel_key");
    assertThat(names(madeAgain)).containsExactly("p");
  }

  @Test
  void refusesWhatCannotBeRead() {
    // Given
    ChannelAdmission admission = admission("channels.include", "[a-z]");

    // When
    SelectionResult choice =
        admission.apply(list(TIME, A, channel(4, "c", "float16", 1), channel(5, "d", "uint8", 9)));

    // Then
    assertThat(names(choice)).containsExactly("a");
    assertThat(choice.refused())
        .extracting(Refusal::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("its data type 'float16' is unknown"),
            reason -> assertThat(reason).startsWith("its index is not among"));
  }

  @Test
  void aChangedTypeFailsAsTheSettingSays() {
    // Given
    ChannelAdmission admission = admission("channels.include", "[a-z]", "topic", "${channel}");
    admission.apply(list(TIME, A));

    // When / Then
    assertThatThrownBy(() -> admission.apply(list(TIME, channel(4, "a", "uint8", 1))))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("channels.type.change: 'fail', and topic 'a' would hold float64")
        .hasMessageContaining("channels.type.change=skip");
  }

  @Test
  void aChangedTypeIsLeftOutWhereTheSettingSaysSo() {
    // Given
    ChannelAdmission admission =
        admission(
            "channels.include", "[a-z]", "topic", "${channel}", "channels.type.change", "skip");
    admission.apply(list(TIME, A, B));

    // When
    SelectionResult choice = admission.apply(list(TIME, B, channel(4, "a", "uint8", 1)));

    // Then
    assertThat(names(choice)).containsExactly("b");
    assertThat(reason(choice)).startsWith("channels.type.change=skip, and topic 'a' would hold");
  }

  @Test
  void aChangedTypeInATopicOfItsOwnIsAnotherChannel() {
    // Given
    ChannelAdmission admission = admission("channels.include", "[a-z]");
    admission.apply(list(TIME, A));

    // When
    SelectionResult choice = admission.apply(list(TIME, channel(4, "a", "uint8", 1)));

    // Then
    assertThat(names(choice)).containsExactly("a");
    assertThat(choice.refused()).isEmpty();
  }

  /** As an update of the cluster does with calculated channels: uint8 becomes boolean. */
  @Test
  void aTypeThatChangesUnderTheSameKeyFollowsTheSameRules() {
    // Given
    Channel before = channel(4, "open", "uint8", 1);
    Channel after = channel(4, "open", "boolean", 1);
    ChannelAdmission failing = admission("channels.include", "open", "topic", "all");
    ChannelAdmission skipping =
        admission("channels.include", "open", "topic", "all", "channels.type.change", "skip");
    ChannelAdmission ownTopic = admission("channels.include", "open");
    List.of(failing, skipping, ownTopic).forEach(it -> it.apply(list(TIME, before)));

    // When / Then
    assertThatThrownBy(() -> failing.apply(list(TIME, after)))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("channels.type.change: 'fail', and topic 'all' would hold uint8");
    assertThat(names(skipping.apply(list(TIME, after)))).isEmpty();
    assertThat(names(ownTopic.apply(list(TIME, after)))).containsExactly("open");
  }

  private static String reason(SelectionResult choice) {
    return choice.refused().get(0).reason();
  }

  @Test
  void omitsWhatTheUserMayNotReadAndWhatIsWithoutTimestampsThen() {
    // Given
    Channel otherTime = channel(10, "other time", "timestamp", 10);
    Channel other = channel(11, "c", "float64", 10);
    ChannelAdmission admission = admission("channels.include", "[a-z]", "channels.max", "1");
    ChannelList list =
        new ChannelList(1, "cluster", 0, List.of(TIME, A, B, otherTime, other), Set.of(2L, 10L));

    // When
    SelectionResult choice = admission.apply(list);

    // Then: nor does a guardrail count them
    assertThat(names(choice)).containsExactly("b");
    assertThat(choice.refused())
        .extracting(refusal -> refusal.channel().name() + ": " + refusal.reason())
        .containsExactly(
            "a: channels.denied=omit, and the user may not read it; give the user the right to read"
                + " it, or exclude it with channels.exclude",
            "c: channels.denied=omit, and the user may not read its index 'other time'; give the"
                + " user the right to read the index, or exclude the channel with"
                + " channels.exclude");
  }

  private static List<String> names(SelectionResult choice) {
    return choice.groups().stream()
        .flatMap(group -> group.channels().stream())
        .map(Channel::name)
        .toList();
  }

  private static ChannelAdmission admission(String... changes) {
    return new ChannelAdmission(
        new SynnaxSourceConnectorConfig(ConfigFixtures.with(changes)).admissionRules());
  }

  private static ChannelList list(Channel... channels) {
    return new ChannelList(1, "cluster", 0, List.of(channels), Set.of());
  }

  private static Channel channel(long key, String name, String type, long index) {
    return new Channel(key, name, type, index, key == index, false, false, "");
  }
}

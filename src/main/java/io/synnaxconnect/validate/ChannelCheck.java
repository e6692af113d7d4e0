package io.synnaxconnect.validate;

import io.synnaxconnect.config.NearestNames;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.convert.TopicPlan;
import io.synnaxconnect.source.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A configuration looked at together with the channels of its cluster. Pure. */
public final class ChannelCheck {

  /**
   * Something that is wrong.
   *
   * @param key where it belongs
   * @param text the rest of the sentence after the key
   */
  public record Problem(String key, String text) {

    public String sentence() {
      return key + ": " + text;
    }
  }

  private static final int MAX_OF_A_KIND = 10;
  private static final int SUGGESTIONS = 3;

  private final SynnaxSourceConnectorConfig config;
  private final ChannelSelection selection;
  private final List<Channel> channels;
  private final TopicPlan topics;
  private final List<Problem> problems = new ArrayList<>();

  private ChannelCheck(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    this.config = config;
    this.selection = config.selection();
    this.channels = channels;
    this.topics = TopicPlan.of(selection.groups(channels), config.recordOptions());
  }

  /** Problems that time may solve: names and keys that are not there yet, and nothing chosen. */
  public static List<Problem> awaited(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    ChannelCheck check = new ChannelCheck(config, channels);
    check.unknown();
    check.nothing();
    return check.problems;
  }

  /** All problems, those of the selection first. */
  static List<Problem> problems(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    List<Problem> endless = endless(config, channels);
    if (!endless.isEmpty()) {
      return endless;
    }
    ChannelCheck check = new ChannelCheck(config, channels);
    check.unknown();
    check.nothing();
    check.number();
    check.unreadable();
    check.topicNames();
    check.topicNumber();
    return check.problems;
  }

  /** Expressions that would keep us from looking at anything else. */
  public static List<Problem> endless(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    List<Problem> problems = new ArrayList<>();
    ChannelSelection selection = config.selection();
    selection
        .includeProblems(channels)
        .forEach(text -> problems.add(new Problem(Settings.CHANNELS_INCLUDE, text)));
    selection
        .excludeProblems(channels)
        .forEach(text -> problems.add(new Problem(Settings.CHANNELS_EXCLUDE, text)));
    return problems;
  }

  private void unknown() {
    List<String> names = channels.stream().map(Channel::name).distinct().toList();
    add(
        Settings.CHANNELS_INCLUDE,
        selection.unknownNames(channels),
        name -> "'" + name + "' is no channel of the cluster; " + remedy(name, names));
    add(
        Settings.CHANNELS_KEYS,
        selection.unknownKeys(channels),
        key -> "'" + key + "' is the key of no channel of the cluster; correct or remove it");
  }

  private static String remedy(String name, List<String> names) {
    List<String> nearest = NearestNames.to(name, names, SUGGESTIONS);
    return nearest.isEmpty()
        ? "correct or remove it"
        : "did you mean " + String.join(" or ", nearest) + "?";
  }

  private void nothing() {
    if (selection.chosen(channels).isEmpty()) {
      problems.add(new Problem(config.selectingKey(), nothingChosen()));
    }
  }

  private void number() {
    int chosen = selection.chosen(channels).size();
    if (chosen > config.channelsMax()) {
      problems.add(
          new Problem(
              Settings.CHANNELS_MAX,
              "'%d' is exceeded by a selection of %d channels; narrow channels.include or raise it"
                  .formatted(config.channelsMax(), chosen)));
    }
  }

  private void unreadable() {
    add(
        config.selectingKey(),
        selection.chosen(channels).stream().filter(c -> c.dataType() == null).toList(),
        channel ->
            "channel '%s' has the unknown data type '%s'; leave it out with channels.exclude"
                .formatted(channel.name(), channel.dataTypeName()));
    add(
        config.selectingKey(),
        selection.withoutIndex(channels),
        channel ->
            "the index of channel '%s' is not among the cluster's channels; leave it out with"
                    .formatted(channel.name())
                + " channels.exclude, or let the user retrieve the index");
  }

  private String nothingChosen() {
    List<Channel> named = selection.named(channels);
    String value = config.selectingValue();
    if (named.isEmpty()) {
      return "'%s' without channels.exclude chooses none of the cluster's %d channels; correct it"
          .formatted(value, channels.size());
    }
    return "'%s' chooses only virtual or internal channels (%s), and these are left out; set"
            .formatted(value, named.get(0).name())
        + " channels.virtual=include or channels.internal=true, or choose others";
  }

  private void topicNames() {
    String template = "'" + config.recordOptions().topicTemplate() + "': ";
    add(
        Settings.TOPIC,
        topics.collisions(),
        phrase -> template + phrase + "; use ${channel_key} in the template, or rename a channel");
    add(
        Settings.TOPIC,
        config.topicMixed() ? List.of() : topics.mixtures(),
        phrase ->
            template
                + phrase
                + "; "
                + config.topicRemedy()
                + ", or set topic.mixed=true for a subject strategy by record name");
  }

  private void topicNumber() {
    if (topics.topicCount() > config.topicsMax()) {
      problems.add(
          new Problem(
              Settings.TOPICS_MAX,
              "'%d' is exceeded by %d topics; use fewer variables in topic, or raise it"
                  .formatted(config.topicsMax(), topics.topicCount())));
    }
  }

  private <T> void add(String key, List<T> items, Function<T, String> text) {
    items.stream()
        .limit(MAX_OF_A_KIND)
        .forEach(item -> problems.add(new Problem(key, text.apply(item))));
    if (items.size() > MAX_OF_A_KIND) {
      int more = items.size() - MAX_OF_A_KIND;
      problems.add(new Problem(key, "and " + more + " more of this kind"));
    }
  }
}

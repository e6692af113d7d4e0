package io.synnaxconnect.validate;

import io.synnaxconnect.config.NearestNames;
import io.synnaxconnect.config.SelectionSettings;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.convert.RowPlan;
import io.synnaxconnect.convert.TopicPlan;
import io.synnaxconnect.source.channels.AdmissionRules;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Checks a configuration against the channels of its cluster. Pure. */
public final class SelectionProblems {

  /**
   * One problem.
   *
   * @param key the setting that causes it
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
  private final AdmissionRules rules;
  private final ChannelSelection selection;
  private final List<Channel> channels;
  private final TopicPlan topics;
  private final List<Problem> problems = new ArrayList<>();

  private SelectionProblems(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    this.config = config;
    this.rules = config.admissionRules();
    this.selection = rules.selection();
    this.channels = channels;
    this.topics =
        TopicPlan.of(selection.groups(channels), rules.recordOptions(), rules.sideTopics());
  }

  /** Problems that may pass: channels that do not exist yet, and an empty selection. */
  public static List<Problem> passing(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    SelectionProblems check = new SelectionProblems(config, channels);
    check.addUnknown();
    check.addEmptySelection();
    return check.problems;
  }

  /** All problems, those of the selection first. */
  static List<Problem> problems(SynnaxSourceConnectorConfig config, List<Channel> channels) {
    List<Problem> unbounded = unbounded(config, channels);
    if (!unbounded.isEmpty()) {
      return unbounded;
    }
    SelectionProblems check = new SelectionProblems(config, channels);
    check.addUnknown();
    check.addEmptySelection();
    check.addTooManyChannels();
    check.addUnreadable();
    check.addTopicConflicts();
    check.addTooManyTopics();
    check.addUnfitForRows();
    return check.problems;
  }

  /** Entries that are neither a name nor an expression. */
  public static List<Problem> unbounded(
      SynnaxSourceConnectorConfig config, List<Channel> channels) {
    List<Problem> problems = new ArrayList<>();
    ChannelSelection selection = config.selection();
    selection
        .includeProblems(channels)
        .forEach(text -> problems.add(new Problem(SelectionSettings.CHANNELS_INCLUDE, text)));
    selection
        .excludeProblems(channels)
        .forEach(text -> problems.add(new Problem(SelectionSettings.CHANNELS_EXCLUDE, text)));
    return problems;
  }

  /** The problem that nothing of a selection remains once denied channels are omitted, if so. */
  static List<Problem> denied(SynnaxSourceConnectorConfig config, int selected, int denied) {
    return denied < selected
        ? List.of()
        : List.of(
            new Problem(
                Settings.CHANNELS_DENIED,
                "'omit' omits all %d selected channels, since user '%s' may not read them or their"
                        .formatted(selected, config.username())
                    + " indexes, and nothing remains; give the user the right to read them, or"
                    + " select others"));
  }

  private void addUnknown() {
    List<String> names = channels.stream().map(Channel::name).distinct().toList();
    add(
        SelectionSettings.CHANNELS_INCLUDE,
        selection.unknownNames(channels),
        name -> "'" + name + "' is not a channel of the cluster; " + remedy(name, names));
    add(
        SelectionSettings.CHANNELS_KEYS,
        selection.unknownKeys(channels),
        key -> "'" + key + "' is not the key of a channel of the cluster; correct or remove it");
    add(
        SelectionSettings.CHANNELS_INCLUDE,
        selection.misunderstoodIncludes(channels),
        Function.identity());
    add(
        SelectionSettings.CHANNELS_EXCLUDE,
        selection.misunderstoodExcludes(channels),
        Function.identity());
  }

  private static String remedy(String name, List<String> names) {
    List<String> nearest = NearestNames.to(name, names, SUGGESTIONS);
    if (nearest.isEmpty() && names.stream().anyMatch(longer -> longer.startsWith(name))) {
      nearest = List.of(name + ".*");
    }
    return nearest.isEmpty()
        ? "correct or remove it"
        : "did you mean " + String.join(" or ", nearest) + "?";
  }

  /** What an unknown name or a misunderstood expression explains needs no second sentence. */
  private void addEmptySelection() {
    if (!problems.isEmpty() || !selection.selected(channels).isEmpty()) {
      return;
    }
    int named = selection.countBeforeExclude(channels);
    if (named > 0 && selection.named(channels).isEmpty()) {
      problems.add(
          new Problem(
              SelectionSettings.CHANNELS_EXCLUDE,
              "'%s' excludes all %d channels that %s='%s' selects; narrow it"
                  .formatted(
                      config.excludingValue(),
                      named,
                      config.selectingKey(),
                      config.selectingValue())));
    } else {
      problems.add(new Problem(config.selectingKey(), emptySelection()));
    }
  }

  private void addTooManyChannels() {
    int selected = selection.selected(channels).size();
    if (selected > rules.channelsMax()) {
      problems.add(new Problem(Settings.CHANNELS_MAX, rules.tooManyChannels(selected)));
    }
  }

  private void addUnreadable() {
    Map<Long, Channel> byKey = new HashMap<>();
    channels.forEach(channel -> byKey.put(channel.key(), channel));
    List<String> unreadable = new ArrayList<>();
    for (Channel channel : selection.selected(channels)) {
      String reason = rules.unreadable(channel, byKey.get(channel.indexKey()));
      if (reason != null) {
        unreadable.add("channel '" + channel.shownName() + "' cannot be delivered: " + reason);
      }
    }
    add(config.selectingKey(), unreadable, Function.identity());
  }

  private String emptySelection() {
    List<Channel> named = selection.named(channels);
    String value = config.selectingValue();
    if (named.isEmpty()) {
      return "'%s' selects none of the cluster's %d channels; correct it"
          .formatted(value, channels.size());
    }
    return "'%s' selects only virtual, internal or index channels (%s), and these are excluded; set"
            .formatted(value, named.get(0).shownName())
        + " channels.virtual=include, channels.internal=true or channels.index=include, or select"
        + " others";
  }

  private void addTopicConflicts() {
    String template = "'" + rules.recordOptions().topicTemplate() + "': ";
    add(Settings.TOPIC, topics.collisions(), phrase -> template + phrase);
    add(
        Settings.TOPIC,
        rules.topicMixed() ? List.of() : topics.mixtures(),
        phrase -> template + rules.mixture(phrase));
  }

  private void addTooManyTopics() {
    if (topics.topicCount() > rules.topicsMax()) {
      problems.add(new Problem(Settings.TOPICS_MAX, rules.tooManyTopics(topics.topicCount())));
    }
  }

  private void addUnfitForRows() {
    RowPlan rows = new RowPlan(rules.recordOptions());
    List<String> unfit = new ArrayList<>();
    for (IndexGroup group : selection.groups(channels)) {
      for (Channel channel : group.channels()) {
        String reason = channel.dataType() == null ? null : rows.add(channel, group.index());
        if (reason != null) {
          unfit.add("'row', and channel '" + channel.shownName() + "' cannot be in one: " + reason);
        }
      }
    }
    add(Settings.RECORD_FORMAT, unfit, Function.identity());
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

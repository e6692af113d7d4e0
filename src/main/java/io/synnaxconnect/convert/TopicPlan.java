package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.ForeignText;
import io.synnaxconnect.telem.IndexGroup;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a set of channels, and what is wrong with them. It has no clock and no thread; it
 * remembers every topic.
 */
public final class TopicPlan {

  /** The first channel of a topic, with what we compare others to. */
  private record First(Channel channel, String topic, String rendered, String schema) {}

  /** The field of a channel in the rows of a topic. */
  private record RowField(String topic, String channelName) {}

  /**
   * How a channel fits to those that were added before.
   *
   * @param isNewTopic whether none of them has its topic
   * @param collision a phrase with a remedy if another name becomes the same topic, or if a side
   *     topic has that name, else null
   * @param mixture a phrase if the topic would hold several value schemas, else null
   */
  public record Fit(boolean isNewTopic, @Nullable String collision, @Nullable String mixture) {}

  /**
   * For the key of the cluster, which is the same in all topics: of its length, and nothing that a
   * side topic is called.
   */
  private static final String CLUSTER = "00000000-0000-0000-0000-000000000000";

  private final RecordFormat format;
  private final Map<String, String> settingOfSideTopic = new HashMap<>();
  private final TopicRules namer;
  private final Set<String> collisions = new LinkedHashSet<>();
  private final Set<String> mixtures = new LinkedHashSet<>();
  // Kafka refuses two topics whose names differ only in '.' and '_'.
  private final Map<String, First> byComparableName = new TreeMap<>();
  private final Map<RowField, String> rowFieldTypes = new HashMap<>();

  /**
   * A plan without topics.
   *
   * @param sideTopics topics that no channel may have, each with the setting that names it
   */
  public TopicPlan(RecordOptions options, Map<String, String> sideTopics) {
    this.format = options.format();
    this.namer = TopicRules.of(options);
    sideTopics.forEach((topic, setting) -> settingOfSideTopic.put(comparable(topic), setting));
  }

  /** Computes the topics of all channels; omits channels of unknown data type. */
  public static TopicPlan of(
      List<IndexGroup> groups, RecordOptions options, Map<String, String> sideTopics) {
    TopicPlan plan = new TopicPlan(options, sideTopics);
    for (IndexGroup group : groups) {
      for (Channel channel : group.channels()) {
        if (channel.dataType() != null) {
          plan.add(channel, group.index());
        }
      }
    }
    return plan;
  }

  /** How many topics there will be. */
  public int topicCount() {
    return byComparableName.size();
  }

  /** Phrases with a remedy on names that become one topic, at most one per topic and name. */
  public List<String> collisions() {
    return List.copyOf(collisions);
  }

  /** Phrases on topics that would hold several value schemas, at most one per topic and schema. */
  public List<String> mixtures() {
    return List.copyOf(mixtures);
  }

  /** The topic of a channel in the form in which Kafka compares names. */
  public String comparableTopic(Channel channel, @Nullable Channel index) {
    return comparable(namer.topicOf(channel, index, CLUSTER));
  }

  /** How a channel of known data type would fit. */
  public Fit fit(Channel channel, @Nullable Channel index) {
    String rendered = namer.render(channel, index, CLUSTER);
    String topic = TopicNamer.legal(rendered);
    String setting = settingOfSideTopic.get(comparable(topic));
    First first = byComparableName.get(comparable(topic));
    String collision =
        setting == null
            ? collision(first, rendered, topic)
            : "topic '" + topic + "' is that of " + setting + "; name another topic there";
    return first == null
        ? new Fit(true, collision, null)
        : new Fit(false, collision, mixture(first, channel, index));
  }

  private static @Nullable String collision(@Nullable First first, String rendered, String topic) {
    return first == null || first.rendered().equals(rendered)
        ? null
        : "'%s' and '%s' both become topic '%s'".formatted(first.rendered(), rendered, topic)
            + "; use ${channel_key} in the template, or rename a channel";
  }

  private @Nullable String mixture(First first, Channel channel, @Nullable Channel index) {
    String schema = format.schemaOf(channel, index);
    if (!first.schema().equals(schema)) {
      return "topic '%s' would hold %s (channel '%s') and %s (channel '%s')"
          .formatted(
              first.topic(),
              ForeignText.name(first.schema()),
              first.channel().shownName(),
              ForeignText.name(schema),
              channel.shownName());
    }
    String typeBefore = rowFieldTypes.get(new RowField(first.topic(), channel.name()));
    return typeBefore == null || typeBefore.equals(channel.dataTypeName())
        ? null
        : "the field of channel '%s' in topic '%s' would change from %s to %s"
            .formatted(
                channel.shownName(),
                first.topic(),
                ForeignText.name(typeBefore),
                channel.shownType());
  }

  /** Adds a channel of known data type, whether it fits or not. */
  public void add(Channel channel, @Nullable Channel index) {
    Fit fit = fit(channel, index);
    String rendered = namer.render(channel, index, CLUSTER);
    String topic = TopicNamer.legal(rendered);
    if (fit.isNewTopic()) {
      byComparableName.put(
          comparable(topic), new First(channel, topic, rendered, format.schemaOf(channel, index)));
    }
    if (format.content() == RecordFormat.Content.ROW) {
      rowFieldTypes.putIfAbsent(new RowField(topic, channel.name()), channel.dataTypeName());
    }
    if (fit.collision() != null) {
      collisions.add(fit.collision());
    }
    if (fit.mixture() != null) {
      mixtures.add(fit.mixture());
    }
  }

  private static String comparable(String topic) {
    return topic.replace('.', '_');
  }
}

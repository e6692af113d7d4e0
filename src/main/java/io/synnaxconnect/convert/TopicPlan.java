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
   * @param collision a phrase if another name becomes the same topic, else null
   * @param mixture a phrase if the topic would hold several value schemas, else null
   */
  public record Fit(boolean isNewTopic, @Nullable String collision, @Nullable String mixture) {}

  private final RecordFormat format;
  private final TopicNamer namer;
  private final Set<String> collisions = new LinkedHashSet<>();
  private final Set<String> mixtures = new LinkedHashSet<>();
  // Kafka refuses two topics whose names differ only in '.' and '_'.
  private final Map<String, First> byComparableName = new TreeMap<>();
  private final Map<RowField, String> rowFieldTypes = new HashMap<>();

  /** A plan without topics. */
  public TopicPlan(RecordOptions options) {
    this.format = options.format();
    this.namer = TopicNamer.of(options.topicTemplate());
  }

  /** Computes the topics of all channels; omits channels of unknown data type. */
  public static TopicPlan of(List<IndexGroup> groups, RecordOptions options) {
    TopicPlan plan = new TopicPlan(options);
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

  /** Phrases on different renderings that become one topic, at most one per topic and rendering. */
  public List<String> collisions() {
    return List.copyOf(collisions);
  }

  /** Phrases on topics that would hold several value schemas, at most one per topic and schema. */
  public List<String> mixtures() {
    return List.copyOf(mixtures);
  }

  /** The topic of a channel in the form in which Kafka compares names. */
  public String comparableTopic(Channel channel, @Nullable Channel index) {
    return comparable(namer.topicOf(channel, index));
  }

  /** How a channel of known data type would fit. */
  public Fit fit(Channel channel, @Nullable Channel index) {
    String rendered = namer.render(channel, index);
    String topic = TopicNamer.legal(rendered);
    First first = byComparableName.get(comparable(topic));
    if (first == null) {
      return new Fit(true, null, null);
    }
    String collision =
        first.rendered().equals(rendered)
            ? null
            : "'" + first.rendered() + "' and '" + rendered + "' both become topic '" + topic + "'";
    return new Fit(false, collision, mixture(first, channel, index));
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
    String rendered = namer.render(channel, index);
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

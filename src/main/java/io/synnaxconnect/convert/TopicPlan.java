package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a set of channels makes, and what speaks against it. Knows no clock and no thread;
 * remembers every topic.
 */
public final class TopicPlan {

  /** The first channel of a topic, with what the others are compared to. */
  private record First(Channel channel, String topic, String rendered) {}

  /**
   * How a channel fits to those that were added before.
   *
   * @param isNewTopic whether none of them has its topic
   * @param collision a phrase where another name becomes the same topic, else null
   * @param mixture a phrase where the topic would hold several value schemas, else null
   */
  public record Fit(boolean isNewTopic, @Nullable String collision, @Nullable String mixture) {}

  private final TopicNamer namer;
  private final Set<String> collisions = new LinkedHashSet<>();
  private final Set<String> mixtures = new LinkedHashSet<>();
  // Kafka refuses two topics whose names differ only in '.' and '_'.
  private final Map<String, First> byComparableName = new TreeMap<>();

  /** A plan without topics. */
  public TopicPlan(String topicTemplate) {
    this.namer = TopicNamer.of(topicTemplate);
  }

  /** Works out the topics of all channels; channels of unknown data type are passed over. */
  public static TopicPlan of(List<IndexGroup> groups, String topicTemplate) {
    TopicPlan plan = new TopicPlan(topicTemplate);
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
    String mixture =
        first.channel().dataType() == channel.dataType()
            ? null
            : "topic '%s' would hold %s (channel '%s') and %s (channel '%s')"
                .formatted(
                    first.topic(),
                    first.channel().dataTypeName(),
                    first.channel().name(),
                    channel.dataTypeName(),
                    channel.name());
    return new Fit(false, collision, mixture);
  }

  /** Adds a channel of known data type, whether it fits or not. */
  public void add(Channel channel, @Nullable Channel index) {
    Fit fit = fit(channel, index);
    if (fit.isNewTopic()) {
      String rendered = namer.render(channel, index);
      String topic = TopicNamer.legal(rendered);
      byComparableName.put(comparable(topic), new First(channel, topic, rendered));
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

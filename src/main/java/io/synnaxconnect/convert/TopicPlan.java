package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which topics a set of channels would make, and what speaks against it. Pure. */
public final class TopicPlan {

  /** The first channel of a topic, with what the others are compared to. */
  private record First(Channel channel, String topic, String rendered) {}

  private final List<String> collisions = new ArrayList<>();
  private final List<String> mixtures = new ArrayList<>();
  // Kafka refuses two topics whose names differ only in '.' and '_'.
  private final Map<String, First> byComparableName = new TreeMap<>();

  private TopicPlan() {}

  /** Works out the topics of all channels; channels of unknown data type are passed over. */
  public static TopicPlan of(List<IndexGroup> groups, String topicTemplate) {
    TopicNamer namer = TopicNamer.of(topicTemplate);
    TopicPlan plan = new TopicPlan();
    for (IndexGroup group : groups) {
      for (Channel channel : group.channels()) {
        if (channel.dataType() != null) {
          plan.add(channel, namer.render(channel, group.index()));
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

  private void add(Channel channel, String rendered) {
    String topic = TopicNamer.legal(rendered);
    First first =
        byComparableName.computeIfAbsent(
            topic.replace('.', '_'), name -> new First(channel, topic, rendered));
    if (!first.rendered().equals(rendered)) {
      addOnce(
          collisions,
          "'" + first.rendered() + "' and '" + rendered + "' both become topic '" + topic + "'");
    }
    DataType expected = first.channel().dataType();
    if (expected != channel.dataType()) {
      addOnce(
          mixtures,
          "topic '"
              + first.topic()
              + "' would hold "
              + first.channel().dataTypeName()
              + " (channel '"
              + first.channel().name()
              + "') and "
              + channel.dataTypeName()
              + " (channel '"
              + channel.name()
              + "')");
    }
  }

  private static void addOnce(List<String> phrases, String phrase) {
    if (!phrases.contains(phrase)) {
      phrases.add(phrase);
    }
  }
}

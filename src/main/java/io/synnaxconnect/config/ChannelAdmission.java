package io.synnaxconnect.config;

import io.synnaxconnect.convert.TopicPlan;
import io.synnaxconnect.source.ChannelChoice;
import io.synnaxconnect.source.ChannelChoice.Refusal;
import io.synnaxconnect.source.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each list of channels which chosen ones are delivered while a connector runs: what
 * would be an error at its creation must not stop what runs already, so it is left out. Channels
 * that were admitted before come first, then the others in order of key, so that late ones are
 * refused. Remembers topics and what it admitted; what the connector's has refused its tasks are
 * told, so that they come to the same answer. One thread uses it.
 */
public final class ChannelAdmission implements Function<List<Channel>, ChannelChoice> {

  private final SynnaxSourceConnectorConfig config;
  private final ChannelSelection selection;
  private final Set<Long> refusedBefore;
  private final TopicPlan topics;
  private Set<Long> admittedBefore = Set.of();

  /** Decides alone. */
  public ChannelAdmission(SynnaxSourceConnectorConfig config) {
    this(config, Set.of());
  }

  /** Decides after the connector has refused some channels, given by key. */
  public ChannelAdmission(SynnaxSourceConnectorConfig config, Set<Long> refusedBefore) {
    this.config = config;
    this.refusedBefore = refusedBefore;
    this.selection = config.selection();
    this.topics = new TopicPlan(config.recordOptions());
  }

  /**
   * What is delivered.
   *
   * @param channels all channels of the cluster
   * @throws ConnectException if a data type no longer fits its topic and channels.type.change=fail
   */
  @Override
  public ChannelChoice apply(List<Channel> channels) {
    Map<Long, Channel> byKey = new HashMap<>();
    channels.forEach(channel -> byKey.put(channel.key(), channel));
    Set<Long> admitted = new HashSet<>();
    Set<String> topicsInUse = new HashSet<>();
    List<Refusal> refused = new ArrayList<>();
    for (Channel channel : knownFirst(selection.chosen(channels))) {
      Channel index = channel.isIndexed() ? byKey.get(channel.indexKey()) : null;
      String reason = unreadable(channel, index);
      if (reason == null) {
        reason = unfit(channel, index, admitted.size(), topicsInUse);
      }
      if (reason == null) {
        admitted.add(channel.key());
        topics.add(channel, index);
        topicsInUse.add(topics.comparableTopic(channel, index));
      } else {
        refused.add(new Refusal(channel, reason));
      }
    }
    admittedBefore = admitted;
    return new ChannelChoice(
        admitted(selection.groups(channels), admitted), refused, topicsInUse.size());
  }

  private List<Channel> knownFirst(List<Channel> chosen) {
    List<Channel> ordered = new ArrayList<>(chosen);
    ordered.sort(Comparator.comparing(channel -> !admittedBefore.contains(channel.key())));
    return ordered;
  }

  private @Nullable String unreadable(Channel channel, @Nullable Channel index) {
    if (refusedBefore.contains(channel.key())) {
      return "the connector refuses it; its log says why";
    }
    if (channel.dataType() == null) {
      return "its data type '"
          + channel.dataTypeName()
          + "' is unknown; leave it out with channels.exclude";
    }
    if (channel.isIndexed() && index == null) {
      return "its index is not among the cluster's channels; leave it out with channels.exclude, or"
          + " let the user retrieve the index";
    }
    return null;
  }

  private @Nullable String unfit(
      Channel channel, @Nullable Channel index, int admitted, Set<String> topicsInUse) {
    if (admitted >= config.channelsMax()) {
      return "channels.max=%d is reached; narrow channels.include or raise it"
          .formatted(config.channelsMax());
    }
    if (topicsInUse.size() >= config.topicsMax()
        && !topicsInUse.contains(topics.comparableTopic(channel, index))) {
      return "topics.max=%d is reached; use fewer variables in topic, or raise it"
          .formatted(config.topicsMax());
    }
    TopicPlan.Fit fit = topics.fit(channel, index);
    if (fit.collision() != null) {
      return "topic: %s; use ${channel_key} in the template, or rename a channel"
          .formatted(fit.collision());
    }
    if (fit.mixture() != null && !config.topicMixed()) {
      return mixture(fit.mixture());
    }
    return null;
  }

  private String mixture(String phrase) {
    if (config.failsOnTypeChange()) {
      throw new ConnectException(
          "channels.type.change: 'fail', and "
              + phrase
              + "; "
              + config.topicRemedy()
              + ", give the new channel another name, or set channels.type.change=skip to leave it"
              + " out");
    }
    return "channels.type.change=skip, and %s; %s, or give it another name"
        .formatted(phrase, config.topicRemedy());
  }

  private static List<IndexGroup> admitted(List<IndexGroup> groups, Set<Long> admitted) {
    List<IndexGroup> kept = new ArrayList<>();
    for (IndexGroup group : groups) {
      List<Channel> channels =
          group.channels().stream().filter(c -> admitted.contains(c.key())).toList();
      if (!channels.isEmpty()) {
        kept.add(new IndexGroup(group.index(), channels));
      }
    }
    return kept;
  }
}

package io.synnaxconnect.source.channels;

import io.synnaxconnect.convert.TopicPlan;
import io.synnaxconnect.source.channels.SelectionResult.Refusal;
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
public final class ChannelAdmission implements Function<List<Channel>, SelectionResult> {

  private final AdmissionRules rules;
  private final Set<Long> refusedBefore;
  private final TopicPlan topics;
  private Set<Long> admittedBefore = Set.of();

  /** Decides alone. */
  public ChannelAdmission(AdmissionRules rules) {
    this(rules, Set.of());
  }

  /** Decides after the connector has refused some channels, given by key. */
  public ChannelAdmission(AdmissionRules rules, Set<Long> refusedBefore) {
    this.rules = rules;
    this.refusedBefore = refusedBefore;
    this.topics = new TopicPlan(rules.recordOptions());
  }

  /**
   * What is delivered.
   *
   * @param channels all channels of the cluster
   * @throws ConnectException if a data type no longer fits its topic and channels.type.change=fail
   */
  @Override
  public SelectionResult apply(List<Channel> channels) {
    Map<Long, Channel> byKey = new HashMap<>();
    channels.forEach(channel -> byKey.put(channel.key(), channel));
    Set<Long> admitted = new HashSet<>();
    Set<String> topicsInUse = new HashSet<>();
    List<Refusal> refused = new ArrayList<>();
    for (Channel channel : knownFirst(rules.selection().chosen(channels))) {
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
    return new SelectionResult(
        admitted(rules.selection().groups(channels), admitted), refused, topicsInUse.size());
  }

  private List<Channel> knownFirst(List<Channel> chosen) {
    List<Channel> ordered = new ArrayList<>(chosen);
    ordered.sort(Comparator.comparing(channel -> !admittedBefore.contains(channel.key())));
    return ordered;
  }

  private @Nullable String unreadable(Channel channel, @Nullable Channel index) {
    return refusedBefore.contains(channel.key())
        ? "the connector refuses it; its log says why"
        : rules.unreadable(channel, index);
  }

  private @Nullable String unfit(
      Channel channel, @Nullable Channel index, int admitted, Set<String> topicsInUse) {
    if (admitted >= rules.channelsMax()) {
      return rules.channelsMaxReached();
    }
    if (topicsInUse.size() >= rules.topicsMax()
        && !topicsInUse.contains(topics.comparableTopic(channel, index))) {
      return rules.topicsMaxReached();
    }
    TopicPlan.Fit fit = topics.fit(channel, index);
    if (fit.collision() != null) {
      return "topic: " + rules.collision(fit.collision());
    }
    if (fit.mixture() != null && !rules.topicMixed()) {
      if (rules.failsOnTypeChange()) {
        throw new ConnectException(rules.changedTypeFails(fit.mixture()));
      }
      return rules.changedTypeSkipped(fit.mixture());
    }
    return null;
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

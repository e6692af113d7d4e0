package io.synnaxconnect.source.channels;

import io.synnaxconnect.convert.RowPlan;
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
 * Decides for each list of channels which of the selected ones a running connector delivers. A
 * channel that would be an error at the creation of the connector must not stop the others, so it
 * is omitted. Channels that were admitted before come first, then the others in order of key, so
 * that new ones are refused first. Remembers topics and admitted channels. The connector passes the
 * channels that it refused on to its tasks, so that all decide alike. For one thread.
 */
public final class ChannelAdmission implements Function<ChannelList, SelectionResult> {

  private final AdmissionRules rules;
  private final Set<Long> refusedBefore;
  private final TopicPlan topics;
  private Set<Long> admittedBefore = Set.of();

  /** Decides for a connector. */
  public ChannelAdmission(AdmissionRules rules) {
    this(rules, Set.of());
  }

  /** Decides for a task whose connector has refused channels with these keys. */
  public ChannelAdmission(AdmissionRules rules, Set<Long> refusedBefore) {
    this.rules = rules;
    this.refusedBefore = refusedBefore;
    this.topics = new TopicPlan(rules.recordOptions(), rules.sideTopics());
  }

  /**
   * Selects the channels to deliver.
   *
   * @param list all channels of the cluster
   * @throws ConnectException if a data type no longer fits its topic and channels.type.change=fail
   */
  @Override
  public SelectionResult apply(ChannelList list) {
    List<Channel> channels = list.channels();
    Map<Long, Channel> byKey = new HashMap<>();
    channels.forEach(channel -> byKey.put(channel.key(), channel));
    Set<Long> admitted = new HashSet<>();
    Set<String> topicsInUse = new HashSet<>();
    RowPlan rows = new RowPlan(rules.recordOptions());
    List<Refusal> refused = new ArrayList<>();
    for (Channel channel : admittedFirst(rules.selection().selected(channels))) {
      Channel index = channel.isIndexed() ? byKey.get(channel.indexKey()) : null;
      String reason = unreadable(channel, index, list);
      if (reason == null) {
        reason = unfit(channel, index, admitted.size(), topicsInUse);
      }
      if (reason == null) {
        reason = rows.add(channel, index);
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

  private List<Channel> admittedFirst(List<Channel> selected) {
    List<Channel> ordered = new ArrayList<>(selected);
    ordered.sort(Comparator.comparing(channel -> !admittedBefore.contains(channel.key())));
    return ordered;
  }

  private @Nullable String unreadable(Channel channel, @Nullable Channel index, ChannelList list) {
    if (refusedBefore.contains(channel.key())) {
      return "the connector refuses it; its log says why";
    }
    if (list.deniedKeys().contains(channel.key())) {
      return AdmissionRules.denied();
    }
    if (index != null && list.deniedKeys().contains(index.key())) {
      return AdmissionRules.indexDenied(index);
    }
    return rules.unreadable(channel, index);
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
      return "topic: " + fit.collision();
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
    List<IndexGroup> remaining = new ArrayList<>();
    for (IndexGroup group : groups) {
      List<Channel> channels =
          group.channels().stream().filter(c -> admitted.contains(c.key())).toList();
      if (!channels.isEmpty()) {
        remaining.add(new IndexGroup(group.index(), channels));
      }
    }
    return remaining;
  }
}

package io.synnaxconnect.connector;

import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.channels.SelectionResult.Refusal;
import io.synnaxconnect.validate.SelectionProblems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the channels of a cluster come to, each thing once. */
final class AdmissionLog {

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionLog.class);
  private static final int MAX_AT_ONCE = 10;

  private final SynnaxSourceConnectorConfig config;
  private Set<String> told = Set.of();
  private @Nullable String clusterKey;
  private int channelsBefore = -1;
  private int refusedBefore;

  AdmissionLog(SynnaxSourceConnectorConfig config) {
    this.config = config;
  }

  /** Tells what is new. */
  void log(ChannelList list, SelectionResult choice) {
    if (clusterKey != null && !clusterKey.equals(list.clusterKey())) {
      LOG.warn(
          "Another cluster answers, so channels are chosen anew: cluster={} previousCluster={}",
          list.clusterKey(),
          clusterKey);
      told = Set.of();
    }
    clusterKey = list.clusterKey();
    List<String> sentences = new ArrayList<>();
    for (SelectionProblems.Problem problem : SelectionProblems.awaited(config, list.channels())) {
      sentences.add(problem.sentence() + "; waiting until that changes");
    }
    choice.refused().forEach(refusal -> sentences.add(sentence(refusal)));
    tell(sentences);
    int channels = choice.channelCount();
    if (channels != channelsBefore || choice.refused().size() != refusedBefore) {
      LOG.info(
          "Chose channels: channels={} indexGroups={} topics={} refused={}",
          channels,
          choice.groups().size(),
          choice.topicCount(),
          choice.refused().size());
    }
    channelsBefore = channels;
    refusedBefore = choice.refused().size();
  }

  private static String sentence(Refusal refusal) {
    return "Channel '" + refusal.channel().name() + "' is left out: " + refusal.reason();
  }

  private void tell(List<String> sentences) {
    List<String> fresh = sentences.stream().filter(text -> !told.contains(text)).toList();
    told = Set.copyOf(sentences);
    fresh.stream().limit(MAX_AT_ONCE).forEach(LOG::warn);
    if (fresh.size() > MAX_AT_ONCE) {
      LOG.warn("And {} more of this kind", fresh.size() - MAX_AT_ONCE);
    }
  }
}

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

/** Logs which channels are selected and which are omitted, each sentence once. */
final class AdmissionLog {

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionLog.class);
  private static final int MAX_AT_ONCE = 10;

  private final SynnaxSourceConnectorConfig config;
  private Set<String> logged = Set.of();
  private @Nullable String clusterKey;
  private int lastChannels = -1;
  private int lastRefused;

  AdmissionLog(SynnaxSourceConnectorConfig config) {
    this.config = config;
  }

  /** Logs what has changed since the list before. */
  void log(ChannelList list, SelectionResult selection) {
    logCluster(list.clusterKey());
    List<String> sentences = new ArrayList<>();
    for (SelectionProblems.Problem problem : SelectionProblems.passing(config, list.channels())) {
      sentences.add(problem.sentence() + "; waiting until that changes");
    }
    selection.refused().forEach(refusal -> sentences.add(sentence(refusal)));
    logNew(sentences);
    logCounts(selection);
  }

  private void logCluster(String key) {
    if (clusterKey != null && !clusterKey.equals(key)) {
      LOG.warn(
          "Another cluster answers, selecting channels again: cluster={} previousCluster={}",
          key,
          clusterKey);
      logged = Set.of();
    }
    clusterKey = key;
  }

  private static String sentence(Refusal refusal) {
    return "Channel '" + refusal.channel().shownName() + "' is omitted: " + refusal.reason();
  }

  private void logNew(List<String> sentences) {
    List<String> added = sentences.stream().filter(text -> !logged.contains(text)).toList();
    logged = Set.copyOf(sentences);
    added.stream().limit(MAX_AT_ONCE).forEach(LOG::warn);
    if (added.size() > MAX_AT_ONCE) {
      LOG.warn("And {} more of this kind", added.size() - MAX_AT_ONCE);
    }
  }

  private void logCounts(SelectionResult selection) {
    int channels = selection.channelCount();
    int refused = selection.refused().size();
    if (channels != lastChannels || refused != lastRefused) {
      LOG.info(
          "Selected channels: channels={} indexGroups={} topics={} refused={}",
          channels,
          selection.groups().size(),
          selection.topicCount(),
          refused);
    }
    lastChannels = channels;
    lastRefused = refused;
  }
}

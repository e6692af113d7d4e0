package io.synnaxconnect.validate;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.SelectionSettings;
import io.synnaxconnect.config.Setting;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.validate.AddressProbe.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a configuration against its cluster: connects, logs in, lists the channels, and checks the
 * selection against them.
 */
public final class LiveValidation {

  private static final Logger LOG = LoggerFactory.getLogger(LiveValidation.class);

  private static final Set<String> SELECTING_KEYS =
      Set.of(
          SelectionSettings.CHANNELS_VIRTUAL,
          SelectionSettings.CHANNELS_INTERNAL,
          Settings.VALIDATE_LIVE);

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Duration timeout;
  private final ChannelRecommendations recommendations;

  /**
   * Prepares validations, on any thread.
   *
   * @param timeout for one validation; its caller waits for it
   * @param nanoTime as {@link System#nanoTime}
   */
  public LiveValidation(
      Function<SynnaxEndpoints, SynnaxCluster> connections,
      Duration timeout,
      LongSupplier nanoTime) {
    this.connections = connections;
    this.timeout = timeout;
    this.recommendations = new ChannelRecommendations(nanoTime);
  }

  /**
   * Adds problems and recommended channels to the keys of {@code parsed}. If {@code parsed} already
   * has problems, only recommends channels: a user who has not selected any yet needs them most.
   * Only those recommendations may come from the cache.
   */
  public void run(Map<String, String> properties, ParsedConfig parsed) {
    if (parsed.problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);
      if (config.validateLive()) {
        connect(
            config,
            parsed,
            channels ->
                SelectionProblems.problems(config, channels)
                    .forEach(p -> parsed.addProblem(p.key(), p.text())));
      }
      return;
    }
    Map<String, String> reachable = connectionOnly(properties);
    if (ParsedConfig.of(reachable).problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(reachable);
      if (config.validateLive() && !recommendations.putCached(config, parsed)) {
        connect(config, parsed, channels -> {});
      }
    }
  }

  /** The settings that decide which channels can be selected. */
  private static Map<String, String> connectionOnly(Map<String, String> properties) {
    Map<String, String> selected = new HashMap<>();
    for (Setting setting : Settings.ALL) {
      String value = properties.get(setting.key());
      if (value != null
          && (setting.place().group() == Setting.Group.CONNECTION
              || SELECTING_KEYS.contains(setting.key()))) {
        selected.put(setting.key(), value);
      }
    }
    selected.put(SelectionSettings.CHANNELS_INCLUDE, ".*");
    return selected;
  }

  private void connect(
      SynnaxSourceConnectorConfig config, ParsedConfig parsed, Consumer<List<Channel>> onChannels) {
    try (AddressProbe probe = new AddressProbe(config, connections)) {
      List<Answer> answers = probe.await(timeout);
      reportFailures(answers, config, parsed);
      if (addOtherClusters(answers, parsed)) {
        return;
      }
      answers.stream()
          .map(Answer::channels)
          .filter(Objects::nonNull)
          .forEach(
              channels -> {
                recommendations.put(config, channels, parsed);
                onChannels.accept(channels);
              });
    } catch (SynnaxException e) {
      ConnectionProblem problem = ConnectionProblem.of(e, config, config.addressText());
      parsed.addProblem(problem.key(), problem.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      parsed.addProblem(Settings.VALIDATE_LIVE, "'true', but the check was interrupted; try again");
    }
  }

  private void reportFailures(
      List<Answer> answers, SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    boolean reached = answers.stream().anyMatch(answer -> answer.clusterKey() != null);
    for (Answer answer : answers) {
      if (reached && answer.isDown()) {
        warn(answer);
      } else {
        addProblem(answer, config, parsed);
      }
    }
  }

  /** One address that answers is enough: others may be down while a configuration changes. */
  private void warn(Answer answer) {
    SynnaxException failure = answer.failure();
    LOG.warn(
        "synnax.address: '{}' does not answer, another address does; correct it, unless it is"
            + " down: {}",
        answer.address(),
        failure == null ? "no answer within " + timeout.toSeconds() + " s" : failure.getMessage());
  }

  private void addProblem(Answer answer, SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    SynnaxException failure = answer.failure();
    if (failure != null) {
      ConnectionProblem problem =
          ConnectionProblem.of(failure, config, answer.address().toString());
      parsed.addProblem(problem.key(), problem.text());
    } else if (answer.clusterKey() == null) {
      parsed.addProblem(
          Settings.ADDRESS,
          "'%s' did not answer within %d s; correct the address, or set validate.live=false to"
                  .formatted(answer.address(), timeout.toSeconds())
              + " skip this check");
    }
  }

  /** Whether addresses belong to several clusters, so that the channels cannot be checked. */
  private static boolean addOtherClusters(List<Answer> answers, ParsedConfig parsed) {
    boolean found = false;
    List<Answer> reached = answers.stream().filter(answer -> answer.clusterKey() != null).toList();
    for (Answer answer : reached) {
      Answer first = reached.get(0);
      if (!Objects.equals(answer.clusterKey(), first.clusterKey())) {
        parsed.addProblem(
            Settings.ADDRESS,
            "'%s' belongs to cluster %s, and '%s' to cluster %s; list addresses of one cluster only"
                .formatted(
                    answer.address(), answer.clusterKey(), first.address(), first.clusterKey()));
        found = true;
      }
    }
    return found;
  }
}

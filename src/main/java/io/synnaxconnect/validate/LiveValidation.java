package io.synnaxconnect.validate;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.ParsedConfig;
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
 * Tries a configuration against its cluster: connect, log in, list the channels, and see what they
 * make of it.
 */
public final class LiveValidation {

  private static final Logger LOG = LoggerFactory.getLogger(LiveValidation.class);

  private static final Set<String> OFFER_KEYS =
      Set.of(Settings.CHANNELS_VIRTUAL, Settings.CHANNELS_INTERNAL, Settings.VALIDATE_LIVE);

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Duration timeout;
  private final ChannelRecommendations recommendations;

  /**
   * Prepares checks, on any thread.
   *
   * @param timeout for all of one; Connect keeps the caller waiting meanwhile
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
   * Adds what is wrong to the keys of {@code parsed}, and the channels to choose from. One list
   * serves both, and it is always a fresh one. While something else is wrong, there is nothing to
   * check, but somebody who has not chosen yet needs the channels most: then they may be those of a
   * moment ago.
   */
  public void run(Map<String, String> properties, ParsedConfig parsed) {
    if (parsed.problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);
      if (config.validateLive()) {
        tryOut(
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
      if (config.validateLive() && !recommendations.putKept(config, parsed)) {
        tryOut(config, parsed, channels -> {});
      }
    }
  }

  /** What decides which channels there are to choose from. */
  private static Map<String, String> connectionOnly(Map<String, String> properties) {
    Map<String, String> kept = new HashMap<>();
    for (Setting setting : Settings.ALL) {
      String value = properties.get(setting.key());
      if (value != null
          && (setting.place().group() == Setting.Group.CONNECTION
              || OFFER_KEYS.contains(setting.key()))) {
        kept.put(setting.key(), value);
      }
    }
    kept.put(Settings.CHANNELS_INCLUDE, ".*");
    return kept;
  }

  private void tryOut(
      SynnaxSourceConnectorConfig config, ParsedConfig parsed, Consumer<List<Channel>> listed) {
    try (AddressProbe probe = new AddressProbe(config, connections)) {
      List<Answer> answers = probe.await(timeout);
      boolean reached = answers.stream().anyMatch(answer -> answer.clusterKey() != null);
      for (Answer answer : answers) {
        if (reached && answer.isDown()) {
          warn(answer);
        } else {
          addProblem(answer, config, parsed);
        }
      }
      if (addOtherClusters(answers, parsed)) {
        return;
      }
      answers.stream()
          .map(Answer::channels)
          .filter(Objects::nonNull)
          .forEach(
              channels -> {
                recommendations.put(config, channels, parsed);
                listed.accept(channels);
              });
    } catch (SynnaxException e) {
      ConnectionProblem problem = ConnectionProblem.of(e, config, config.addressText());
      parsed.addProblem(problem.key(), problem.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      parsed.addProblem(Settings.VALIDATE_LIVE, "'true', but the check was interrupted; try again");
    }
  }

  /** One address that answers is enough: a configuration may have to change while others do not. */
  private void warn(Answer answer) {
    SynnaxException failure = answer.failure();
    LOG.warn(
        "synnax.address: '{}' does not answer now, another address does; correct it unless it is"
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
          "'%s' did not answer within %d s; correct the address, or set validate.live=false to do"
                  .formatted(answer.address(), timeout.toSeconds())
              + " without this check");
    }
  }

  /** Whether there are any: which of them the channels are to be chosen from nobody can say. */
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

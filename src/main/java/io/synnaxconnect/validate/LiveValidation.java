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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a configuration against its cluster: connects, logs in, lists the channels, checks the
 * selection against them, and opens a stream of it.
 */
public final class LiveValidation {

  private static final Logger LOG = LoggerFactory.getLogger(LiveValidation.class);

  private static final int MAX_NAMED = 10;

  private static final Set<String> SELECTING_KEYS =
      Set.of(
          SelectionSettings.CHANNELS_VIRTUAL,
          SelectionSettings.CHANNELS_INTERNAL,
          SelectionSettings.CHANNELS_INDEX,
          Settings.VALIDATE_LIVE);

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Duration maximum;
  private final ChannelRecommendations recommendations;

  /**
   * Prepares validations, on any thread.
   *
   * @param maximum of one validation, whatever the configuration says; its caller waits for it
   * @param nanoTime as {@link System#nanoTime}
   */
  public LiveValidation(
      Function<SynnaxEndpoints, SynnaxCluster> connections,
      Duration maximum,
      LongSupplier nanoTime) {
    this.connections = connections;
    this.maximum = maximum;
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
        connect(config, parsed, true);
      }
      return;
    }
    Map<String, String> reachable = connectionOnly(properties);
    if (ParsedConfig.of(reachable).problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(reachable);
      if (config.validateLive() && !recommendations.putCached(config, parsed)) {
        connect(config, parsed, false);
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
      SynnaxSourceConnectorConfig config, ParsedConfig parsed, boolean withSelection) {
    try (AddressProbe probe = new AddressProbe(config, connections, withSelection)) {
      List<Answer> answers = probe.await(limit(config));
      reportFailures(answers, config, parsed);
      if (addOtherClusters(answers, parsed)) {
        return;
      }
      for (Answer answer : answers) {
        List<Channel> channels = answer.channels();
        if (channels != null) {
          recommendations.put(config, channels, parsed);
        }
        reportOmitted(answer.denied(), parsed);
        answer.problems().forEach(problem -> parsed.addProblem(problem.key(), problem.text()));
      }
      if (!config.mayLogInToCheck()) {
        LOG.info(
            "Channels not checked: a password from a file is sent only to addresses of"
                + " SYNNAX_ALLOWED_ADDRESSES: address={}",
            config.addressText());
      }
    } catch (SynnaxException e) {
      ConnectionProblem problem = ConnectionProblem.of(e, config, config.addressText());
      parsed.addProblem(problem.key(), problem.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      parsed.addProblem(Settings.VALIDATE_LIVE, "'true', but the check was interrupted; try again");
    }
  }

  /** Recommends to exclude what is omitted: an answer has no other place for it. */
  private static void reportOmitted(List<Channel> denied, ParsedConfig parsed) {
    if (!denied.isEmpty()) {
      List<Object> names = new ArrayList<>(denied.stream().map(Channel::name).distinct().toList());
      parsed.recommend(SelectionSettings.CHANNELS_EXCLUDE, names);
      LOG.info(
          "channels.denied=omit: the user may not read some channels or their indexes, and they are"
              + " omitted: channels={} first={}",
          denied.size(),
          denied.stream().limit(MAX_NAMED).map(Channel::toString).toList());
    }
  }

  /** A check makes three requests, mostly quick ones, and each has its own time limit. */
  private Duration limit(SynnaxSourceConnectorConfig config) {
    Duration twice = config.requestTimeout().multipliedBy(2);
    return twice.compareTo(maximum) < 0 ? twice : maximum;
  }

  private String limitInWords(SynnaxSourceConnectorConfig config) {
    Duration limit = limit(config);
    return limit.equals(maximum)
        ? limit.toMillis() + " ms, the maximum of a check"
        : limit.toMillis() + " ms, twice synnax.request.timeout.ms";
  }

  private void reportFailures(
      List<Answer> answers, SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    boolean reached = answers.stream().anyMatch(answer -> answer.clusterKey() != null);
    for (Answer answer : answers) {
      if (reached && answer.isDown()) {
        warn(answer, config);
      } else {
        addProblem(answer, config, parsed);
      }
    }
  }

  /** One address that answers is enough: others may be down while a configuration changes. */
  private void warn(Answer answer, SynnaxSourceConnectorConfig config) {
    SynnaxException failure = answer.failure();
    LOG.warn(
        "synnax.address: '{}' does not answer, another address does; correct it, unless it is"
            + " down: {}",
        answer.address(),
        failure == null ? "no answer within " + limitInWords(config) : failure.getMessage());
  }

  private void addProblem(Answer answer, SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    SynnaxException failure = answer.failure();
    if (failure != null) {
      ConnectionProblem problem =
          ConnectionProblem.of(failure, config, answer.address().toString());
      parsed.addProblem(problem.key(), problem.text());
    } else if (answer.isLate()) {
      parsed.addProblem(
          Settings.ADDRESS,
          "'%s' did not answer all requests of the check within %s; correct the address, raise"
                  .formatted(answer.address(), limitInWords(config))
              + " synnax.request.timeout.ms, or set validate.live=false to skip this check");
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

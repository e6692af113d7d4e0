package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.ChannelLister;
import io.synnaxconnect.source.GroupAssignment;
import io.synnaxconnect.source.SynnaxConnection;
import io.synnaxconnect.source.TaskEnvironment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector between start and stop: finds the index groups, and splits them over tasks. Connect
 * asks for the split from a thread that must not wait for a network; so the groups are found in the
 * background, and until they are the question is refused: an empty answer would stop tasks that run
 * from before.
 */
final class RunningSourceConnector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningSourceConnector.class);

  private final Map<String, String> properties;
  private final SynnaxSourceConnectorConfig config;
  private final ConnectorContext context;
  private final ChannelLister lister;

  // Guarded by this.
  private boolean starting = true;
  private boolean closed;
  private @Nullable List<IndexGroup> groups;
  private @Nullable ConnectException failure;

  private RunningSourceConnector(
      Map<String, String> properties,
      ConnectorContext context,
      Function<SynnaxClientOptions, SynnaxConnection> connections) {
    this.properties = Map.copyOf(properties);
    this.config = new SynnaxSourceConnectorConfig(properties);
    this.context = context;
    UnknownKeys.warnings(properties.keySet()).forEach(LOG::warn);
    this.lister =
        ChannelLister.start(
            () -> connections.apply(config.clientOptions()),
            properties.getOrDefault("name", "synnax"),
            config.taskOptions(),
            TaskEnvironment.system(),
            new ChannelLister.Listener() {
              @Override
              public void listed(List<Channel> channels) {
                RunningSourceConnector.this.listed(channels);
              }

              @Override
              public void failed(RuntimeException e) {
                end(null, explained(e));
              }
            });
  }

  /**
   * Starts, and waits a while for the first list of channels, so that Connect mostly finds it when
   * it asks for the tasks next.
   *
   * @throws ConnectException if it failed meanwhile in a way that will not get better by itself
   */
  static RunningSourceConnector start(
      Map<String, String> properties,
      ConnectorContext context,
      Function<SynnaxClientOptions, SynnaxConnection> connections,
      Duration wait) {
    RunningSourceConnector connector = new RunningSourceConnector(properties, context, connections);
    try {
      connector.awaitGroups(wait);
      return connector;
    } catch (RuntimeException e) {
      connector.close();
      throw e;
    }
  }

  private synchronized void awaitGroups(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      for (long left = wait.toMillis();
          left > 0 && groups == null && failure == null;
          left = (deadline - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    starting = false;
    if (failure != null) {
      throw failure;
    }
  }

  private void listed(List<Channel> channels) {
    List<ChannelCheck.Problem> problems = ChannelCheck.problems(config, channels);
    String terminal =
        problems.stream()
            .filter(ChannelCheck.Problem::terminal)
            .map(ChannelCheck.Problem::sentence)
            .collect(Collectors.joining("\n"));
    if (!terminal.isEmpty()) {
      end(null, new ConnectException(terminal));
      return;
    }
    problems.forEach(problem -> LOG.warn(problem.sentence()));
    List<IndexGroup> found = config.selection().groups(channels);
    LOG.info(
        "Chose channels: channels={} indexGroups={}",
        found.stream().mapToInt(group -> group.channels().size()).sum(),
        found.size());
    end(found, null);
  }

  private ConnectException explained(RuntimeException e) {
    if (e instanceof SynnaxException synnax) {
      ConnectionProblem problem = ConnectionProblem.of(synnax, config);
      return new ConnectException(problem.key() + ": " + problem.text(), e);
    }
    return new ConnectException("The channels of the cluster cannot be listed", e);
  }

  /** Keeps the outcome; tells Connect unless {@link #start} is still there to do so. */
  private void end(@Nullable List<IndexGroup> found, @Nullable ConnectException terminal) {
    synchronized (this) {
      groups = found;
      failure = terminal;
      notifyAll();
      if (starting || closed) {
        return;
      }
    }
    // Not under our lock: Connect may call back from here.
    if (terminal == null) {
      context.requestTaskReconfiguration();
    } else {
      context.raiseError(terminal);
    }
  }

  /**
   * The split over at most {@code maxTasks} tasks; never touches the network.
   *
   * @throws ConnectException when the channels are not known (yet)
   */
  List<Map<String, String>> taskConfigs(int maxTasks) {
    List<List<IndexGroup>> tasks = GroupAssignment.assign(knownGroups(), maxTasks);
    List<Map<String, String>> configs = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      configs.add(SynnaxSourceTaskConfig.properties(properties, task, tasks.get(task)));
    }
    return configs;
  }

  private synchronized List<IndexGroup> knownGroups() {
    if (failure != null) {
      throw failure;
    }
    if (groups == null) {
      throw new RetriableException(
          "The channels of the cluster at "
              + config.address()
              + " are not known yet. Tasks stay as they are; the connector asks for new ones as"
              + " soon as the cluster answers");
    }
    return groups;
  }

  /** Ends the search; Connect is told nothing any more. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    lister.close();
  }
}

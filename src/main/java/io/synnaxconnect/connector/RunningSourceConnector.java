package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.config.SynnaxSourceTaskConfig;
import io.synnaxconnect.config.UnknownKeys;
import io.synnaxconnect.source.channels.ChannelAdmission;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.ChannelMonitor;
import io.synnaxconnect.source.channels.GroupAssignment;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.metrics.ConnectorMetric;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.validate.ConnectionProblem;
import io.synnaxconnect.validate.SelectionProblems;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector between start and stop: follows the channels of the cluster, and splits their index
 * groups over tasks. Connect asks for the split from a thread that must not wait for a network; so
 * the groups are found in the background, and until they are the question is refused: an empty
 * answer would stop tasks that run from before.
 */
public final class RunningSourceConnector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningSourceConnector.class);

  private final Map<String, String> properties;
  private final SynnaxSourceConnectorConfig config;
  private final ConnectorContext context;
  private final InstantSource clock;
  private final MetricSet metrics;
  private final SynnaxCluster cluster;
  private final ChannelMonitor monitor;
  private final ReconfigurationRequests reconfigurations;
  private final ChannelAdmission admission;
  private final AdmissionLog admissionLog;
  private final ExpectedLoad expectedLoad;
  private final ClusterReplacement replacement;

  private volatile @Nullable Instant lastList;

  // Guarded by this.
  private boolean starting = true;
  private boolean closed;
  private @Nullable SelectionResult choice;
  private @Nullable SelectionResult assigned;
  private @Nullable ConnectException failure;

  private RunningSourceConnector(
      Map<String, String> properties,
      ConnectorContext context,
      Gauges gauges,
      Function<SynnaxEndpoints, SynnaxCluster> connections) {
    this.properties = Map.copyOf(properties);
    this.config = new SynnaxSourceConnectorConfig(properties);
    this.context = context;
    this.admission = new ChannelAdmission(config.admissionRules());
    this.admissionLog = new AdmissionLog(config);
    UnknownKeys.warnings(properties.keySet()).forEach(LOG::warn);
    String name = properties.getOrDefault("name", "synnax");
    TaskEnvironment environment = TaskEnvironment.system();
    this.clock = environment.clock();
    this.replacement = new ClusterReplacement(clock);
    this.metrics = MetricSet.ofConnector(gauges);
    this.metrics.measure(ConnectorMetric.LIST_AGE_MS, this::listAgeMillis);
    this.reconfigurations =
        new ReconfigurationRequests(
            name, this::requestOtherTasks, config.refreshDebounce(), environment);
    this.cluster = connections.apply(config.endpoints());
    this.expectedLoad = new ExpectedLoad(config, cluster, clock);
    SourceTaskOptions options = config.taskOptions();
    this.monitor =
        new ChannelMonitor(
            "synnax-channels-" + name,
            options.refreshInterval(),
            options.reconnectPolicy(),
            new ChannelLister(cluster),
            cluster,
            environment,
            new ChannelMonitor.Listener() {
              @Override
              public void listed(ChannelList list) {
                RunningSourceConnector.this.listed(list);
              }

              @Override
              public boolean wantsList() {
                return reconfigurations.isDue();
              }

              @Override
              public void failed(RuntimeException e) {
                fail(explained(e));
              }
            });
  }

  /**
   * Starts, and waits a while for the first list of channels, so that Connect mostly finds it when
   * it asks for the tasks next.
   *
   * @throws ConnectException if it failed meanwhile in a way that will not get better by itself
   */
  public static RunningSourceConnector start(
      Map<String, String> properties,
      ConnectorContext context,
      Gauges gauges,
      Function<SynnaxEndpoints, SynnaxCluster> connections,
      Duration wait) {
    RunningSourceConnector connector =
        new RunningSourceConnector(properties, context, gauges, connections);
    try {
      connector.metrics.register();
      connector.monitor.start();
      connector.awaitChoice(wait);
      return connector;
    } catch (RuntimeException e) {
      connector.close();
      throw e;
    }
  }

  private void requestOtherTasks() {
    metrics.add(ConnectorMetric.RECONFIGURATIONS_TOTAL, 1);
    context.requestTaskReconfiguration();
  }

  private synchronized void awaitChoice(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      for (long left = wait.toMillis();
          left > 0 && choice == null && failure == null;
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

  private void listed(ChannelList list) {
    try {
      List<SelectionProblems.Problem> endless = SelectionProblems.endless(config, list.channels());
      if (!endless.isEmpty()) {
        throw new ConnectException(
            endless.stream()
                .map(SelectionProblems.Problem::sentence)
                .collect(Collectors.joining("\n")));
      }
      SelectionResult found = admission.apply(list.channels());
      measure(found);
      admissionLog.log(list, found);
      replacement.listed(list);
      chosen(found);
      expectedLoad.tell(found.groups());
    } catch (ConnectException e) {
      fail(e);
    }
  }

  private void measure(SelectionResult selection) {
    lastList = clock.instant();
    metrics.set(ConnectorMetric.CHANNELS, selection.channelCount());
    metrics.set(ConnectorMetric.CHANNELS_REFUSED, selection.refused().size());
    metrics.set(ConnectorMetric.GROUPS, selection.groups().size());
    metrics.set(ConnectorMetric.TOPICS, selection.topicCount());
  }

  /** Milliseconds since the last list of channels, -1 before the first. */
  private long listAgeMillis() {
    Instant list = lastList;
    return list == null ? -1 : Math.max(0, Duration.between(list, clock.instant()).toMillis());
  }

  private void chosen(SelectionResult found) {
    boolean awaited;
    boolean changed;
    synchronized (this) {
      awaited = choice == null && !starting;
      choice = found;
      changed = assigned != null && needsOtherTasks(assigned, found);
      notifyAll();
    }
    // Not under our lock: Connect may call back from here.
    if (awaited) {
      reconfigurations.now();
    } else if (!config.assignsByTask()) {
      reconfigurations.listed(changed);
    }
  }

  /** Tasks follow what happens inside their groups, but not what the connector has refused. */
  private static boolean needsOtherTasks(SelectionResult before, SelectionResult now) {
    return !groupKeys(before).equals(groupKeys(now))
        || !refusedKeys(now).containsAll(refusedKeys(before));
  }

  private static Set<Long> refusedKeys(SelectionResult choice) {
    return choice.refused().stream()
        .map(refusal -> refusal.channel().key())
        .collect(Collectors.toSet());
  }

  private static Set<Long> groupKeys(SelectionResult choice) {
    return choice.groups().stream().map(IndexGroup::groupKey).collect(Collectors.toSet());
  }

  private ConnectException explained(RuntimeException e) {
    if (e instanceof SynnaxException synnax) {
      ConnectionProblem problem = ConnectionProblem.of(synnax, config, config.addressText());
      return new ConnectException(problem.key() + ": " + problem.text(), e);
    }
    return new ConnectException("The channels of the cluster cannot be listed", e);
  }

  /** Keeps the reason; tells Connect unless {@link #start} is still there to do so. */
  private void fail(ConnectException reason) {
    synchronized (this) {
      failure = reason;
      notifyAll();
      if (starting || closed) {
        return;
      }
    }
    context.raiseError(reason);
  }

  /**
   * The split over at most {@code maxTasks} tasks; never touches the network.
   *
   * @throws ConnectException when the channels are not known (yet)
   */
  public synchronized List<Map<String, String>> taskConfigs(int maxTasks) {
    SelectionResult known = knownChoice();
    List<Map<String, String>> configs = new ArrayList<>();
    if (config.assignsByTask()) {
      for (int task = 0; task < maxTasks; task++) {
        configs.add(SynnaxSourceTaskConfig.shard(properties, task, maxTasks));
      }
    } else {
      for (List<IndexGroup> groups : GroupAssignment.assign(known.groups(), maxTasks)) {
        configs.add(
            SynnaxSourceTaskConfig.assigned(
                properties, configs.size(), groups, refusedKeys(known)));
      }
      configs.forEach(replacement::addTo);
      assigned = known;
    }
    metrics.set(ConnectorMetric.TASKS, configs.size());
    LOG.info(
        "Split over tasks: tasks={} tasks.max={} channels={} indexGroups={} topics={}",
        configs.size(),
        maxTasks,
        known.channelCount(),
        known.groups().size(),
        known.topicCount());
    return configs;
  }

  private SelectionResult knownChoice() {
    if (failure != null) {
      throw failure;
    }
    if (choice == null) {
      throw new RetriableException(
          "The channels of the cluster at "
              + config.addressText()
              + " are not known yet. Tasks stay as they are; the connector asks for new ones as"
              + " soon as the cluster answers");
    }
    return choice;
  }

  /** Ends the following; Connect is told nothing any more. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    reconfigurations.close();
    monitor.stop();
    cluster.close();
    monitor.close();
    metrics.close();
  }
}

package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.config.SynnaxSourceTaskConfig;
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
import io.synnaxconnect.source.runtime.Closing;
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
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector between start and stop: watches the channels of the cluster, and assigns their index
 * groups to tasks. Connect requests the task configurations on a thread that must not wait for a
 * network, so the groups are found in the background. Until they are known, the request is refused:
 * an empty answer would stop tasks that are already running.
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
  private final RangeInstants rangeInstants;
  private final OpenRangeMonitor openRange;
  private final NewGroups newGroups = new NewGroups();

  private volatile @Nullable Instant lastList;

  // Guarded by this.
  private boolean starting = true;
  private boolean closed;
  private @Nullable SelectionResult selection;
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
    config.warnings().forEach(LOG::warn);
    String name = properties.getOrDefault("name", "synnax");
    TaskEnvironment environment = TaskEnvironment.system();
    this.clock = environment.clock();
    this.replacement = new ClusterReplacement(clock);
    this.metrics = MetricSet.ofConnector(gauges);
    this.metrics.measure(ConnectorMetric.LIST_AGE_MS, this::listAgeMillis);
    this.reconfigurations =
        new ReconfigurationRequests(
            name, this::requestReconfiguration, config.refreshDebounce(), environment);
    this.cluster = connections.apply(config.endpoints());
    this.rangeInstants =
        new RangeInstants(
            config, cluster, () -> ((SourceConnectorContext) context).offsetStorageReader(), clock);
    this.openRange =
        new OpenRangeMonitor(
            "synnax-ranges-" + name,
            config.taskOptions(),
            cluster,
            environment,
            rangeInstants,
            reconfigurations::requestNow,
            failure ->
                fail(new ConnectException("The range of stop.at cannot be watched", failure)));
    this.expectedLoad = new ExpectedLoad(config, cluster, clock);
    this.monitor = monitor("synnax-channels-" + name, environment);
  }

  private ChannelMonitor monitor(String threadName, TaskEnvironment environment) {
    SourceTaskOptions options = config.taskOptions();
    return new ChannelMonitor(
        threadName,
        options.refreshInterval(),
        options.reconnectPolicy(),
        new ChannelLister(cluster, config.selection().exact(), config.readRights(cluster)),
        cluster,
        environment,
        new MonitorListener());
  }

  /** On the thread of the monitor. */
  private final class MonitorListener implements ChannelMonitor.Listener {

    @Override
    public void onChannels(ChannelList list) {
      applyChannels(list);
    }

    @Override
    public boolean wantsList() {
      return reconfigurations.wantsList();
    }

    @Override
    public void onFailure(Throwable failure) {
      fail(explained(failure));
    }
  }

  /**
   * Starts, and waits for the first list of channels. So the list is mostly known when Connect
   * requests the task configurations next.
   *
   * @param wait maximum time to wait for the list
   * @throws ConnectException if the connector failed meanwhile, and trying again would not help
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
      connector.awaitSelection(wait);
      return connector;
    } catch (RuntimeException | Error e) {
      connector.close();
      throw e;
    }
  }

  private void requestReconfiguration() {
    metrics.add(ConnectorMetric.RECONFIGURATIONS_TOTAL, 1);
    context.requestTaskReconfiguration();
  }

  private synchronized void awaitSelection(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      for (long remaining = wait.toMillis();
          remaining > 0 && selection == null && failure == null;
          remaining = (deadline - System.nanoTime()) / 1_000_000) {
        wait(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    starting = false;
    if (failure != null) {
      throw failure;
    }
  }

  private void applyChannels(ChannelList list) {
    try {
      requireReadable(list);
      SelectionResult found = admission.apply(list);
      measure(list, found);
      admissionLog.log(list, found);
      if (rangeInstants.find(list.clusterKey())) {
        openRange.start();
      }
      replacement.onChannels(list);
      newGroups.onGroups(list.clusterKey(), groupKeys(found));
      applySelection(found);
      expectedLoad.log(found.groups());
    } catch (ConnectException e) {
      fail(e);
    } catch (SynnaxException e) {
      if (e.retriable()) {
        throw e;
      }
      fail(explained(e));
    }
  }

  /** Later an entry may be the name of a channel that was deleted, which ends nothing. */
  private void requireReadable(ChannelList list) {
    if (lastList != null) {
      return;
    }
    List<SelectionProblems.Problem> problems = SelectionProblems.unbounded(config, list.channels());
    if (!problems.isEmpty()) {
      throw new ConnectException(
          problems.stream()
              .map(SelectionProblems.Problem::sentence)
              .collect(Collectors.joining("\n")));
    }
  }

  private void measure(ChannelList list, SelectionResult found) {
    lastList = clock.instant();
    metrics.set(ConnectorMetric.CHANNELS, found.channelCount());
    metrics.set(ConnectorMetric.CHANNELS_REFUSED, found.refused().size());
    metrics.set(
        ConnectorMetric.CHANNELS_DENIED,
        found.refused().stream().filter(refusal -> list.isDenied(refusal.channel())).count());
    metrics.set(ConnectorMetric.GROUPS, found.groups().size());
    metrics.set(ConnectorMetric.TOPICS, found.topicCount());
  }

  /** Milliseconds since the last list of channels, -1 before the first. */
  private long listAgeMillis() {
    Instant list = lastList;
    return list == null ? -1 : Math.max(0, Duration.between(list, clock.instant()).toMillis());
  }

  private void applySelection(SelectionResult found) {
    boolean isAfterStart;
    boolean changed;
    synchronized (this) {
      isAfterStart = selection == null && !starting;
      selection = found;
      changed = assigned != null && needsReconfiguration(assigned, found);
      notifyAll();
    }
    // Not under our lock: Connect may call back from here.
    if (isAfterStart) {
      reconfigurations.requestNow();
    } else if (!config.assignsByTask()) {
      reconfigurations.onChannels(changed);
    }
  }

  /** Tasks see changes inside their groups, but not that the connector now admits a channel. */
  private static boolean needsReconfiguration(SelectionResult before, SelectionResult now) {
    return !groupKeys(before).equals(groupKeys(now))
        || !refusedKeys(now).containsAll(refusedKeys(before));
  }

  private static Set<Long> refusedKeys(SelectionResult selection) {
    return selection.refused().stream()
        .map(refusal -> refusal.channel().key())
        .collect(Collectors.toSet());
  }

  private static Set<Long> groupKeys(SelectionResult selection) {
    return selection.groups().stream().map(IndexGroup::groupKey).collect(Collectors.toSet());
  }

  private ConnectException explained(Throwable e) {
    if (e instanceof SynnaxException synnax) {
      ConnectionProblem problem = ConnectionProblem.of(synnax, config, config.addressText());
      return new ConnectException(problem.key() + ": " + problem.text(), e);
    }
    return new ConnectException("The channels of the cluster cannot be listed", e);
  }

  /**
   * Keeps the first reason, and reports it to Connect unless {@link #start} will throw it. A failed
   * connector only ends by a restart, whatever later lists say.
   */
  private void fail(ConnectException reason) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = reason;
      notifyAll();
      if (starting || closed) {
        return;
      }
    }
    context.raiseError(reason);
  }

  /**
   * Configurations of at most {@code maxTasks} tasks. Never waits for the network.
   *
   * @throws ConnectException if the channels are not known (yet)
   */
  public synchronized List<Map<String, String>> taskConfigs(int maxTasks) {
    SelectionResult known = knownSelection();
    List<Map<String, String>> configs =
        config.assignsByTask() ? shards(maxTasks) : assignments(known, maxTasks);
    metrics.set(ConnectorMetric.TASKS, configs.size());
    LOG.info(
        "Assigned index groups to tasks: tasks={} tasks.max={} channels={} indexGroups={}"
            + " topics={}",
        configs.size(),
        maxTasks,
        known.channelCount(),
        known.groups().size(),
        known.topicCount());
    return configs;
  }

  private List<Map<String, String>> shards(int taskCount) {
    List<Map<String, String>> configs = new ArrayList<>();
    for (int task = 0; task < taskCount; task++) {
      configs.add(SynnaxSourceTaskConfig.shard(properties, task, taskCount));
    }
    rangeInstants.addTo(configs);
    return configs;
  }

  /** Assigns the groups; later changes of the channels are compared with this selection. */
  private List<Map<String, String>> assignments(SelectionResult known, int maxTasks) {
    List<Map<String, String>> configs = new ArrayList<>();
    for (List<IndexGroup> groups : GroupAssignment.assign(known.groups(), maxTasks)) {
      configs.add(
          SynnaxSourceTaskConfig.assigned(
              properties, configs.size(), groups, refusedKeys(known), newGroups.keys()));
    }
    configs.forEach(replacement::addTo);
    rangeInstants.addTo(configs);
    assigned = known;
    return configs;
  }

  private SelectionResult knownSelection() {
    if (failure != null) {
      throw failure;
    }
    if (selection == null) {
      throw new RetriableException(
          "The channels of the cluster at "
              + config.addressText()
              + " are not known yet. Running tasks go on; the connector requests task"
              + " reconfiguration when the cluster answers");
    }
    return selection;
  }

  /** Stops watching the channels, and reports nothing to Connect any more. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    reconfigurations.close();
    monitor.stop();
    openRange.stop();
    Closing.all(cluster, monitor, openRange, metrics);
  }
}

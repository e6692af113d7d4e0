package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.offset.ChannelKeyRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * As much of a Connect worker as a connector and its tasks notice: one thread that starts and stops
 * them, a thread for each task, and stored offsets. Tasks restart only when their configurations
 * are others than before.
 */
public final class FakeConnect implements AutoCloseable {

  private static final Duration FIRST_LIST = Duration.ofMillis(200);
  private static final long RETRY_MILLIS = 50;

  /** Why all tasks were stopped and started. */
  public enum Reason {
    FIRST_START,
    TASKS_MAX,
    GROUPS,
    NONE
  }

  /** What a worker meets outside: Kafka, and the moment in which no task runs. */
  public interface Surroundings {

    /** Takes records; called by the tasks' threads. */
    void records(List<SourceRecord> records);

    /** All tasks have stopped, and others have not been started yet. */
    void stopped();

    /** How often the set of chosen groups was changed so far. */
    long groupChanges();
  }

  private final Map<String, String> properties;
  private final Surroundings surroundings;
  private final ScheduledExecutorService herder;
  private final ConcurrentMap<Map<String, ?>, Map<String, Object>> offsets =
      new ConcurrentHashMap<>();
  private final List<Reason> restarts = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  // Of the herder's thread alone.
  private final List<PolledTask> tasks = new ArrayList<>();
  private List<Map<String, String>> configs = List.of();
  private @Nullable SynnaxSourceConnector connector;
  private long groupChangesSeen;

  /** Whether tasks.max was set since tasks were started. */
  private boolean configured;

  /** Starts nothing yet. */
  public FakeConnect(Map<String, String> properties, Surroundings surroundings) {
    this.properties = new HashMap<>(properties);
    this.surroundings = surroundings;
    String name = "fake-connect-" + properties.get("name");
    this.herder =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts the connector with so many tasks at most, or restarts it, as a new setting does. */
  public void configure(int tasksMax) {
    submit(
        () -> {
          properties.put("tasks.max", Integer.toString(tasksMax));
          configured = true;
          stopConnector();
          SynnaxSourceConnector fresh = new SynnaxSourceConnector(SynnaxClient::create, FIRST_LIST);
          fresh.initialize(new Context());
          connector = fresh;
          fresh.start(Map.copyOf(properties));
          reconfigure();
        });
  }

  /** Why tasks were started so far, the first start included. */
  public List<Reason> restarts() {
    return List.copyOf(restarts);
  }

  /** What ended the connector or a task. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  private void submit(Action action) {
    Future<?> unused = herder.submit(() -> run(action));
  }

  private void run(Action action) {
    try {
      action.run();
    } catch (InterruptedException | RuntimeException e) {
      failures.add(e);
    }
  }

  private interface Action {
    void run() throws InterruptedException;
  }

  private void reconfigure() throws InterruptedException {
    if (connector == null) {
      return;
    }
    List<Map<String, String>> wanted;
    long groupChanges = surroundings.groupChanges();
    try {
      wanted = connector.taskConfigs(tasksMax());
    } catch (RetriableException e) {
      Future<?> unused =
          herder.schedule(() -> run(this::reconfigure), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!wanted.equals(configs)) {
      restarts.add(reason(wanted, groupChanges > groupChangesSeen));
      groupChangesSeen = groupChanges;
      configured = false;
      stopTasks();
      configs = wanted;
      startTasks();
    }
  }

  private Reason reason(List<Map<String, String>> wanted, boolean groupsMayDiffer) {
    if (restarts.isEmpty()) {
      return Reason.FIRST_START;
    }
    if (configured) {
      return Reason.TASKS_MAX;
    }
    // Groups that came and went while the worker was busy are a reason, too.
    return groupsMayDiffer || !groups(wanted).equals(groups(configs)) ? Reason.GROUPS : Reason.NONE;
  }

  private int tasksMax() {
    return Integer.parseInt(properties.getOrDefault("tasks.max", "1"));
  }

  private static Set<Long> groups(List<Map<String, String>> configs) {
    Set<Long> keys = new HashSet<>();
    for (Map<String, String> config : configs) {
      String groups = config.get(Settings.TASK_GROUPS);
      if (groups != null) {
        keys.addAll(ChannelKeyRanges.parse(groups).keys());
      }
    }
    return keys;
  }

  private void startTasks() {
    for (Map<String, String> config : configs) {
      PolledTask task = new PolledTask(config, offsets, surroundings::records, failures::add);
      tasks.add(task);
      task.start();
    }
  }

  private void stopTasks() throws InterruptedException {
    tasks.forEach(PolledTask::stop);
    for (PolledTask task : tasks) {
      task.join();
    }
    tasks.clear();
    surroundings.stopped();
  }

  private void stopConnector() {
    SynnaxSourceConnector former = connector;
    if (former != null) {
      former.stop();
    }
    connector = null;
  }

  /** Stops everything. Idempotent. */
  @Override
  public void close() {
    if (herder.isShutdown()) {
      return;
    }
    submit(
        () -> {
          stopConnector();
          stopTasks();
        });
    herder.shutdown();
    try {
      if (!herder.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("connector and tasks do not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Context implements SourceConnectorContext {

    @Override
    public void requestTaskReconfiguration() {
      submit(FakeConnect.this::reconfigure);
    }

    @Override
    public void raiseError(Exception e) {
      failures.add(e);
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new StoredContext(Map.of(), offsets);
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new NoSuchMethodError("as on workers before 4.1");
    }
  }
}

package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.audit.LocalAudit;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.simulator.Simulator;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connector, exactly once, from its creation to its deletion, while everything happens that its
 * seed draws. What happens when is not repeated exactly: processes are not.
 */
final class ChaosLife implements AutoCloseable {

  /** In which the audit must have found something new; healing a worker takes the longest. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final int MOST_TASKS = 3;

  /** A leader says so until it ends. */
  private static final String STUCK =
      "The start() method must be invoked before adding callbacks for this zombie fencing";

  private final long seed;
  private final LocalCluster kafka;
  private final ScaleWorkers workers;
  private final Random random;
  private final String name;
  private final ChaosStand stand;
  private final ConnectorControl control;
  private final RecordFormat format;
  private final boolean isAvro;
  private final String assignment;
  private final String password;
  private final LocalAudit audit;
  private final Map<ChaosFault, ChaosFault.Heal> open = new EnumMap<>(ChaosFault.class);
  private final List<ChaosFault> faults = new ArrayList<>();
  private final List<String> unexplained = new ArrayList<>();
  private final DocumentedReasons reasons = new DocumentedReasons();
  private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor();
  private int restarts;

  /**
   * A life on a broker and workers that are there, and that go on after it.
   *
   * @param folder for the files of the audit, and for the password
   * @param worker the properties of the worker for the audit
   */
  ChaosLife(long seed, LocalCluster kafka, ScaleWorkers workers, Path folder, Path worker) {
    this.seed = seed;
    this.kafka = kafka;
    this.workers = workers;
    // The first numbers of neighboring seeds are nearly the same.
    this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    this.name = "chaos-" + seed;
    this.stand = new ChaosStand(random);
    this.control = new ConnectorControl(name, workers::rest);
    this.format = any(List.of(RecordFormat.values()));
    this.isAvro = random.nextBoolean();
    this.assignment = random.nextBoolean() ? "connector" : "task";
    this.password = SecretSearch.reference(folder);
    Map<String, String> audited = config(stand.auditSettings(), ChaosStand.AUDITED);
    this.audit = new LocalAudit(folder, audited, worker);
  }

  private Map<String, String> config(Map<String, String> cluster, String channels) {
    Map<String, String> settings = new HashMap<>(cluster);
    settings.put("connector.class", SynnaxSourceConnector.class.getName());
    settings.put("synnax.password", password);
    settings.put("tasks.max", Integer.toString(1 + random.nextInt(MOST_TASKS)));
    settings.put("channels.include", channels);
    settings.put("channels.virtual", "exclude");
    settings.put("channels.assignment", assignment);
    settings.put("channels.refresh.debounce.ms", "1000");
    settings.put("channels.type.change", "skip");
    // The cluster may refuse everything just when the connector is changed.
    settings.put("validate.live", "false");
    settings.put("record.format", format.name().toLowerCase(Locale.ROOT));
    settings.put("topic", topic());
    settings.put("topic.creation.default.partitions", "1");
    settings.put("topic.creation.default.replication.factor", "1");
    settings.put("start.from", "earliest");
    settings.put("synnax.connectivity.check.interval.ms", "1000");
    settings.put("synnax.request.timeout.ms", "3000");
    settings.put("probe.interval.ms", "1000");
    settings.put("stall.timeout.ms", "20000");
    settings.put("buffer.max.bytes", "1048576");
    if (!isAvro) {
      settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
      settings.put("value.converter.schemas.enable", "false");
    }
    settings.putAll(Mode.EXACTLY_ONCE.connector());
    return settings;
  }

  /** One schema in each topic. */
  private String topic() {
    return switch (format) {
      case SAMPLE, SERIES -> name + ".${data_type}";
      case PACKED -> name;
      case ROW -> name + ".${index_key}";
    };
  }

  ChaosStand stand() {
    return stand;
  }

  Simulator simulator() {
    return stand.simulator();
  }

  LocalCluster kafka() {
    return kafka;
  }

  ScaleWorkers workers() {
    return workers;
  }

  ConnectorControl control() {
    return control;
  }

  Random random() {
    return random;
  }

  /** Address of one of the workers that live. */
  String anyWorker() {
    return any(List.copyOf(new TreeSet<>(workers.addresses())));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Creates the connector, or changes it. */
  void reconfigure() {
    control.put(config(stand.connectorSettings(), ChaosStand.AUDITED + ", " + ChaosStand.PASSING));
  }

  /** The cluster answers only every other moment; returns what ends that. */
  ChaosFault.Heal slowDown(Duration moment) {
    boolean[] frozen = {false};
    var pulses =
        pulse.scheduleAtFixedRate(
            () -> {
              frozen[0] = !frozen[0];
              simulator().node(1).freeze(frozen[0]);
            },
            0,
            moment.toMillis(),
            TimeUnit.MILLISECONDS);
    return () -> {
      pulses.cancel(false);
      pulse.submit(() -> simulator().node(1).freeze(false)).get();
    };
  }

  /** Lives for so long, and until everything has settled. */
  ChaosRow run(List<ChaosFault> possible, Duration time) throws Exception {
    stand.begin();
    reconfigure();
    if (random.nextInt(4) > 0) {
      control.awaitState("RUNNING");
    }
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      happen(any(possible));
      stand.writeFor(moment(time));
      for (ChaosFault fault : List.copyOf(open.keySet())) {
        if (random.nextBoolean()) {
          heal(fault);
        }
      }
      tend();
    }
    return settle();
  }

  /** Now and then long enough for what times out. */
  private Duration moment(Duration life) {
    Duration longest = random.nextInt(8) == 0 ? life.dividedBy(3) : MOMENT;
    return Duration.ofMillis(50 + random.nextInt((int) longest.toMillis()));
  }

  private void happen(ChaosFault fault) throws Exception {
    for (ChaosFault other : List.copyOf(open.keySet())) {
      if (fault.place().excluded().contains(other.place())) {
        heal(other);
      }
    }
    ChaosIT.log(seed, fault + " begins");
    faults.add(fault);
    open.put(fault, fault.happen(this));
  }

  private void heal(ChaosFault fault) throws Exception {
    ChaosFault.Heal heal = open.remove(fault);
    if (heal != null) {
      heal.run();
      ChaosIT.log(seed, fault + " has ended");
    }
  }

  private void healAll() throws Exception {
    for (ChaosFault fault : List.copyOf(open.keySet())) {
      heal(fault);
    }
  }

  /** Starts again what has failed, as an operator does, who looks up why and does what helps. */
  private void tend() {
    try {
      JsonNode status = workers.rest().get("/connectors/" + name + "/status");
      boolean hasFailed = look(status.path("connector"));
      for (JsonNode task : status.path("tasks")) {
        hasFailed |= look(task);
      }
      if (status.toString().contains(STUCK)) {
        replaceWorkers();
      }
      if (hasFailed) {
        workers
            .rest()
            .request("POST", "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true");
        restarts++;
      }
    } catch (IllegalStateException | UncheckedIOException notNow) {
      ChaosIT.log(seed, "Connect does not answer now: " + notNow.getMessage());
    }
  }

  private void replaceWorkers() {
    for (String address : Set.copyOf(workers.addresses())) {
      workers.add();
      workers.end(address);
    }
  }

  private void requireNoSecretInAnswers() {
    String connector = "/connectors/" + name;
    for (String path :
        List.of(
            "/connectors?expand=info&expand=status",
            connector + "/config",
            connector + "/tasks",
            connector + "/offsets")) {
      SecretSearch.requireNone(path, workers.rest().get(path).toString());
    }
  }

  private boolean look(JsonNode part) {
    if (!part.path("state").asText().equals("FAILED")) {
      return false;
    }
    String trace = part.path("trace").asText();
    SecretSearch.requireNone("a trace", trace);
    ChaosIT.log(seed, "FAILED: " + trace.lines().findFirst().orElse(""));
    if (!reasons.explain(trace)) {
      unexplained.add(trace);
    }
    return true;
  }

  private ChaosRow settle() throws Exception {
    healAll();
    stand.writeFor(Duration.ofMillis(300));
    stand.end();
    long start = System.nanoTime();
    LocalAudit.Outcome last = awaitEqual();
    long settledMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    if (isEqual(last)) {
      requireNoSecretInAnswers();
      control.delete();
      last = audit();
    }
    ChaosRow row =
        new ChaosRow(seed, setup(), faults, settledMillis, restarts, last.result().path("totals"));
    ChaosIT.log(seed, row.toString());
    if (!isEqual(last)) {
      throw new AssertionError(row + "\n" + last.result() + last.err());
    }
    if (!unexplained.isEmpty()) {
      throw new AssertionError("not in docs/troubleshooting.md: " + unexplained);
    }
    return row;
  }

  private String setup() {
    return format.name().toLowerCase(Locale.ROOT) + (isAvro ? " avro " : " json ") + assignment;
  }

  /** Audits until all is equal, or nothing changes any more. */
  private LocalAudit.Outcome awaitEqual() throws InterruptedException {
    LocalAudit.Outcome last = audit();
    long progress = System.nanoTime();
    while (!isEqual(last)
        && !isSpoiled(last)
        && System.nanoTime() - progress < PATIENCE.toNanos()) {
      tend();
      LocalAudit.Outcome next = audit();
      if (!next.result().path("totals").equals(last.result().path("totals"))) {
        progress = System.nanoTime();
      }
      last = next;
    }
    return last;
  }

  /** Whether it cannot become equal any more. */
  private boolean isSpoiled(LocalAudit.Outcome outcome) {
    return outcome.total("different") > 0
        || outcome.total("out_of_order") > 0
        || (format != RecordFormat.ROW && outcome.total("repeated") > 0);
  }

  private LocalAudit.Outcome audit() throws InterruptedException {
    return audit.run("--range", stand.auditedSince() + "/2100-01-01T00:00:00Z");
  }

  /** Rows that were repaired come again whole; what a cluster has lost may have been delivered. */
  private boolean isEqual(LocalAudit.Outcome outcome) {
    boolean mayLose = faults.stream().anyMatch(ChaosFault::losesStored);
    return outcome.exitCode() != 2
        && outcome.result().path("complete").asBoolean()
        && outcome.result().path("unreadable_records").asLong() == 0
        && outcome.total("stored") > 0
        && outcome.total("missing") == 0
        && (mayLose || outcome.total("not_stored") == 0)
        && !isSpoiled(outcome);
  }

  @Override
  public void close() {
    try {
      healAll();
      if (!workers.rest().status(name).connector().equals("UNKNOWN")) {
        control.delete();
      }
    } catch (Exception e) {
      throw new IllegalStateException("not all could be healed", e);
    } finally {
      pulse.shutdownNow();
      stand.close();
    }
  }
}

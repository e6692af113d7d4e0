package io.synnaxconnect.audit;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.NamedRange;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordReader;
import io.synnaxconnect.source.channels.ChannelAdmission;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code synnax-audit}: says whether every sample that a cluster stores is in Kafka, as
 * it is stored, and nothing else.
 */
public final class Audit {

  private static final int EQUAL = 0;
  private static final int DIFFERENT = 1;
  private static final int NOT_COMPARED = 2;

  /** Two lists, boxed numbers and an entry of a map; twice that, since the heap has other users. */
  private static final int BYTES_OF_KEPT_SAMPLE = 600;

  private final PrintStream out;
  private final PrintStream err;
  private final Progress progress;

  Audit(PrintStream out, PrintStream err, @Nullable PrintStream terminal) {
    this.out = out;
    this.err = err;
    this.progress = new Progress(terminal, System::nanoTime);
  }

  /** Runs the command; the exit code is 0 only if all is equal. */
  public static void main(String[] arguments) throws InterruptedException {
    // The script knows whether it writes to a terminal; newer JDKs have a console without one.
    PrintStream terminal = Boolean.getBoolean("synnax.audit.terminal") ? System.err : null;
    System.exit(new Audit(System.out, System.err, terminal).run(List.of(arguments)));
  }

  /** Returns the exit code. */
  int run(List<String> arguments) throws InterruptedException {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(AuditArguments.USAGE);
      return EQUAL;
    }
    try {
      long nowNanos = TimeStamp.of(Instant.now()).nanos();
      return run(AuditArguments.parse(arguments, nowNanos));
    } catch (RuntimeException | OutOfMemoryError e) {
      progress.end();
      err.println(sentence(e));
      return NOT_COMPARED;
    }
  }

  private static String sentence(Throwable thrown) {
    if (thrown instanceof AuditException) {
      return String.valueOf(thrown.getMessage());
    }
    if (thrown instanceof SynnaxException) {
      return "The cluster cannot be read: " + thrown.getMessage();
    }
    if (thrown instanceof ConfigException) {
      return "--worker: " + thrown.getMessage();
    }
    if (thrown instanceof KafkaException) {
      return "The topics cannot be read: " + thrown.getMessage();
    }
    return "The audit has failed: " + thrown;
  }

  private int run(AuditArguments arguments) throws InterruptedException {
    AuditedConnector connector = AuditedConnector.read(arguments.connector(), arguments.worker());
    if (connector.hasTransforms()) {
      err.println(
          "The connector has transforms: records are read as they would be without them, so that"
              + " changed names, topics or fields show as missing");
    }
    SynnaxSourceConnectorConfig config = connector.config();
    try (SynnaxCluster cluster = SynnaxClient.create(config.endpoints());
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(connector.consumerProperties())) {
      String rangeName = arguments.rangeName();
      Range range =
          rangeName == null
              ? null
              : endedRange(rangeName, cluster.ranges().all(), TimeStamp.of(Instant.now()));
      AuditScope scope = scope(arguments, range, connector.name(), config, cluster);
      AuditResult result =
          compare(scope, config.recordOptions(), cluster, consumer, connector.valueConverter());
      AuditReport report = new AuditReport(result, range, arguments.allowsRepeated());
      out.println(arguments.json() ? report.json() : report.text());
      return result.isEqual(arguments.allowsRepeated()) ? EQUAL : DIFFERENT;
    }
  }

  /** The range with a name or key. While it goes on, nobody can say that all of it is there. */
  static Range endedRange(String name, List<Range> all, TimeStamp now) {
    Range range;
    try {
      range = NamedRange.find(name, all);
    } catch (IllegalArgumentException e) {
      throw new AuditException("--range: '" + name + "' " + e.getMessage(), e);
    }
    if (range.isOpenAt(now)) {
      throw new AuditException(
          "--range: '"
              + name
              + "' has not ended yet; compare it when it has, or name two instants");
    }
    return range;
  }

  private AuditScope scope(
      AuditArguments arguments,
      @Nullable Range named,
      String name,
      SynnaxSourceConnectorConfig config,
      SynnaxCluster cluster)
      throws InterruptedException {
    ChannelList list =
        new ChannelLister(cluster, config.selection().exact(), config.readRights(cluster)).list();
    SelectionResult selected = selected(config, list);
    selected.refused().forEach(r -> err.println(r.channel().shownName() + ": " + r.reason()));
    List<IndexGroup> stored = selected.groups().stream().filter(IndexGroup::isStored).toList();
    int virtual = selected.groups().size() - stored.size();
    if (virtual > 0) {
      err.println(
          virtual + " groups of virtual channels are stored nowhere and cannot be compared");
    }
    if (stored.isEmpty()) {
      throw new AuditException("The connector selects no channel that the cluster stores");
    }
    TimeRange range = named == null ? arguments.range() : named.timeRange();
    return new AuditScope(
        list.clusterKey(), stored, ranges(arguments, range, name, list.clusterKey(), stored));
  }

  private static SelectionResult selected(SynnaxSourceConnectorConfig config, ChannelList list) {
    try {
      return new ChannelAdmission(config.admissionRules()).apply(list);
    } catch (ConnectException e) {
      throw new AuditException("The connector would fail: " + e.getMessage(), e);
    }
  }

  private static Map<Long, TimeRange> ranges(
      AuditArguments arguments,
      @Nullable TimeRange range,
      String name,
      String clusterKey,
      List<IndexGroup> groups)
      throws InterruptedException {
    if (range == null) {
      URI connect = Objects.requireNonNull(arguments.connect(), "one of both is named");
      return StoredOffsets.ranges(connect, name, clusterKey, groups);
    }
    Map<Long, TimeRange> same = new HashMap<>();
    groups.forEach(group -> same.put(group.groupKey(), range));
    return same;
  }

  private AuditResult compare(
      AuditScope scope,
      RecordOptions options,
      SynnaxCluster cluster,
      Consumer<byte[], byte[]> consumer,
      Converter converter)
      throws InterruptedException {
    SampleHash hash = new SampleHash(options);
    Auditor auditor =
        new Auditor(
            new ClusterSamples(cluster, hash, progress),
            new TopicSamples(consumer, converter, progress),
            new RecordReader(scope.groups(), options, scope.clusterKey()),
            hash,
            progress,
            Runtime.getRuntime().maxMemory() / BYTES_OF_KEPT_SAMPLE / 2);
    return auditor.compare(scope, scope.firstRecordNanos(options));
  }
}

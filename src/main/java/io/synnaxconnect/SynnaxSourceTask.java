package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.config.SynnaxSourceTaskConfig;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.source.CertificateWatch;
import io.synnaxconnect.source.RunningSourceTask;
import io.synnaxconnect.source.WorkerServices;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * Streams the telemetry of some index groups of a Synnax cluster.
 *
 * <p>After a restart it resumes from the stored offsets. With {@code delivery=live}, and for
 * channels that are not stored, it starts with what is written from then on.
 */
public final class SynnaxSourceTask extends SourceTask {

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Supplier<TaskEnvironment> environment;

  /**
   * Connect commits records on threads of the producer, and promises no thread for {@link #stop}.
   */
  private volatile @Nullable RunningSourceTask running;

  /** Connect calls this. */
  public SynnaxSourceTask() {
    this(
        SynnaxClient::create,
        // Made in start(): the environment copies the logging context, which Connect sets for it.
        TaskEnvironment::system);
  }

  SynnaxSourceTask(
      Function<SynnaxEndpoints, SynnaxCluster> connections, Supplier<TaskEnvironment> environment) {
    this.connections = connections;
    this.environment = environment;
  }

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> properties) {
    SynnaxSourceTaskConfig config = new SynnaxSourceTaskConfig(properties);
    config.reportMessageLimit();
    TaskPlan plan = config.plan();
    TaskEnvironment ours = environment.get();
    CertificateWatch certificates = new CertificateWatch(ours.clock());
    running =
        RunningSourceTask.start(
            () -> connections.apply(certificates.watching(config.endpoints())),
            plan,
            new FrameConverter(config.recordOptions()),
            new WorkerServices(
                context.offsetStorageReader(), Gauges.ofTask(context, plan.name()), certificates),
            ours);
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    RunningSourceTask task = running;
    return task == null ? null : task.poll();
  }

  /** Connect calls this for each record, without metadata if Kafka does not have the record. */
  @Override
  public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
    RunningSourceTask task = running;
    if (metadata == null && task != null) {
      task.onDropped();
    }
  }

  @Override
  public void stop() {
    RunningSourceTask task = running;
    if (task != null) {
      task.close();
      running = null;
    }
  }
}

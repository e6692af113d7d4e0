package io.synnaxconnect.bench.noop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Hands its configuration to as many tasks as it may. */
public final class NoopSourceConnector extends SourceConnector {

  private Map<String, String> config = Map.of();

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> settings) {
    config = settings;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return NoopSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return IntStream.range(0, maxTasks)
        .mapToObj(
            task -> {
              Map<String, String> own = new HashMap<>(config);
              own.put(NoopSourceTask.GATE, config.get("name") + "-" + task);
              return Map.copyOf(own);
            })
        .toList();
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }
}

package io.synnaxconnect;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Does nothing yet: keeps the place of the task that reads the stream. */
public final class SynnaxSourceTask extends SourceTask {
  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> properties) {}

  @Override
  public @Nullable List<SourceRecord> poll() {
    return null;
  }

  @Override
  public void stop() {}
}

package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.telem.IndexGroup;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once what load a connector is going to be for Kafka, where that can be seen. */
final class ExpectedLoad {

  private static final Logger LOG = LoggerFactory.getLogger(ExpectedLoad.class);

  private final SynnaxSourceConnectorConfig config;
  private final SynnaxCluster cluster;
  private final InstantSource clock;
  private boolean told;

  ExpectedLoad(SynnaxSourceConnectorConfig config, SynnaxCluster cluster, InstantSource clock) {
    this.config = config;
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Looks at the history of the first groups that are chosen, for two seconds at most. */
  void tell(List<IndexGroup> groups) {
    if (told || groups.isEmpty()) {
      return;
    }
    told = true;
    try {
      LOG.info(describe(groups));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sentence for these groups. */
  String describe(List<IndexGroup> groups) throws InterruptedException {
    if (!config.taskOptions().lossless()) {
      return "The expected load is not looked up, for delivery=live reads no history";
    }
    try {
      return sentence(RecentLoad.look(cluster, groups, clock));
    } catch (SynnaxException e) {
      return "The expected load could not be looked up: " + e.getMessage();
    }
  }

  /** What can be seen, and what cannot. */
  private String sentence(RecentLoad load) {
    int stored = load.groups() - load.notStored();
    String seen =
        "indexGroups=%d lookedAt=%d silent=%d notStored=%d"
            .formatted(load.groups(), load.lookedAt(), load.silent(), load.notStored());
    if (stored == 0) {
      return "The expected load cannot be seen, for no chosen channel is stored: " + seen;
    }
    if (load.lookedAt() == load.silent()) {
      return "The expected load cannot be seen, for nothing was stored in the last %d s: %s"
          .formatted(RecentLoad.WINDOW.toSeconds(), seen);
    }
    // What is not stored comes on top.
    String bound = load.notStored() > 0 ? "at least" : "about";
    return "Expected load, %s, by what was stored in the last %d s: recordsPerSecond=%s"
            .formatted(bound, RecentLoad.WINDOW.toSeconds(), records(load))
        + " rowsPerSecond=%s samplesPerSecond=%s %s"
            .formatted(rounded(load.rows()), rounded(load.samples()), seen);
  }

  /** How long runs are is up to the writers' frames. */
  private String records(RecentLoad load) {
    return switch (config.recordOptions().format()) {
      case SAMPLE -> rounded(load.samples());
      case ROW -> rounded(load.rows());
      case SERIES, PACKED -> "one for each channel and frame";
    };
  }

  /** Three digits: it is an estimate. */
  private static String rounded(double rate) {
    if (rate < 10) {
      return String.format(Locale.ROOT, "%.2f", rate);
    }
    double unit = Math.pow(10, Math.floor(Math.log10(rate)) - 2);
    return String.format(Locale.ROOT, "%.0f", Math.round(rate / unit) * unit);
  }
}

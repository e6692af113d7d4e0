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

/** Logs once how much load a connector will put on Kafka, if history shows that. */
final class ExpectedLoad {

  private static final Logger LOG = LoggerFactory.getLogger(ExpectedLoad.class);

  private final SynnaxSourceConnectorConfig config;
  private final SynnaxCluster cluster;
  private final InstantSource clock;
  private boolean logged;

  ExpectedLoad(SynnaxSourceConnectorConfig config, SynnaxCluster cluster, InstantSource clock) {
    this.config = config;
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Reads the history of the first groups that are selected, for at most two seconds. */
  void log(List<IndexGroup> groups) {
    if (logged || groups.isEmpty()) {
      return;
    }
    logged = true;
    try {
      LOG.info(describe(groups));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sentence for these groups. */
  String describe(List<IndexGroup> groups) throws InterruptedException {
    if (!config.taskOptions().lossless()) {
      return "The expected load is unknown: delivery=live does not read history";
    }
    try {
      return sentence(RecentLoad.measure(cluster, groups, clock));
    } catch (SynnaxException e) {
      return "The expected load is unknown: history could not be read: " + e.getMessage();
    }
  }

  private String sentence(RecentLoad load) {
    int stored = load.groups() - load.notStored();
    String seen =
        "indexGroups=%d measured=%d silent=%d notStored=%d"
            .formatted(load.groups(), load.measured(), load.silent(), load.notStored());
    if (stored == 0) {
      return "The expected load is unknown: no selected channel is stored: " + seen;
    }
    if (load.measured() == load.silent()) {
      return "The expected load is unknown: nothing was stored in the last %d s: %s"
          .formatted(RecentLoad.WINDOW.toSeconds(), seen);
    }
    // Groups that are not stored add to it.
    String bound = load.notStored() > 0 ? "at least" : "about";
    return "Expected load, %s, from what was stored in the last %d s: recordsPerSecond=%s"
            .formatted(bound, RecentLoad.WINDOW.toSeconds(), records(load))
        + " rowsPerSecond=%s samplesPerSecond=%s %s"
            .formatted(rounded(load.rows()), rounded(load.samples()), seen);
  }

  /** The frames of the writers decide how many samples a series has. */
  private String records(RecentLoad load) {
    return switch (config.recordOptions().format().content()) {
      case SAMPLE -> rounded(load.samples());
      case ROW -> rounded(load.rows());
      case RUN -> "one for each channel and frame";
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

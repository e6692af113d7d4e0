package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lives in which everything that we know happens in any order, and at the same time, on real
 * processes. The audit must say at the end of each that everything arrived, exactly once; no task
 * may have failed for a reason that the guide does not know; and no password and no token may be in
 * any answer, log or topic.
 *
 * <ul>
 *   <li>{@code -Dchaos.seed}: the first seed
 *   <li>{@code -Dchaos.lives}: how many follow each other
 *   <li>{@code -Dchaos.seconds}: how long faults happen in one life
 *   <li>{@code -Dchaos.faults}: which, comma separated, of {@link ChaosFault}; all
 * </ul>
 */
@Timeout(7200)
class ChaosIT {

  private static final long FIRST_SEED = Long.getLong("chaos.seed", 14);
  private static final int LIVES = Integer.getInteger("chaos.lives", 2);
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("chaos.seconds", 6));
  private static final String FAULTS = System.getProperty("chaos.faults", "");
  private static final Path REPORT = Path.of("target", "chaos.txt");

  private final LocalCluster cluster = SharedCluster.get();
  private final List<ChaosRow> rows = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void losesNothingWhateverHappens() throws Exception {
    List<String> failures = new ArrayList<>();
    Path worker = AuditCommand.workerFile(folder, cluster);
    try (ScaleWorkers workers = new ScaleWorkers(cluster, "chaos", 2, Mode.EXACTLY_ONCE.worker())) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + LIVES; seed++) {
        log(seed, "begins");
        try (ChaosLife life = new ChaosLife(seed, cluster, workers, folder, worker)) {
          rows.add(life.run(faults(), TIME));
        } catch (AssertionError | RuntimeException e) {
          log(seed, String.valueOf(e));
          failures.add("-Dchaos.seed=" + seed + ": " + e);
        }
      }
      requireNoSecret(workers);
      requireNoInjection(workers);
    }
    List<Object> lines = new ArrayList<>(rows);
    lines.addAll(livesOfFaults());
    ReportTable.print(REPORT, ChaosRow.HEADING, lines);
    assertThat(failures).isEmpty();
  }

  /** The workers log all that our code says. */
  private void requireNoSecret(ScaleWorkers workers) {
    assertThat(workers.countLogged("TRACE", "io.synnaxconnect")).isPositive();
    workers.logs().forEach(log -> SecretSearch.requireNone("a log", log));
    long records =
        new SecretSearch(cluster.bootstrapServers()).requireNoneInTopics("chaos-", "_chaos_");
    assertThat(records).isPositive();
  }

  /** Names of channels begin no line of a log. */
  private static void requireNoInjection(ScaleWorkers workers) {
    for (String log : workers.logs()) {
      assertThat(log.lines().filter(line -> line.startsWith(ChaosStand.INJECTED))).isEmpty();
    }
  }

  private static List<ChaosFault> faults() {
    return FAULTS.isEmpty()
        ? List.of(ChaosFault.values())
        : Arrays.stream(FAULTS.split(",")).map(ChaosFault::valueOf).toList();
  }

  /** In how many lives each fault happened. */
  private List<String> livesOfFaults() {
    Map<ChaosFault, Long> lives = new EnumMap<>(ChaosFault.class);
    for (ChaosRow row : rows) {
      row.faults().stream().distinct().forEach(fault -> lives.merge(fault, 1L, Long::sum));
    }
    return lives.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue() + " lives").toList();
  }

  /** What happens when, for whoever reads the logs of the processes beside it. */
  static void log(long seed, String what) {
    System.out.println(
        LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS)
            + " chaos seed "
            + seed
            + ": "
            + what);
  }
}

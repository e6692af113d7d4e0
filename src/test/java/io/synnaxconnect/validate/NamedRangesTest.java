package io.synnaxconnect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeStamp;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings that name a range are compared with the ranges of the cluster. */
@Timeout(120)
class NamedRangesTest {

  private static final long SECOND = 1_000_000_000L;

  private static Simulator simulator;
  private static ValidationAnswers validation;
  private static String firstCold;

  @BeforeAll
  static void startCluster() {
    simulator = Simulator.builder().start();
    validation = new ValidationAnswers(simulator, "pressure");
    long time = simulator.createIndex("time");
    simulator.createChannel("pressure", DataType.FLOAT64, time);
    simulator.ranges().create("Hotfire 12", 100 * SECOND, 200 * SECOND);
    simulator.ranges().create("Hotfire 13", 300 * SECOND, 400 * SECOND);
    simulator.ranges().create("Goes on", 300 * SECOND, TimeStamp.MAX.nanos());
    firstCold = simulator.ranges().create("Cold flow", 100 * SECOND, 200 * SECOND);
    simulator.ranges().create("Cold flow", 500 * SECOND, 600 * SECOND);
  }

  @AfterAll
  static void stopCluster() {
    simulator.close();
  }

  @Test
  void acceptsARangeByNameAndByKey() {
    assertAccepted("start.from", "range:Hotfire 12", "stop.at", "range:Hotfire 12");
    assertAccepted("start.from", "range:" + firstCold);
    assertAccepted("start.from", "range:Goes on");
    assertAccepted("start.from", "range:Goes on", "stop.at", "range:Goes on");
    assertAccepted("start.from", "latest", "stop.at", "range:Goes on");
    assertAccepted("start.from", "earliest", "stop.at", "range:Hotfire 12");
    assertAccepted("start.from", "-1d", "stop.at", "range:Hotfire 12");
    assertAccepted("start.from", "range:Hotfire 12", "stop.at", "2026-01-31T12:00:00Z");
  }

  @Test
  void namesTheNearestOfAMissingRange() {
    assertRefused(
        "start.from: 'range:Hotfire 14' is not a range of the cluster; did you mean Hotfire 12 or"
            + " Hotfire 13?",
        "start.from",
        "range:Hotfire 14");
    assertRefused(
        "stop.at: 'range:Something else' is not a range of the cluster; correct the name, or"
            + " create the range",
        "stop.at",
        "range:Something else");
  }

  @Test
  void asksForAKeyWhereANameRepeats() {
    assertRefused(
        "start.from: 'range:Cold flow' is the name of 2 ranges; use the key of one of them instead"
            + " of the name: "
            + firstCold
            + " (from 1970-01-01T00:01:40Z)",
        "start.from",
        "range:Cold flow");
  }

  @Test
  void refusesAStopThatIsNotAfterTheStart() {
    assertRefused(
        "stop.at: means 1970-01-01T00:03:20Z, which is not after start.from,"
            + " 1970-01-01T00:05:00Z",
        "start.from",
        "range:Hotfire 13",
        "stop.at",
        "range:Hotfire 12");
    assertRefused(
        "stop.at: means 1970-01-01T00:03:20Z, which is not after start.from,"
            + " 2026-01-31T12:00:00Z",
        "start.from",
        "2026-01-31T12:00:00Z",
        "stop.at",
        "range:Hotfire 12");
  }

  @Test
  void saysThatRangesMayNotBeRead() {
    // Given
    simulator.ranges().deny(true);

    // When / Then
    try {
      assertThat(
              validation.messages(
                  config -> ValidationAnswers.put(config, "start.from", "range:Hotfire 12")))
          .singleElement()
          .asString()
          .contains("could not list the ranges");
    } finally {
      simulator.ranges().deny(false);
    }
  }

  private static Map<String, String> changed(Map<String, String> config, String... changes) {
    Map<String, String> changed = new HashMap<>(config);
    for (int i = 0; i < changes.length; i += 2) {
      changed.put(changes[i], changes[i + 1]);
    }
    return changed;
  }

  private static void assertAccepted(String... changes) {
    assertThat(validation.messages(config -> changed(config, changes))).isEmpty();
  }

  private static void assertRefused(String start, String... changes) {
    validation.assertOnly(config -> changed(config, changes), start);
  }
}

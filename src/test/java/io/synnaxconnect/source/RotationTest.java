package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.config.AllowedPaths;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, keys and passwords are replaced while a task runs, cluster first, files later. */
@Timeout(120)
class RotationTest {

  private static final long START = 1_700_000_000_000_000_000L;

  @TempDir private static Path folder;
  private static TestCertificates before;
  private static TestCertificates after;
  private static SimulatorTls shownBefore;
  private static SimulatorTls shownAfter;
  private static AllowedPaths paths;

  private final Path ca = folder.resolve("ca.pem");
  private final Path certificate = folder.resolve("client.pem");
  private final Path key = folder.resolve("client.key");
  private final Path password = folder.resolve("password");
  private Simulator simulator;
  private SimulatedWriter writer;
  private TestTask task;
  private long pressure;
  private final List<SourceRecord> records = new ArrayList<>();
  private int rows;

  @BeforeAll
  static void make() {
    paths = AllowedPaths.of(folder);
    before = TestCertificates.create(folder);
    after = TestCertificates.create(folder);
    shownBefore = before.leaf("ip:127.0.0.1");
    shownAfter = after.leaf("ip:127.0.0.1");
  }

  @AfterAll
  static void forget() {
    paths.close();
  }

  @BeforeEach
  void startReading() throws Exception {
    simulator = Simulator.builder().tls(shownBefore.asking(before)).start();
    long time = simulator.createIndex("time");
    pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
    writer = simulator.openWriter(time, pressure);
    trust(before);
    identify(before, shownBefore);
    Files.writeString(password, "seldon\n");
    task =
        new TestTask(simulator.address(), time)
            .with("channels.include", "pressure")
            .with("delivery", "lossless")
            .with("synnax.tls.enabled", "true")
            .with("synnax.tls.ca", ca.toString())
            .with("synnax.tls.client.certificate", certificate.toString())
            .with("synnax.tls.client.key", key.toString())
            .with("synnax.password", "")
            .with("synnax.password.file", password.toString())
            .start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
    write(5);
  }

  @AfterEach
  void end() {
    task.close();
    simulator.close();
  }

  @Test
  void theAuthorityAndTheServersCertificate() throws Exception {
    // Given
    restartShowing(shownAfter.asking(before));
    eventually(() -> simulator.counters().connectionsAccepted() > 2);

    // When
    trust(after);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void theCertificateOfTheClient() throws Exception {
    // Given
    restartShowing(shownBefore.asking(after));
    eventually(() -> simulator.counters().connectionsAccepted() > 2);

    // When
    identify(after, shownAfter);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void thePassword() throws Exception {
    // Given
    simulator.changePassword("trantor");
    simulator.cutConnections();
    eventually(() -> simulator.counters().refusedLogins() > 0);

    // When
    Files.writeString(password, "trantor\n");

    // Then
    assertDeliveredWhole();
  }

  @Test
  void filesThatAreMissingOrHalfWritten() throws Exception {
    // Given
    Files.delete(password);
    Files.writeString(ca, before.authorityPem().substring(0, 100));
    simulator.cutConnections();
    eventually(() -> task.metric("synnax-stream-open") == 0);

    // When
    trust(before);
    Files.writeString(password, "seldon");

    // Then
    assertDeliveredWhole();
  }

  private void restartShowing(SimulatorTls shown) {
    simulator.changeTls(shown);
    simulator.stop();
    simulator.start();
  }

  private void trust(TestCertificates authority) throws IOException {
    Files.writeString(ca, authority.authorityPem());
  }

  private void identify(TestCertificates authority, SimulatorTls leaf) throws IOException {
    Files.writeString(certificate, authority.certificatePem(leaf));
    Files.writeString(key, authority.keyPem(leaf));
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + rows * 1_000_000L, rows * 1.0);
      rows++;
    }
  }

  private void assertDeliveredWhole() throws InterruptedException {
    write(5);
    records.addAll(task.poll(rows));
    assertThat(records.stream().map(r -> ((Struct) r.value()).getInt64("timestamp")).toList())
        .isEqualTo(simulator.stored(pressure).timestampsNanos());
  }

  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
  }
}

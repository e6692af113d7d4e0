package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.client.tls.KeyForms;
import io.synnaxconnect.client.tls.PrivateKeys;
import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other, and PEM that is none. */
class BadCombinationTest {

  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();
  private AllowedPaths paths;

  @BeforeEach
  void allowFiles() {
    paths = AllowedPaths.of(Path.of("src"));
  }

  @AfterEach
  void allowNone() {
    paths.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channels.include= | channels.include, channels.keys | name channels in one of them",
        "channels.include= channel.include=a channel.keys=1 | channels.include, channels.keys |"
            + " (there is an unknown key channel.",
        "synnax.password.file=src/main/assembly/hub.xml | synnax.password.file | names a"
            + " file of several lines",
        "synnax.password.file=src/none | synnax.password.file | names a file that"
            + " this worker cannot read (NoSuchFileException)",
        "synnax.password.file=src/main/resources/io/synnaxconnect/version.properties |"
            + " synnax.password.file | remove one of them",
        "synnax.reconnect.backoff.ms=900 | synnax.reconnect.backoff.ms,"
            + " synnax.reconnect.backoff.max.ms | '900'",
        "synnax.tls.enabled=false synnax.tls.server.name=a | synnax.tls.server.name | remove one of"
            + " the two",
        "synnax.tls.client.certificate=CERTIFICATE | synnax.tls.client.key | set both or none",
        "synnax.tls.client.key=KEY | synnax.tls.client.certificate | set both or none",
        "synnax.tls.enabled=false synnax.tls.ca=CERTIFICATE | synnax.tls.ca | remove one of the"
            + " two",
        "live.throttle.rate.hz=5 | live.throttle.rate.hz | delivery=lossless",
        "live.downsample.factor=5 | live.downsample.factor | delivery=lossless",
        "live.exclude.groups=5 | live.exclude.groups | delivery=lossless",
        "delivery=live start.from=earliest | start.from | needs history",
        "delivery=live stop.at=2026-01-31T12:00:00Z | stop.at | needs history",
        "start.from=2026-01-31T12:00:00Z stop.at=2026-01-31T12:00:00Z | stop.at | set a later"
            + " instant",
        "stop.at=range:a heartbeat.topic= | heartbeat.topic | stop.at names a range",
        "delivery=live stop.at=range:a | stop.at | needs history",
        "gap.topic=a status.topic=a | status.topic | is also gap.topic=a; name another topic",
        "gap.topic=a.b status.topic=a_b | status.topic | is also gap.topic=a.b; name another",
        "topic=a topic.mixed=true catalogue.topic=a | catalogue.topic | is also topic=a; name"
            + " another",
        "heartbeat.interval.ms=1000 heartbeat.topic= | heartbeat.topic | name a topic, or set",
        "record.format=row topic=rows.${channel}.${data_type} | topic | use ${index}",
        "value.converter=org.apache.kafka.connect.storage.StringConverter | record.format | use a"
            + " converter of Avro, Protobuf or JSON",
        "record.format=packed value.converter=ByteArrayConverter | record.format | makes"
            + " structs",
        "channels.virtual=exclude errors.tolerance=all exactly.once.support=required | delivery |"
            + " set errors.tolerance=none",
        "exactly.once.support=required | channels.virtual | set it to exclude",
        "exactly.once.support=REQUIRED channels.virtual=exclude delivery=live | delivery | set it"
            + " to lossless",
        "record.format=row channels.deleted=tombstone | channels.deleted | set ignore, or another"
            + " format",
        "record.format=packed value.uint64=string | value.uint64 | record.format=packed keeps their"
            + " bytes",
        "record.format=packed value.timestamp=iso | value.timestamp | record.format=packed keeps"
            + " their bytes",
        "record.format=packed value.nan=null | value.nan | record.format=packed keeps their bytes",
        "errors.data=dead_letter | errors.data.topic | or errors.data=skip",
        "errors.data=skip errors.data.topic=dead | errors.data | set both or none"
      })
  void contradictionsAreAnsweredOnEachKeyInvolved(String changes, String keys, String answer) {
    // Given
    Map<String, String> properties = ConfigFixtures.good();
    for (String change : changes.split(" ", -1)) {
      String[] keyAndValue = change.split("=", 2);
      properties.put(keyAndValue[0], TestPem.orText(keyAndValue[1]));
    }

    // When
    Config config = connector.validate(properties);

    // Then
    List<String> expectedKeys = List.of(keys.split(", "));
    assertThat(ConfigFixtures.messages(config)).hasSize(expectedKeys.size());
    assertThat(expectedKeys)
        .allSatisfy(
            key ->
                assertThat(ConfigFixtures.messages(config, key))
                    .singleElement()
                    .asString()
                    .startsWith(key + ": ")
                    .contains(answer));
  }

  @Test
  void aClientKeyThatIsBrokenIsAnsweredWithoutItsText() {
    assertThat(keyMessages(TestPem.CERTIFICATE, "-----BEGIN PRIVATE KEY-----c2VjcmV0-----END"))
        .singleElement()
        .isEqualTo("synnax.tls.client.key: holds a PEM block without its end; write it whole");
    assertThat(
            keyMessages(
                TestPem.CERTIFICATE,
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"))
        .singleElement()
        .isEqualTo(
            "synnax.tls.client.key: holds a private key that is broken or of a kind that this JVM"
                + " does not know; export it again, as EC, RSA or Ed25519");
  }

  @Test
  void aClientKeyNeedsItsCertificateAndItsPassword(@TempDir Path folder) throws Exception {
    // Given
    TestCertificates certificates = TestCertificates.create(folder);
    SimulatorTls owner = certificates.leaf("dns:localhost");
    String certificate = certificates.certificatePem(owner);
    String key = certificates.keyPem(owner);
    String encrypted =
        KeyForms.encrypted(PrivateKeys.read(key, "").getEncoded(), ConfigFixtures.PASSWORD);
    String chain = TestPem.CERTIFICATE + certificate;

    // Then
    assertThat(keyMessages(certificate, key)).isEmpty();
    assertThat(keyMessages(TestPem.CERTIFICATE, key))
        .containsExactly(
            "synnax.tls.client.key: does not belong to synnax.tls.client.certificate; correct one"
                + " of them");
    assertThat(keyMessages(chain, key))
        .containsExactly(
            "synnax.tls.client.key: does not belong to the first certificate of"
                + " synnax.tls.client.certificate, but to another; put that first");
    assertThat(keyMessages(certificate, encrypted))
        .containsExactly(
            "synnax.tls.client.key.password: is missing, but synnax.tls.client.key is encrypted;"
                + " set it");
    assertThat(keyMessages(certificate, encrypted, ConfigFixtures.PASSWORD)).isEmpty();
    assertThat(keyMessages(certificate, encrypted, "wrong"))
        .singleElement()
        .asString()
        .startsWith("synnax.tls.client.key: ")
        .contains("correct the password");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3082ffff | names a binary file; convert it to PEM, certificates with openssl x509",
        "feedfeed00000002 | names a Java key store; convert it with keytool -importkeystore",
        "3082091502010330 | names a PKCS#12 key store; convert it with openssl pkcs12 -in FILE",
        "00 | names a file without PEM text"
      })
  void aBinaryFileIsNamedWithItsConversion(String hex, String answer, @TempDir Path folder)
      throws Exception {
    // Given
    Path file = Files.write(folder.resolve("ca"), HexFormat.of().parseHex(hex));

    // When
    try (AllowedPaths paths = AllowedPaths.of(folder)) {
      assertThat(paths).isNotNull();
      Config config = connector.validate(ConfigFixtures.with("synnax.tls.ca", file.toString()));

      // Then
      assertThat(ConfigFixtures.messages(config)).singleElement().asString().contains(answer);
    }
  }

  private List<String> keyMessages(String certificate, String key) {
    return keyMessages(certificate, key, "");
  }

  private List<String> keyMessages(String certificate, String key, String password) {
    return ConfigFixtures.messages(
        connector.validate(
            ConfigFixtures.with(
                "synnax.tls.client.certificate",
                certificate,
                "synnax.tls.client.key",
                key,
                "synnax.tls.client.key.password",
                password)));
  }
}

package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.ControlTransfers;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.tls.Certificates;
import io.synnaxconnect.client.tls.KeyForms;
import io.synnaxconnect.client.tls.PrivateKeys;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.config.SynnaxSourceTaskConfig;
import io.synnaxconnect.config.TestPem;
import io.synnaxconnect.convert.TopicRules;
import io.synnaxconnect.offset.AssignmentOffset;
import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every text that we parse, changed at random: it is read, or refused with a sentence, and nothing
 * else happens. {@code -Dfuzz.texts} says how many of each, {@code -Dfuzz.seed} with which seed.
 */
class TextFuzzTest {

  private static final int COUNT = Integer.getInteger("fuzz.texts", 100);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  private static final String KEYS = "1048584-1048590,1048600";
  private static final String GAPS =
      "skipped:0:1700000000000000001:1700000000000000009:1700000000000000010:7;"
          + "absent:1048585:1700000000000000001:9223372036854775807:1700000000000000010:-1";
  private static final String HOLES =
      "-9223372036854775808:1700000000000000001;1700000000000000002:1700000000000000003:1048585";

  private interface Reader {
    void read(String text);
  }

  /** How a text is read, and what says that it is refused. */
  private record Parser(
      String name, Class<? extends RuntimeException> refusal, Reader reader, List<String> seeds) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Parser> parsers() throws GeneralSecurityException {
    List<Parser> parsers = new ArrayList<>();
    addOffsets(parsers);
    addConfigs(parsers);
    addPem(parsers);
    parsers.add(
        new Parser(
            "transfers of the control channel",
            SynnaxException.class,
            text -> ControlTransfers.read(frame(text)),
            List.of(
                "{\"transfers\":[{\"to\":{\"subject\":{\"key\":\"c\",\"name\":\"n\",\"group\":0},"
                    + "\"resource\":1048584,\"authority\":255}},{\"from\":{\"resource\":null}}]}",
                "{\"transfers\":[{\"from\":{\"resource\":7},\"to\":{\"resource\":[]}}]}")));
    return parsers.stream();
  }

  private static void addOffsets(List<Parser> parsers) {
    Map<String, List<String>> fields =
        Map.of(
            "position", List.of("1700000000000000000", "2026-01-31T12:00:00.123456789Z"),
            "channels", List.of(KEYS, "7"),
            "gaps", List.of(GAPS),
            "holes", List.of(HOLES),
            "v", List.of("1"));
    fields.forEach(
        (field, seeds) ->
            parsers.add(
                new Parser(
                    "offset: " + field,
                    ConnectException.class,
                    text -> readOffset(field, text),
                    seeds)));
    parsers.add(
        new Parser(
            "offset of status records",
            ConnectException.class,
            text -> AssignmentOffset.fromMap(Map.of("v", "1", "groups", text)),
            List.of(KEYS)));
    parsers.add(
        new Parser(
            "offset of the catalogue",
            ConnectException.class,
            text ->
                CatalogueOffset.fromMap(Map.of("v", "1", "fingerprint", "f", "first_seen", text)),
            List.of("1700000000000000000:" + KEYS + ";1700000000000000001:9")));
    parsers.add(
        new Parser(
            "source partition",
            ConnectException.class,
            text -> SourcePartition.fromMap(Map.of("cluster_key", "c", "index_key", text)),
            List.of("1048584")));
  }

  private static void readOffset(String field, String text) {
    Map<String, String> map = new HashMap<>(Map.of("v", "1", "position", "1700000000000000010"));
    map.put(field, text);
    SourceOffset offset = SourceOffset.fromMap(map);
    assertThat(SourceOffset.fromMap(offset.toMap())).isEqualTo(offset);
  }

  private static void addConfigs(List<Parser> parsers) {
    Map<String, List<String>> keys =
        Map.of(
            "channels.include", List.of("tank_[0-9]{1,3}, engine_.*", "a|b,(c)+"),
            "channels.keys", List.of("1048584, 1048585"),
            "synnax.address", List.of("localhost:9090, [::1]:9090", "synnax.example.com:9090"),
            "start.from", List.of("-7d", "2026-01-31T12:00:00Z", "latest"),
            "topic", List.of("a_.* -> left.${channel}; right.${data_type}"),
            "live.exclude.groups", List.of("1, 2"));
    keys.forEach(
        (key, seeds) ->
            parsers.add(
                new Parser(
                    "connector: " + key,
                    ConfigException.class,
                    text -> new SynnaxSourceConnectorConfig(ConfigFixtures.with(key, text)),
                    seeds)));
    Map<String, List<String>> parts =
        Map.of(
            "task.id", List.of("0"),
            "task.groups", List.of(KEYS),
            "task.channels.refused", List.of(KEYS),
            "task.groups.new", List.of(KEYS),
            "task.cluster.taken.over", List.of("a-b=1700000000000000000"));
    parts.forEach(
        (key, seeds) ->
            parsers.add(
                new Parser(
                    "task: " + key, ConfigException.class, text -> readTask(key, text), seeds)));
    parsers.add(
        new Parser(
            "patterns",
            IllegalArgumentException.class,
            text -> ChannelPatterns.parse(text),
            List.of("tank_[0-9]{1,3}, engine_.*", "(a|b){2,5}+,\\,", "[a,b]{1,},x*?")));
    parsers.add(
        new Parser(
            "topic rules",
            IllegalArgumentException.class,
            TopicRules::of,
            List.of("a_.* -> left.${channel}; right.${data_type}")));
  }

  private static void readTask(String key, String text) {
    Map<String, String> map = ConfigFixtures.with("task.id", "0", "task.groups", KEYS, key, text);
    var unused = new SynnaxSourceTaskConfig(map).plan();
  }

  private static void addPem(List<Parser> parsers) throws GeneralSecurityException {
    byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    String plain = KeyForms.pem("PRIVATE KEY", key);
    String locked = KeyForms.encrypted(key, "password");
    List<String> texts =
        List.of(plain, locked, TestPem.CERTIFICATE, KeyForms.pem("EC PRIVATE KEY", key));
    Reader asKey = text -> PrivateKeys.read(text, "password");
    Class<IllegalArgumentException> refusal = IllegalArgumentException.class;
    parsers.add(new Parser("PEM: key", refusal, asKey, texts));
    parsers.add(new Parser("PEM: certificate", refusal, Certificates::read, texts));
    for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
      parsers.add(
          new Parser(
              "DER: " + label, refusal, text -> asKey.read(pem(label, text)), List.of(der(plain))));
    }
    parsers.add(
        new Parser(
            "DER: ENCRYPTED PRIVATE KEY",
            refusal,
            text -> asKey.read(pem("ENCRYPTED PRIVATE KEY", text)),
            List.of(der(locked))));
    parsers.add(
        new Parser(
            "DER: CERTIFICATE",
            refusal,
            text -> Certificates.read(pem("CERTIFICATE", text)),
            List.of(der(TestPem.CERTIFICATE))));
  }

  /** The bytes of a PEM text, each as a character. */
  private static String der(String pem) {
    String body = pem.replaceAll("-----[^-]*-----", "");
    return new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1);
  }

  private static String pem(String label, String der) {
    return KeyForms.pem(label, der.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Frame frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(bytes.length).put(bytes).flip();
    Series series = Series.variable(DataType.STRING, data, Alignment.ZERO, TimeRange.ZERO);
    return Frame.of(new long[] {1}, List.of(series), data.limit(), FrameChannels.NONE);
  }

  @ParameterizedTest
  @MethodSource("parsers")
  @Timeout(7200)
  void readsOrRefuses(Parser parser) {
    Random random = new Random(SEED);
    for (int i = 0; i < COUNT; i++) {
      String text = TextMutation.of(random, parser.seeds());
      try {
        parser.reader().read(text);
      } catch (RuntimeException e) {
        assertThat(e)
            .as("-Dfuzz.seed=" + SEED + ", number " + i + ": '" + text + "'")
            .isInstanceOf(parser.refusal());
        assertThat(e.getMessage()).as("the sentence about '" + text + "'").isNotBlank();
      }
    }
  }
}

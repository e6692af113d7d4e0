package io.synnaxconnect.validate;

import static io.synnaxconnect.validate.ValidationAnswers.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configurations that only their cluster can refuse: each answer is on the right key and says
 * value, reason and remedy.
 */
@Timeout(120)
class BadClusterTest {

  private static Simulator plain;
  private static ValidationAnswers validation;
  private static Simulator ancient;
  private static int closedPort;

  @BeforeAll
  static void startClusters() throws IOException {
    ancient = Simulator.builder().version("0.53.0").start();
    plain = Simulator.builder().user("guest", "guest", channel -> false).start();
    validation = new ValidationAnswers(plain, "pt_.*");
    long time = plain.createIndex("time");
    plain.createChannel("pt_1", DataType.FLOAT64, time);
    plain.createChannel("flow", DataType.FLOAT64, time);
    plain.createChannel("FLOW", DataType.FLOAT64, time);
    plain.createChannel("pt_2", DataType.FLOAT32, time);
    plain.createVirtual("state", "string");
    plain.createVirtual("odd", "complex128");
    plain.putChannel(virtual(4_000_000_001L, "a b"));
    plain.putChannel(virtual(4_000_000_002L, "a/b"));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
  }

  @AfterAll
  static void stopClusters() {
    plain.close();
    ancient.close();
  }

  @Test
  void aGoodConfigurationIsAccepted() {
    assertThat(validation.messages(c -> c)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "channels.include=pt_9            | channels.include | 'pt_9' is not a channel of the"
            + " cluster; did you mean pt_1 or pt_2",
        "channels.include=pt_1,PT_2       | channels.include | 'PT_2' is not a channel of the"
            + " cluster; did you mean pt_2",
        "channels.include=pt_1,zzzzzz     | channels.include | 'zzzzzz' is not a channel of the"
            + " cluster; correct or remove it",
        "channels.include=nope.*          | channels.include | 'nope.*' selects none of the"
            + " cluster's",
        "channels.include=pt_*            | channels.include | 'pt_*' matches no channel of the"
            + " cluster; did you mean pt_.*?",
        "channels.include=pt_1,fl*        | channels.include | 'fl*' matches no channel of the"
            + " cluster; did you mean fl.*?",
        "channels.include=*_1             | channels.include | has entry '*_1', which is neither"
            + " the name of a channel nor a regular expression of RE2 (missing argument to"
            + " repetition operator); did you mean .*_1?",
        "channels.include=pt_1 flow       | channels.include | 'pt_1 flow' matches no channel of"
            + " the cluster; did you mean pt_1,flow?",
        "channels.include=*_1;fl?w        | channels.include | has entry '*_1;fl?w', which is"
            + " neither the name of a channel nor a regular expression of RE2 (missing argument to"
            + " repetition operator); did you mean .*_1,fl.w?",
        "channels.include=sy_chan         | channels.include | 'sy_chan' is not a channel of the"
            + " cluster; did you mean sy_chan.*?",
        "channels.exclude=*_1             | channels.exclude | has entry '*_1', which is neither",
        "channels.exclude=flow time       | channels.exclude | 'flow time' matches no channel of"
            + " the cluster; did you mean flow,time?",
        "channels.exclude=.*              | channels.exclude | '.*' excludes all 2 channels that"
            + " channels.include='pt_.*' selects; narrow it",
        "channels.keys=77                 | channels.keys    | '77' is not the key of a channel of"
            + " the cluster; correct or remove it",
        "channels.include=odd             | channels.include | channel 'odd' cannot be delivered:"
            + " its data type 'complex128' is unknown; exclude it with channels.exclude",
        "channels.max=1                   | channels.max     | '1' is exceeded by a selection of 2"
            + " channels; narrow channels.include or raise it",
        "topics.max=1                     | topics.max       | '1' is exceeded by 2 topics; use"
            + " fewer variables in topic, or raise it",
        "topic=telemetry                  | topic            | 'telemetry': topic 'telemetry' would"
            + " hold float64 (channel 'pt_1') and float32 (channel 'pt_2'); use ${data_type} in"
            + " topic, or set topic.mixed=true",
        "synnax.password=wrong            | synnax.password  | user 'synnax': could not log in",
        "synnax.username=nobody           | synnax.password  | user 'nobody': could not log in",
        "synnax.tls.enabled=true          | synnax.tls.enabled | 'true': could not log in"
      })
  void isAnsweredOnItsKey(String change, String key, String answer) {
    // Given
    String[] keyAndValue = change.split("=", 2);

    // When
    Config config = validation.answer(c -> put(c, keyAndValue[0], keyAndValue[1]));

    // Then
    assertThat(ConfigFixtures.messages(config, key))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message).startsWith(key + ": "))
        .anySatisfy(message -> assertThat(message).startsWith(key + ": " + answer));
    assertThat(ConfigFixtures.messages(config)).hasSameSizeAs(ConfigFixtures.messages(config, key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"channels.include", "channels.exclude"})
  void anEntryThatIsNoExpressionIsExplained(String key) {
    validation.assertOnly(
        c -> put(c, key, "((..?)+_?)+\\1!"),
        key + ": has entry '((..?)+_?)+\\1!', which is neither the name of a channel nor a regular",
        "correct it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt_.*,later_.*", "pt_1,a b", "pt_.*,tank_*", "pt_.*,pt_1 tank"})
  void anEntryThatNobodyCanCorrectMayMatchLater(String include) {
    assertThat(validation.messages(c -> put(c, "channels.include", include))).isEmpty();
  }

  @Test
  void oneSentenceIsEnoughForAMisspelledName() {
    validation.assertOnly(
        c -> put(c, "channels.include", "pt_9"), "channels.include: 'pt_9' is not a channel");
  }

  @Test
  void channelsThatTheSettingsLeaveOutAreExplained() {
    validation.assertOnly(
        c -> put(put(c, "channels.include", "state"), "channels.virtual", "exclude"),
        "channels.include: 'state' selects only virtual, internal or index channels (state), and"
            + " these are excluded; set channels.virtual=include, channels.internal=true or"
            + " channels.index=include, or select others");
  }

  @Test
  void namesThatBecomeTheSameTopicAreExplained() {
    validation.assertOnly(
        c -> put(put(c, "channels.include", "a.b"), "topic", "${channel}"),
        "topic: '${channel}': 'a b' and 'a/b' both become topic 'a_b'; use ${channel_key} in the"
            + " template, or rename a channel");
  }

  @Test
  void channelsThatWouldShareAFieldOfRowsAreExplained() {
    validation.assertOnly(
        c -> put(put(c, "channels.include", "flow|FLOW"), "record.format", "row"),
        "record.format: 'row', and channel 'FLOW' cannot be in one: in rows its field 'FLOW' is"
            + " that of channel 'flow', if case does not count; set row.field.names=channel_key, or"
            + " rename one of the two");
  }

  @Test
  void aUserWithoutRightsIsExplained() {
    validation.assertOnly(
        c -> put(put(c, "synnax.username", "guest"), "synnax.password", "guest"),
        "synnax.username: 'guest': could not list the channels",
        "the user lacks the right to do so",
        "give the user a role that may retrieve channels");
  }

  @Test
  void aPortWhereNobodyListensIsExplained() {
    validation.assertOnly(
        c -> put(c, "synnax.address", "127.0.0.1:" + closedPort),
        "synnax.address: '127.0.0.1:" + closedPort + "': could not log in",
        "nobody listens there",
        "correct host or port, or start the cluster");
  }

  @Test
  void oneAddressThatAnswersIsEnough() {
    assertThat(
            validation.messages(
                c -> put(c, "synnax.address", "127.0.0.1:" + closedPort + "," + plain.address())))
        .isEmpty();
  }

  @Test
  void addressesThatAllFailAreExplainedOneByOne() {
    // When
    Config config =
        validation.answer(
            c ->
                put(c, "synnax.address", "127.0.0.1:" + closedPort + ",no-such-host.invalid:9090"));

    // Then
    assertThat(ConfigFixtures.messages(config, "synnax.address"))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("synnax.address: '127.0.0.1:" + closedPort + "': could not log in")
                    .contains("nobody listens there"),
            second ->
                assertThat(second)
                    .startsWith("synnax.address: 'no-such-host.invalid:9090': could not log in")
                    .contains("correct the host name"));
  }

  @Test
  void anAddressOfAnotherClusterIsExplained() {
    try (Simulator other = Simulator.builder().start()) {
      validation.assertOnly(
          c -> put(c, "synnax.address", plain.address() + "," + other.address()),
          "synnax.address: '" + other.address() + "' belongs to cluster " + other.clusterKey(),
          "and '" + plain.address() + "' to cluster " + plain.clusterKey(),
          "list addresses of one cluster only");
    }
  }

  @Test
  void anUnknownHostIsExplained() {
    validation.assertOnly(
        c -> put(c, "synnax.address", "no-such-host.invalid:9090"),
        "synnax.address: 'no-such-host.invalid:9090': could not log in",
        "unknown host no-such-host.invalid",
        "correct the host name");
  }

  @Test
  void aPortThatNeverAnswersIsExplainedWithTheLimitThatItMet() throws IOException {
    // Given
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();

      // When / Then
      validation.assertOnly(
          c -> put(put(c, "synnax.address", address), "synnax.request.timeout.ms", "500"),
          "synnax.address: '" + address + "': could not log in",
          "no answer within the time limit",
          "correct host or port, or raise synnax.request.timeout.ms=500");
    }
  }

  @Test
  void aPortThatTricklesIsExplained() throws Exception {
    // Given: it begins to answer, and goes on for ever
    Thread trickling;
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      trickling = new Thread(() -> trickle(server));
      trickling.start();
      String address = "127.0.0.1:" + server.getLocalPort();

      // When / Then
      validation.assertOnly(
          c -> {
            put(put(c, "synnax.address", address), "synnax.request.timeout.ms", "500");
            return put(c, "synnax.tls.enabled", "true");
          },
          "synnax.address: '" + address + "'",
          "synnax.request.timeout.ms");
    }
    trickling.join();
  }

  /** A record of TLS whose end never comes. */
  private static void trickle(ServerSocket server) {
    List<Socket> open = new ArrayList<>();
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        socket.getOutputStream().write(new byte[] {22, 3, 3, 64, 0, 2});
      }
    } catch (IOException e) {
      // The test is over.
    } finally {
      for (Socket socket : open) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is closed.
        }
      }
    }
  }

  @Test
  void aChannelWhoseSamplesAreDeniedIsNamed() {
    plain.denyReading(channel -> channel.name().equals("pt_2"));
    try {
      validation.assertOnly(
          c -> c,
          "synnax.username: 'synnax': could not open a live stream of 3 channels",
          "the user may not read channel pt_2 (",
          "give the user a role that may retrieve channels and read them, exclude the channels,");
      assertThat(validation.messages(c -> put(c, "channels.exclude", "pt_2"))).isEmpty();
    } finally {
      plain.denyReading(channel -> false);
    }
  }

  @Test
  void whatIsOmittedOfDeniedChannelsIsRecommendedToBeExcluded() {
    plain.denyReading(channel -> channel.name().equals("pt_2"));
    try {
      Config answer = validation.answer(c -> put(c, "channels.denied", "omit"));
      assertThat(ConfigFixtures.messages(answer)).isEmpty();
      assertThat(answer.configValues())
          .filteredOn(value -> value.name().equals("channels.exclude"))
          .flatMap(ConfigValue::recommendedValues)
          .containsExactly("pt_2");
    } finally {
      plain.denyReading(channel -> false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt_.*", "time"})
  void whereAllIsDeniedNothingIsOmitted(String denied) {
    plain.denyReading(channel -> channel.name().matches(denied));
    try {
      validation.assertOnly(
          c -> put(c, "channels.denied", "omit"),
          "channels.denied: 'omit' omits all 2 selected channels, since user 'synnax' may not read"
              + " them or their indexes, and nothing remains; give the user the right to read them,"
              + " or select others");
    } finally {
      plain.denyReading(channel -> false);
    }
  }

  @Test
  void whoMaySeeOnlySomeChannelsNamesThem() {
    plain.denyAccess(channel -> channel.name().equals("pt_2"));
    try {
      assertThat(validation.messages(c -> put(c, "channels.include", "pt_1"))).isEmpty();
      validation.assertOnly(
          c -> put(c, "channels.include", "pt_1,pt_2"),
          "synnax.username: 'synnax': could not list the channels",
          "the user may not retrieve pt_2",
          "or select by whole names and keys alone, which needs no right to the others");
    } finally {
      plain.denyAccess(channel -> false);
    }
  }

  @Test
  void aServerThatIsTooOldIsExplained() {
    validation.assertOnly(
        c -> put(c, "synnax.address", ancient.address()),
        "synnax.address: '" + ancient.address() + "': could not log in",
        "0.54");
  }

  @Test
  void withoutTheLiveCheckAConnectorCanBeCreatedWhileTheClusterIsDown() {
    assertThat(
            validation.messages(
                c ->
                    put(
                        put(c, "synnax.address", "127.0.0.1:" + closedPort),
                        "validate.live",
                        "false")))
        .isEmpty();
  }

  private static Channel virtual(long key, String name) {
    return new Channel(key, name, "float64", 0, false, true, false, "");
  }
}

package io.synnaxconnect.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.config.AllowedPaths;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.simulator.Simulator;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A check of a configuration ends in time, and gives away nothing of the worker. */
@Timeout(120)
class LiveValidationLimitsTest {

  private static final Duration MAXIMUM = Duration.ofSeconds(60);
  private static final String ALLOWED_ADDRESSES = "synnax.allowed.addresses";

  private final AtomicInteger connected = new AtomicInteger();

  /** What a cluster does with a call; the name of the method is the call. */
  private interface Answers {
    @Nullable Object to(String call) throws Exception;
  }

  private static SynnaxCluster cluster(Answers answers) {
    return (SynnaxCluster)
        Proxy.newProxyInstance(
            SynnaxCluster.class.getClassLoader(),
            new Class<?>[] {SynnaxCluster.class},
            (proxy, method, arguments) -> answers.to(method.getName()));
  }

  /** A call that nobody answers, as the client lets it end. */
  private static Object hang() {
    try {
      new CountDownLatch(1).await();
      throw new IllegalStateException("nobody counts down");
    } catch (InterruptedException e) {
      throw new SynnaxException(Code.CLOSED, "interrupted");
    }
  }

  private static List<String> messages(
      Function<SynnaxEndpoints, SynnaxCluster> connect,
      Duration maximum,
      Map<String, String> properties) {
    ParsedConfig parsed = ParsedConfig.of(properties);
    new LiveValidation(connect, maximum, System::nanoTime).run(properties, parsed);
    return parsed.problems();
  }

  private static Map<String, String> with(String... keysAndValues) {
    Map<String, String> properties =
        ConfigFixtures.with("validate.live", "true", "synnax.tls.enabled", "false");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private static String addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "host" + i + ":9090")
        .collect(Collectors.joining(","));
  }

  @Test
  void sixteenAddressesThatNeverAnswerEndAtOnce() {
    // Given: each close waits for all others
    CyclicBarrier closing = new CyclicBarrier(16);
    AtomicInteger closed = new AtomicInteger();
    Answers silent =
        call -> {
          if (!call.equals("close")) {
            return hang();
          }
          closing.await(60, TimeUnit.SECONDS);
          closed.incrementAndGet();
          return null;
        };

    // When
    List<String> messages =
        messages(
            endpoints -> cluster(silent),
            Duration.ofMillis(300),
            with("synnax.address", addresses(16)));

    // Then
    assertThat(messages)
        .hasSize(16)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("did not answer all requests of the check within 300 ms, the maximum")
                    .contains("raise synnax.request.timeout.ms, or set validate.live=false"));
    await().until(() -> closed.get() == 16);
  }

  @Test
  void theLimitFollowsTheTimeLimitOfARequest() {
    assertThat(
            messages(
                endpoints -> cluster(call -> call.equals("close") ? null : hang()),
                MAXIMUM,
                with("synnax.request.timeout.ms", "100")))
        .singleElement()
        .asString()
        .startsWith("synnax.address: '127.0.0.1:9090' did not answer all requests of the check")
        .contains("within 200 ms, twice synnax.request.timeout.ms");
  }

  @Test
  void aListThatIsLateIsNotMadeUpForByAnotherAddress() {
    // Given: both log in, one of them is asked for the channels and never answers
    Answers answers =
        call ->
            switch (call) {
              case "login" -> new ClusterInfo("cluster-a", "0.56.16", 0);
              case "close" -> null;
              default -> hang();
            };

    // Then
    assertThat(
            messages(
                endpoints -> cluster(answers),
                MAXIMUM,
                with("synnax.address", addresses(2), "synnax.request.timeout.ms", "100")))
        .singleElement()
        .asString()
        .contains("did not answer all requests of the check");
  }

  @Test
  void sixHundredAddressesAreRefusedBeforeAnyIsTried() {
    assertThat(messages(this::connect, MAXIMUM, with("synnax.address", addresses(600))))
        .singleElement()
        .asString()
        .contains("has 600 entries; list at most 16 addresses");
    assertThat(connected).hasValue(0);
  }

  @Test
  void aPasswordFromAFileGoesOnlyWhereTheWorkerAllowsIt(@TempDir Path folder) throws Exception {
    // Given
    Path password = Files.writeString(folder.resolve("password"), "seldon");
    try (Simulator simulator = Simulator.builder().start();
        AllowedPaths paths = AllowedPaths.of(folder)) {
      assertThat(paths).isNotNull();
      Map<String, String> properties =
          with(
              "synnax.address",
              simulator.address(),
              "synnax.username",
              "synnax",
              "synnax.password",
              "",
              "synnax.password.file",
              password.toString());
      Map<String, String> nothingChosen = with();
      nothingChosen.putAll(properties);
      nothingChosen.put("channels.include", "");

      // When
      List<String> unset = messages(this::connect, MAXIMUM, properties);
      List<String> incomplete = messages(this::connect, MAXIMUM, nothingChosen);
      long loginsWithoutList = simulator.counters().logins();
      System.setProperty(ALLOWED_ADDRESSES, "elsewhere:9090");
      List<String> elsewhere = messages(this::connect, MAXIMUM, properties);
      System.setProperty(ALLOWED_ADDRESSES, "elsewhere:9090, " + simulator.address());
      List<String> allowed = messages(this::connect, MAXIMUM, properties);

      // Then
      assertThat(unset).isEmpty();
      assertThat(incomplete).hasSize(2).allMatch(message -> message.startsWith("channels."));
      assertThat(loginsWithoutList).isZero();
      assertThat(elsewhere)
          .singleElement()
          .asString()
          .contains(
              "'"
                  + simulator.address()
                  + "' is not an address to which this worker sends a"
                  + " password from a file");
      assertThat(allowed).isEmpty();
      assertThat(simulator.counters().logins()).isPositive();
    } finally {
      System.clearProperty(ALLOWED_ADDRESSES);
    }
  }

  private SynnaxCluster connect(SynnaxEndpoints endpoints) {
    connected.incrementAndGet();
    return SynnaxClient.create(endpoints);
  }
}

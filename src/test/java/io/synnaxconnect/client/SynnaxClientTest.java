package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.simulator.EarlyConnectivity;
import io.synnaxconnect.telem.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SynnaxClientTest {

  private FakeSynnax server;
  private SynnaxClient client;

  @BeforeEach
  void start() throws IOException {
    server = FakeSynnax.start();
    client = SynnaxClient.create(TestOptions.plaintext(server.port()));
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    server.close();
  }

  private static Code codeOf(ThrowingCallable call) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
    assertThat(thrown).isInstanceOf(SynnaxException.class);
    return ((SynnaxException) thrown).code();
  }

  @Test
  void asksWhoAnswersWithoutALogin() {
    // When
    ClusterInfo info = client.checkConnectivity();

    // Then
    assertThat(info).isEqualTo(new ClusterInfo("c", "0.56.16", 5));
    assertThat(server.logins).hasValue(0);
  }

  @Test
  void logsInOnceHoweverManyThreadsAsk() throws Exception {
    // Given
    CountDownLatch loggingIn = new CountDownLatch(1);
    server.beforeLogin = () -> await(loggingIn);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<List<Channel>>> calls = new ArrayList<>();

    // When
    for (int i = 0; i < 8; i++) {
      calls.add(threads.submit(client::retrieveChannels));
    }
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> server.logins.get() == 1);
    loggingIn.countDown();

    // Then
    for (Future<List<Channel>> call : calls) {
      assertThat(call.get()).isEmpty();
    }
    assertThat(server.logins).hasValue(1);
    threads.shutdownNow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void logsInAgainOnceWhenTheTokenIsRefused() {
    // Given
    server.tokenRefusal = token -> token.equals("canary-token-1") ? FakeSynnax.EXPIRED : null;

    // When
    List<Channel> channels = client.retrieveChannels();

    // Then
    assertThat(channels).isEmpty();
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void givesUpWhenAccessIsDeniedAfterANewLogin() {
    // Given
    server.tokenRefusal = token -> FakeSynnax.DENIED;

    // When / Then
    assertThat(codeOf(client::retrieveChannels)).isEqualTo(Code.ACCESS_DENIED);
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void doesNotRepeatWrongCredentials() {
    // Given
    server.loginRefusal =
        login ->
            FakeSynnax.unknown("sy.auth.invalid-credentials---invalid credentials: auth error");

    // When / Then
    assertThatThrownBy(client::retrieveChannels)
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.INVALID_CREDENTIALS);
              assertThat(e.retriable()).isFalse();
            })
        .hasMessageContaining("could not log in as \"synnax\"")
        .hasMessageContaining("user name or password is wrong");
    assertThat(server.logins).hasValue(1);
  }

  @Test
  void listsChannelsInOrderOfKeyWithUnsignedKeys() {
    // Given
    server.channels.add(
        ChannelMessage.newBuilder().setKey(-7).setName("free").setVirtual(true).build());
    server.channels.add(
        ChannelMessage.newBuilder().setKey(9).setName("a").setDataType("int8").setIndex(8).build());

    // When
    List<Channel> channels = client.retrieveChannels();

    // Then
    assertThat(channels)
        .containsExactly(
            new Channel(9, "a", "int8", 8, false, false, false, ""),
            new Channel(4294967289L, "free", "", 0, false, true, false, ""));
  }

  @Test
  void takesANameWithOddCharactersLiterally() {
    // Given
    server.channels.add(ChannelMessage.newBuilder().setKey(1).setName("a.b").build());
    server.channels.add(ChannelMessage.newBuilder().setKey(2).setName("axb").build());

    // When
    List<Channel> channels = client.retrieveChannelsByNames(List.of("a.b"));

    // Then
    assertThat(channels).extracting(Channel::name).containsExactly("a.b");
  }

  @Test
  void asksForNothingWhenNoKeyAndNoNameIsGiven() {
    assertThat(client.retrieveChannelsByKeys(List.of())).isEmpty();
    assertThat(client.retrieveChannelsByNames(List.of())).isEmpty();
    assertThat(server.logins).hasValue(0);
  }

  @Test
  void namesNeededAndFoundVersionOfAServerThatIsTooOld() {
    // Given
    server.nodeVersion = "0.53.1";
    server.loginRefusal =
        login -> Status.UNIMPLEMENTED.withDescription("unknown service grpc.auth.AuthLoginService");

    // When / Then
    assertThatThrownBy(client::login)
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED))
        .hasMessageContaining("Synnax 0.54.0 or newer is needed")
        .hasMessageContaining("this server reports version 0.53.1");
  }

  /** Servers before 0.54 serve other names; the connectivity of theirs needs no login either. */
  @Test
  void asksAServerBefore54ForItsVersionUnderTheNameThatItKnows() throws Exception {
    // Given
    FakeSynnax early = FakeSynnax.start(EarlyConnectivity.ofVersion("0.52.3"));
    early.namesVersion = false;
    early.loginRefusal =
        login -> Status.UNIMPLEMENTED.withDescription("unknown service grpc.auth.AuthLoginService");

    // When / Then
    try (SynnaxClient unserved = SynnaxClient.create(TestOptions.plaintext(early.port()))) {
      assertThatThrownBy(unserved::login)
          .isInstanceOfSatisfying(
              SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED))
          .hasMessageContaining("Synnax 0.54.0 or newer is needed")
          .hasMessageContaining("this server reports version 0.52.3");
    } finally {
      early.close();
    }
  }

  @Test
  void saysThatANewerServerNoLongerServesACall() {
    // Given
    server.nodeVersion = "0.60.1";
    server.loginRefusal =
        login -> Status.UNIMPLEMENTED.withDescription("unknown service grpc.auth.AuthLoginService");

    // When / Then
    assertThatThrownBy(client::login)
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED))
        .hasMessageContaining(
            "this server reports version 0.60.1, which serves that call no longer")
        .hasMessageNotContaining("0.54.0 or newer");
  }

  @Test
  void asksForTheClusterWhenALoginDoesNotNameIt() {
    // Given
    server.namesClusterAtLogin = false;

    // When / Then
    assertThat(client.login()).isEqualTo(new ClusterInfo("c", "0.56.16", 5));
  }

  @Test
  void timesOutWhenNoAnswerComes() {
    // Given
    server.silent = true;

    // When / Then
    try (SynnaxClient impatient =
        SynnaxClient.create(TestOptions.withTimeout(server.port(), Duration.ofSeconds(2)))) {
      impatient.login();
      assertThat(codeOf(impatient::retrieveChannels)).isEqualTo(Code.TIMED_OUT);
    }
  }

  @Test
  void refusesARequestThatTheServerWouldNotTake() {
    // Given
    String name = "n".repeat(5 << 20);

    // When / Then
    assertThatThrownBy(() -> client.retrieveChannelsByNames(List.of(name)))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.MESSAGE_TOO_LARGE))
        .hasMessageContaining("was not sent");
    assertThat(server.logins).hasValue(0);
  }

  @Test
  void isBackAtOnceWhenTheServerAnswersAgain() throws Exception {
    // Given
    client.login();
    int port = server.port();
    server.close();
    for (int attempt = 0; attempt < 8; attempt++) {
      client.reconnect();
      assertThat(codeOf(client::checkConnectivity)).isEqualTo(Code.UNREACHABLE);
    }
    server = FakeSynnax.start(port);

    // When
    client.reconnect();
    ClusterInfo info = client.checkConnectivity();

    // Then: the very first call, not one after gRPC's back-off of many seconds
    assertThat(info.nodeVersion()).isEqualTo("0.56.16");
  }

  @Test
  void endsItsThreadAndItsCallsOnClose() throws Exception {
    // Given
    server.silent = true;
    client.login();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Code> blocked = thread.submit(() -> codeOf(client::retrieveChannels));
    assertThat(threadsOf(server.port())).isNotEmpty();

    // When
    client.close();

    // Then
    assertThat(blocked.get(60, TimeUnit.SECONDS)).isEqualTo(Code.CLIENT_CLOSED);
    assertThat(threadsOf(server.port())).isEmpty();
    assertThat(codeOf(client::login)).isEqualTo(Code.CLIENT_CLOSED);
    client.close();
    thread.shutdownNow();
  }

  private static List<String> threadsOf(int port) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("synnax-127.0.0.1:" + port))
        .toList();
  }

  @Test
  void saysThatAThreadWasInterruptedAndLeavesItSo() throws Exception {
    // Given
    client.login();
    server.silent = true;
    Thread.currentThread().interrupt();

    // When
    Code code = codeOf(client::retrieveChannels);

    // Then
    assertThat(code).isEqualTo(Code.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptConcernsTheInterruptedThreadAlone() throws Exception {
    // Given: one thread logs in, and another waits for its login
    CountDownLatch answering = new CountDownLatch(1);
    server.beforeLogin = () -> await(answering);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Thread[] leader = new Thread[1];
    Future<Code> interrupted =
        threads.submit(
            () -> {
              leader[0] = Thread.currentThread();
              return codeOf(client::retrieveChannels);
            });
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> server.logins.get() == 1);
    Future<List<Channel>> waiting = threads.submit(client::retrieveChannels);

    // When
    leader[0].interrupt();

    // Then
    assertThat(interrupted.get(60, TimeUnit.SECONDS)).isEqualTo(Code.INTERRUPTED);
    answering.countDown();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEmpty();
    threads.shutdownNow();
  }

  @Test
  void aDeniedRightCostsNoSecondLogin() {
    // Given: as Synnax says it from 0.57 on
    server.tokenRefusal = token -> FakeSynnax.unknown("sy.auth.access_denied---access denied");

    // When / Then
    assertThat(codeOf(client::retrieveChannels)).isEqualTo(Code.ACCESS_DENIED);
    assertThat(server.logins).hasValue(1);
  }

  @Test
  void aRightThatWasInUseMayBeGivenBack() {
    // Given
    client.retrieveChannels();
    server.tokenRefusal = token -> FakeSynnax.DENIED;

    // When / Then
    assertThatThrownBy(client::retrieveChannels)
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.ACCESS_DENIED);
              assertThat(e.retriable()).isTrue();
            });
    server.tokenRefusal = token -> null;
    assertThat(client.retrieveChannels()).isEmpty();
  }
}

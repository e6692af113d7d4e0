package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which address comes next, and what is final; in virtual time. */
class FailoverTest {

  private static final Set<Long> PRESSURE = Set.of(1L);

  private final SynnaxException tls = new SynnaxException(Code.TLS, "unknown authority");
  private final SynnaxException down = new SynnaxException(Code.UNREACHABLE, "refused");

  private final SynnaxException wrong = new SynnaxException(Code.INVALID_CREDENTIALS, "wrong");
  private final SynnaxException denied = new SynnaxException(Code.ACCESS_DENIED, "denied");

  private final Failover alone = new Failover(1);
  private final Failover pair = new Failover(2);

  @Test
  void takesTheAddressesInTurn() {
    // When
    List<Integer> order = Stream.generate(pair::next).limit(4).toList();

    // Then
    assertThat(order).containsExactly(1, 0, 1, 0);
  }

  @Test
  void aFirstRefusalIsFinal() {
    assertThat(alone.onFailure(0, tls, 0).retriable()).isFalse();
  }

  @Test
  void withSeveralAddressesOnlyTheRefusalOfAllIsFinal() {
    // When
    SynnaxException first = pair.onFailure(0, tls, 0);
    SynnaxException again = pair.onFailure(0, tls, 1);
    SynnaxException last = pair.onFailure(1, tls, 2);

    // Then
    assertThat(first.retriable()).isTrue();
    assertThat(first).hasMessage("unknown authority");
    assertThat(again.retriable()).isTrue();
    assertThat(last.retriable()).isFalse();
  }

  @Test
  void anAddressThatIsDownMayStillServe() {
    // Given
    pair.onFailure(0, tls, 0);

    // When
    pair.onFailure(0, down, 1);

    // Then
    assertThat(pair.onFailure(1, tls, 2).retriable()).isTrue();
  }

  @Test
  void onceReachedARefusalPassesForAWhile() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onLogin("one");

    // When
    SynnaxException first = alone.onFailure(0, tls, 7);
    SynnaxException late = alone.onFailure(0, tls, 7 + grace - 1);
    SynnaxException last = alone.onFailure(0, tls, 7 + grace);

    // Then
    assertThat(first.retriable()).isTrue();
    assertThat(late.retriable()).isTrue();
    assertThat(last.retriable()).isFalse();
  }

  @Test
  void anAnswerWithoutALoginDoesNotProlongIt() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onLogin("one");
    alone.onFailure(0, tls, 0);
    alone.onAnswer("a:1", "one");

    // When / Then
    assertThat(alone.onFailure(0, tls, grace).retriable()).isFalse();
  }

  @Test
  void aLoginBeginsTheWhileAgain() {
    // Given
    alone.onLogin("one");
    alone.onFailure(0, tls, 0);
    alone.onLogin("one");

    // When
    SynnaxException later = alone.onFailure(0, tls, Failover.GRACE.toNanos());

    // Then
    assertThat(later.retriable()).isTrue();
  }

  @Test
  void aWrongPasswordIsFinalAtFirstWhateverOtherAddressesDo() {
    // Given
    pair.onFailure(1, down, 0);

    // When / Then
    assertThat(pair.onFailure(0, wrong, 1).retriable()).isFalse();
    assertThat(new Failover(3).onFailure(2, wrong, 0).retriable()).isFalse();
  }

  @Test
  void aWrongPasswordIsFinalAfterAWhileAlthoughAnotherAddressIsDown() {
    // Given
    long grace = Failover.GRACE.toNanos();
    pair.onLogin("one");

    // When
    boolean early = pair.onFailure(0, wrong, 0).retriable();
    for (long now = 1; now < grace; now += grace / 100) {
      pair.onFailure(1, down, now);
      early &= pair.onFailure(0, wrong, now).retriable();
    }

    // Then
    assertThat(early).isTrue();
    assertThat(pair.onFailure(0, wrong, grace).retriable()).isFalse();
  }

  @Test
  void anAddressThatIsDownInBetweenDoesNotProlongTheWhile() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onLogin("one");
    for (long now = 0; now < grace; now += grace / 100) {
      alone.onFailure(0, tls, now);
      alone.onFailure(0, down, now + 1);
    }

    // When / Then
    assertThat(alone.onFailure(0, tls, grace).retriable()).isFalse();
  }

  @Test
  void aLongOutageBeginsTheWhileAgain() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onLogin("one");
    alone.onFailure(0, tls, 0);

    // When
    alone.onFailure(0, down, grace);

    // Then
    assertThat(alone.onFailure(0, tls, grace + 1).retriable()).isTrue();
  }

  @Test
  void aRightThatWasNeverGrantedIsDeniedAtOnce() {
    // Given
    alone.onLogin("one");
    alone.onGranted("list", PRESSURE);

    // When / Then
    assertThat(alone.onDenied("stream", PRESSURE, denied, 0).retriable()).isFalse();
  }

  @Test
  void theRightToSomeChannelsSaysNothingOfOthers() {
    // Given
    alone.onGranted("stream", Set.of(1L, 2L));

    // When / Then
    assertThat(alone.onDenied("stream", Set.of(1L, 3L), denied, 0).retriable()).isFalse();
    assertThat(alone.onDenied("stream", Set.of(2L), denied, 0).retriable()).isTrue();
  }

  @Test
  void aRightStaysInUseWhateverElseIsAskedMeanwhile() {
    // Given
    alone.onGranted("stream", PRESSURE);

    // When
    for (long key = 100; key < 10_000; key++) {
      alone.onGranted("stream", Set.of(key));
      alone.onGranted("list", Set.of(key));
    }

    // Then
    assertThat(alone.onDenied("stream", PRESSURE, denied, 0).retriable()).isTrue();
  }

  @Test
  void aRightToOtherChannelsDoesNotProlongADenial() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onGranted("stream", PRESSURE);
    alone.onDenied("stream", PRESSURE, denied, 0);

    // When
    alone.onGranted("stream", Set.of(2L));

    // Then
    assertThat(alone.onDenied("stream", PRESSURE, denied, grace).retriable()).isFalse();
  }

  @Test
  void aRightThatIsTakenAwayMayBeGivenBackForAWhile() {
    // Given
    long grace = Failover.GRACE.toNanos();
    alone.onLogin("one");
    alone.onGranted("stream", PRESSURE);

    // When
    SynnaxException first = alone.onDenied("stream", PRESSURE, denied, 0);
    alone.onLogin("one");
    SynnaxException late = alone.onDenied("stream", PRESSURE, denied, grace - 1);
    SynnaxException last = alone.onDenied("stream", PRESSURE, denied, grace);
    alone.onGranted("stream", PRESSURE);
    SynnaxException later = alone.onDenied("stream", PRESSURE, denied, 2 * grace);

    // Then
    assertThat(first.retriable()).isTrue();
    assertThat(late.retriable()).isTrue();
    assertThat(last.retriable()).isFalse();
    assertThat(later.retriable()).isTrue();
  }

  @Test
  void addressesOfOneListBelongToOneCluster() {
    // Given
    pair.onLogin("one");

    // When / Then
    assertThatThrownBy(() -> pair.onAnswer("b:2", "two"))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.OTHER_CLUSTER))
        .hasMessageStartingWith(
            "b:2 belongs to cluster two, but the addresses answered as cluster one before");
  }

  @Test
  void anAddressThatRefusedLongAgoDoesNotShortenTheWhile() {
    // Given
    pair.onLogin("one");
    pair.onFailure(0, tls, 0);
    pair.onLogin("one");
    long later = Failover.GRACE.toNanos() * 2;

    // When
    pair.onFailure(1, tls, later);

    // Then
    assertThat(pair.onFailure(0, tls, later + 1).retriable()).isTrue();
  }

  @Test
  void theClusterBehindASingleAddressMayBeReplaced() {
    // Given
    alone.onLogin("one");

    // When
    alone.onAnswer("a:1", "two");

    // Then
    assertThat(alone.onFailure(0, down, 0)).isSameAs(down);
  }
}

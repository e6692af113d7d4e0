package io.synnaxconnect.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.FakeCluster;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which cluster answers. Each question takes one of the answers that the cluster has ready. */
class ClusterCheckTest {

  private final AtomicLong nanos = new AtomicLong();
  private final FakeCluster cluster = new FakeCluster();
  private final ClusterCheck check = new ClusterCheck(cluster, nanos::get);

  @Test
  void oneQuestionServesAllRequestsThatWereMadeBeforeIt() {
    // Given
    long first = check.questionsBefore();
    long second = check.questionsBefore();
    check.require("cluster-a", first);

    // When: another cluster answers from now on, but nobody asks
    cluster.becomes("cluster-b");
    check.require("cluster-a", second);

    // Then: a request that is made later is not served
    long third = check.questionsBefore();
    assertThatThrownBy(() -> check.require("cluster-a", third))
        .isInstanceOf(SynnaxException.class)
        .hasMessage("Another cluster answers: expected cluster-a but found cluster-b");
  }

  @Test
  void anAnswerServesForAMomentOnly() {
    // Given
    long before = check.questionsBefore();
    check.require("cluster-a", before);
    cluster.becomes("cluster-b");

    // When
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));

    // Then
    assertThatThrownBy(() -> check.require("cluster-a", before))
        .isInstanceOf(SynnaxException.class);
    assertThat(check.questionsBefore()).isEqualTo(before + 2);
  }
}

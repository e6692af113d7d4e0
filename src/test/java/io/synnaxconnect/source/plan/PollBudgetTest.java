package io.synnaxconnect.source.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class PollBudgetTest {

  private static final SourceRecord RECORD =
      new SourceRecord(Map.of(), Map.of(), "topic", null, null);

  @Test
  void isSpentWhenItHasItsRecords() {
    // Given
    PollBudget budget = new PollBudget(2, 100, Duration.ofDays(1));

    // When
    budget.add(RECORD);

    // Then
    assertThat(budget.isSpent()).isFalse();
    assertThat(budget.remainingRecords()).isEqualTo(1);
    budget.add(RECORD);
    assertThat(budget.isFull()).isTrue();
    assertThat(budget.isSpent()).isTrue();
    budget.add(RECORD);
    assertThat(budget.remainingRecords()).as("a block may exceed it").isZero();
  }

  @Test
  void isSpentWhenItHasItsSamples() {
    // Given
    PollBudget budget = new PollBudget(2, 100, Duration.ofDays(1));

    // When
    budget.spendSamples(99);

    // Then
    assertThat(budget.isSpent()).isFalse();
    budget.spendSamples(1);
    assertThat(budget.isSpent()).as("also without a record").isTrue();
  }

  @Test
  void timeSpendsItOnlyOnceThereIsARecord() {
    // Given
    PollBudget budget = new PollBudget(2, 100, Duration.ZERO);

    // Then
    assertThat(budget.remainingNanos()).isNotPositive();
    assertThat(budget.isSpent()).isFalse();
    budget.add(RECORD);
    assertThat(budget.isSpent()).isTrue();
    assertThat(budget.isFull()).isFalse();
  }
}

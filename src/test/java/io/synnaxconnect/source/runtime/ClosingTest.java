package io.synnaxconnect.source.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void closesInOrderAndSkipsWhatDoesNotExist() {
    // When
    Closing.all(() -> closed.add("first"), null, () -> closed.add("second"));

    // Then
    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void closesTheOthersAfterAFailureAndThrowsTheFirstOne() {
    // Given
    IllegalArgumentException first = new IllegalArgumentException("first");
    IOException second = new IOException("second");

    // When, then
    assertThatThrownBy(
            () ->
                Closing.all(
                    () -> {
                      throw first;
                    },
                    () -> {
                      throw second;
                    },
                    () -> closed.add("last")))
        .isSameAs(first)
        .hasSuppressedException(second);
    assertThat(closed).containsExactly("last");
  }

  @Test
  void throwsAnError() {
    // Given
    StackOverflowError error = new StackOverflowError();

    // When, then
    assertThatThrownBy(
            () ->
                Closing.all(
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
  }

  @Test
  void wrapsACheckedException() {
    // Given
    IOException checked = new IOException("broken");

    // When, then
    assertThatThrownBy(
            () ->
                Closing.all(
                    () -> {
                      throw checked;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(checked);
  }
}

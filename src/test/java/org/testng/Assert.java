package org.testng;

import java.util.Collection;
import org.assertj.core.api.Assertions;

/** How the test kit fails. */
public final class Assert {

  private Assert() {}

  public static void assertTrue(boolean condition, String message) {
    Assertions.assertThat(condition).as(message).isTrue();
  }

  public static void assertEquals(Collection<?> actual, Collection<?> expected, String message) {
    Assertions.assertThat(actual).as(message).isEqualTo(expected);
  }

  public static void fail(String message) {
    Assertions.fail(message);
  }

  public static void fail(String message, Throwable cause) {
    Assertions.fail(message, cause);
  }
}

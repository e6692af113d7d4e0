package org.testng;

/** A rule does not apply. */
public final class SkipException extends RuntimeException {

  public SkipException(String reason) {
    super(reason);
  }
}

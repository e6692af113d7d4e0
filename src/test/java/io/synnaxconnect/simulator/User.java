package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.function.Predicate;

/**
 * Someone who can log in.
 *
 * @param key UUID as text
 * @param isMain whether everything is allowed; others may only read, where {@code mayRetrieve}
 */
record User(
    String key, String name, String password, boolean isMain, Predicate<Channel> mayRetrieve) {

  /** The name only: never a password. */
  @Override
  public String toString() {
    return "User[" + name + "]";
  }
}

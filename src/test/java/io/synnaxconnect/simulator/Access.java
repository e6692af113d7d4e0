package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.Collection;

/** Who may do what. Key updates and opens without keys are not asked: the server's own hole. */
final class Access {

  private final Faults faults;

  Access(Faults faults) {
    this.faults = faults;
  }

  void checkRetrieve(User user, Collection<Channel> channels) {
    for (Channel channel : channels) {
      boolean allowed = user.isMain() || user.mayRetrieve().test(channel);
      if (!allowed || faults.denied.test(channel)) {
        throw CoreError.denied();
      }
    }
  }

  /** Frames have rights of their own: who may retrieve a channel may not have its samples. */
  void checkRead(User user, Collection<Channel> channels) {
    checkRetrieve(user, channels);
    if (channels.stream().anyMatch(faults.unreadable)) {
      throw CoreError.denied();
    }
  }

  void checkRanges() {
    if (faults.rangesDenied) {
      throw CoreError.denied();
    }
  }

  void checkChange(User user) {
    if (!user.isMain()) {
      throw CoreError.denied();
    }
  }
}

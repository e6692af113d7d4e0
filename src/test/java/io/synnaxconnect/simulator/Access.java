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

  void checkChange(User user) {
    if (!user.isMain()) {
      throw CoreError.denied();
    }
  }
}

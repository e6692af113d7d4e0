package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.SimulatedStream.Entry.Frame;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches the live frames that a group accepts, and says which rows must be emitted live. */
final class LiveWitness {

  private final StoredGroup group;
  private final DeliveryOracle oracle;
  private @Nullable Alignment expected;
  private boolean shed;

  LiveWitness(StoredGroup group, DeliveryOracle oracle) {
    this.group = group;
    this.oracle = oracle;
  }

  /** Frames before and after do not belong together. */
  void interrupt() {
    expected = null;
    shed = false;
  }

  void shed() {
    expected = null;
    shed = true;
  }

  /** A frame is about to be accepted. If it continues the one before, history is not needed. */
  void accept(Frame received, boolean opened) {
    SimulatedFrame frame = received.frame();
    Alignment alignment = frame.alignment();
    boolean follows = opened && alignment != null && alignment.equals(expected);
    expected = opened && alignment != null ? alignment.plus(frame.rows().size()) : null;
    if (follows) {
      Set<Long> keys = new HashSet<>(frame.keys());
      keys.retainAll(received.group().channels().stream().map(Channel::key).toList());
      group.offset().gaps().stream().map(Gap::channels).forEach(gap -> keys.removeAll(gap.keys()));
      oracle.expect(frame.rows(), keys);
    }
    oracle.expectNoSkip(shed);
  }

  /** The frame was accepted. */
  void accepted() {
    oracle.expectNoSkip(false);
    shed = false;
  }
}

package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.RangePropertyMessage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The ranges of a simulator, to be changed without a client. Thread-safe. */
public final class SimulatedRanges {

  private final Supplier<Core> core;

  SimulatedRanges(Supplier<Core> core) {
    this.core = core;
  }

  private RangeChanges changes() {
    return new RangeChanges(core.get());
  }

  /** Creates a range and returns its key; {@link Long#MAX_VALUE} as end is one that goes on. */
  public String create(String name, long startNanos, long endNanos) {
    String key = UUID.randomUUID().toString();
    put(key, name, startNanos, endNanos);
    return key;
  }

  /** Creates or replaces a range. */
  public void put(String key, String name, long startNanos, long endNanos) {
    changes().create(List.of(RangeChanges.message(key, name, startNanos, endNanos)));
  }

  public void rename(String rangeKey, String name) {
    changes().rename(rangeKey, name);
  }

  public void delete(String rangeKey) {
    changes().delete(List.of(rangeKey));
  }

  public void setProperty(String rangeKey, String key, String value) {
    changes()
        .setProperties(
            List.of(
                RangePropertyMessage.newBuilder()
                    .setRange(rangeKey)
                    .setKey(key)
                    .setValue(value)
                    .build()));
  }

  public void setAlias(String rangeKey, long channelKey, String alias) {
    changes().setAliases(rangeKey, Map.of((int) channelKey, alias));
  }

  /** Nobody may read ranges any more; false lifts it. */
  public void deny(boolean on) {
    core.get().faults().rangesDenied = on;
  }
}

package io.synnaxconnect.telem;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels that the frames of a stream may contain, as they were when the stream was opened or
 * updated: frames answer to these names, also after a channel was renamed. Immutable; all frames of
 * one list share it.
 */
public final class FrameChannels {

  /** No channels. */
  public static final FrameChannels NONE = new FrameChannels(Map.of(), Map.of());

  private final Map<Long, Channel> byKey;
  private final Map<String, Channel> byName;

  private FrameChannels(Map<Long, Channel> byKey, Map<String, Channel> byName) {
    this.byKey = byKey;
    this.byName = byName;
  }

  /** These channels. If several have one name, the name means the first. */
  public static FrameChannels of(Collection<Channel> channels) {
    Map<Long, Channel> byKey = new HashMap<>();
    Map<String, Channel> byName = new HashMap<>();
    for (Channel channel : channels) {
      byKey.put(channel.key(), channel);
      byName.putIfAbsent(channel.name(), channel);
    }
    return new FrameChannels(byKey, byName);
  }

  /** These channels and others. If two have one key or name, the other one counts. */
  public FrameChannels with(FrameChannels others) {
    Map<Long, Channel> keys = new HashMap<>(byKey);
    Map<String, Channel> names = new HashMap<>(byName);
    keys.putAll(others.byKey);
    names.putAll(others.byName);
    return new FrameChannels(keys, names);
  }

  /** The channel with this key, or null. */
  public @Nullable Channel get(long channelKey) {
    return byKey.get(channelKey);
  }

  /** The channel with this name, or null. */
  public @Nullable Channel get(String name) {
    return byName.get(name);
  }

  /** How many channels there are. */
  public int size() {
    return byKey.size();
  }

  @Override
  public String toString() {
    return "FrameChannels[" + size() + "]";
  }
}

package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One open writer (protocol section 11), of a client or inside the process. */
final class WriterSession implements AutoCloseable {

  private final Core core;
  private final WriterOptions options;
  private final Subject subject;
  private final Map<Long, Channel> channels = new LinkedHashMap<>();
  private final Map<Long, GroupWriter> groups = new LinkedHashMap<>();
  private final Map<Long, Regions.Region> virtual = new LinkedHashMap<>();
  private @Nullable CoreError failure;
  private boolean closed;

  /** Who writes, in the control state. */
  record Subject(String key, String name, int group) {}

  private WriterSession(Core core, List<Channel> channels, WriterOptions options) {
    this.core = core;
    this.options = options;
    this.subject =
        new Subject(UUID.randomUUID().toString(), options.subjectName(), options.group());
    channels.forEach(channel -> this.channels.put(channel.key(), channel));
  }

  /** Opens a writer or throws the server's refusal. */
  static WriterSession open(
      Core core, List<Channel> channels, WriterOptions options, List<Integer> authorities) {
    if (channels.isEmpty()) {
      throw CoreError.atField("keys", "must be non-empty");
    }
    WriterSession session = new WriterSession(core, channels, options);
    core.locked(
        () -> {
          core.addWriter(session);
          try {
            session.openGroups();
            session.claim(authorities);
          } catch (CoreError e) {
            session.close();
            throw e;
          }
        });
    return session;
  }

  private void openGroups() {
    Map<Long, List<Channel>> byIndex = new LinkedHashMap<>();
    for (Channel channel : channels.values()) {
      if (!channel.isVirtual()) {
        byIndex.computeIfAbsent(channel.indexKey(), key -> new ArrayList<>()).add(channel);
      } else if (!Channels.isFree(channel)) {
        virtual.put(channel.key(), core.regions().enter(channel.key(), false));
      }
    }
    byIndex.forEach(
        (key, owned) -> {
          Channel index = Objects.requireNonNull(core.channels().find(key));
          groups.put(key, new GroupWriter(core, index, owned, options));
        });
  }

  private void claim(List<Integer> authorities) {
    List<Long> keys = List.copyOf(channels.keySet());
    List<Integer> wanted = authorities.isEmpty() ? List.of(options.authority()) : authorities;
    List<Control.Transfer> transfers = core.control().claimAll(this, keys, wanted);
    if (options.failsUnauthorized()
        && !keys.stream().allMatch(key -> core.control().isHolder(this, key))) {
      core.control().releaseAll(this, keys);
      throw new CoreError("sy.control.unauthorized", "writer has no control: unauthorized");
    }
    tell(transfers);
  }

  private void tell(List<Control.Transfer> transfers) {
    if (!transfers.isEmpty()) {
      core.announce(transfers);
    }
  }

  Subject subject() {
    return subject;
  }

  boolean owns(long channelKey) {
    return channels.containsKey(channelKey);
  }

  boolean writesAt(int node) {
    return channels.keySet().stream().anyMatch(key -> Nodes.leaseholder(key) == node);
  }

  /** Writes series, each of raw samples; after a failure every write throws it again. */
  void write(List<LiveSeries> series) {
    core.locked(
        () -> {
          checkUsable();
          try {
            series.forEach(one -> SeriesRules.check(one, channels.get(one.channelKey())));
            writeChecked(series);
          } catch (CoreError e) {
            failure = e;
            throw e;
          }
        });
  }

  private void checkUsable() {
    if (closed) {
      throw new CoreError("freighter.stream_closed", "the writer is closed");
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void writeChecked(List<LiveSeries> series) {
    Map<Long, List<LiveSeries>> byIndex = new LinkedHashMap<>();
    List<LiveSeries> free = new ArrayList<>();
    List<LiveSeries> leased = new ArrayList<>();
    for (LiveSeries one : series) {
      Channel channel = Objects.requireNonNull(channels.get(one.channelKey()));
      if (!core.control().isHolder(this, channel.key())) {
        continue;
      }
      if (!channel.isVirtual()) {
        byIndex.computeIfAbsent(channel.indexKey(), key -> new ArrayList<>()).add(one);
      } else if (Channels.isFree(channel)) {
        free.add(one);
      } else {
        leased.add(alignVirtual(one));
      }
    }
    List<LiveSeries> stored = new ArrayList<>();
    byIndex.forEach((key, group) -> stored.addAll(writeGroup(key, group)));
    stored.addAll(leased);
    if (options.mode().streams()) {
      core.publish(new RelayFrame(free, subject.group()));
      core.publish(new RelayFrame(stored, subject.group()));
    }
  }

  private List<LiveSeries> writeGroup(long indexKey, List<LiveSeries> group) {
    List<Channel> controlled =
        channels.values().stream()
            .filter(c -> !c.isVirtual() && c.indexKey() == indexKey)
            .filter(c -> core.control().isHolder(this, c.key()))
            .toList();
    return Objects.requireNonNull(groups.get(indexKey)).write(group, controlled);
  }

  private LiveSeries alignVirtual(LiveSeries one) {
    Regions.Region region = Objects.requireNonNull(virtual.get(one.channelKey()));
    long alignment = region.alignment();
    region.nextSample += one.samples();
    return one.at(alignment);
  }

  /** Makes what was written readable; returns one past the last timestamp, 0 for nothing. */
  long commit() {
    long[] end = {0};
    core.locked(
        () -> {
          checkUsable();
          try {
            groups.values().forEach(group -> end[0] = Math.max(end[0], group.commit()));
          } catch (CoreError e) {
            failure = e;
            throw e;
          }
        });
    return end[0];
  }

  /** Changes the authority on some channels; none named means all. */
  void setAuthority(List<Long> keys, List<Integer> authorities) {
    core.locked(
        () -> {
          checkUsable();
          List<Long> changed = keys.isEmpty() ? List.copyOf(channels.keySet()) : keys;
          if (!authorities.isEmpty()) {
            tell(core.control().claimAll(this, changed, authorities));
          }
        });
  }

  /** Why the last write failed, or null. */
  @Nullable CoreError failure() {
    return failure;
  }

  /** A failure before the samples could be looked at. */
  void fail(CoreError error) {
    if (failure == null) {
      failure = error;
    }
  }

  @Override
  public void close() {
    core.locked(
        () -> {
          if (closed) {
            return;
          }
          closed = true;
          groups.values().forEach(GroupWriter::close);
          virtual.values().forEach(region -> core.regions().leave(region));
          tell(core.control().releaseAll(this, channels.keySet()));
          core.removeWriter(this);
        });
  }

  /** The server process ended under this writer. */
  void abandon() {
    closed = true;
  }

  /** A frame of raw samples by key, in the writer's own terms. */
  static LiveSeries series(long key, DataType type, byte[] data, long start, long end) {
    return new LiveSeries(
        key, type, Arrays.copyOf(data, data.length), Samples.count(type, data), 0, start, end);
  }
}

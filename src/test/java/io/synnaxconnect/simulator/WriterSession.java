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
    List<String> transfers = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      int authority =
          authorities.isEmpty() ? options.authority() : authorities.get(i % authorities.size());
      String transfer = core.control().claim(this, keys.get(i), authority);
      if (transfer != null) {
        transfers.add(transfer);
      }
      if (options.failsUnauthorized() && !core.control().isHolder(this, keys.get(i))) {
        throw new CoreError("sy.control.unauthorized", "writer has no control: unauthorized");
      }
    }
    tell(transfers);
  }

  private void tell(List<String> transfers) {
    if (!transfers.isEmpty()) {
      core.relay().publish(core.control().frame(transfers));
    }
  }

  Subject subject() {
    return subject;
  }

  boolean owns(long channelKey) {
    return channels.containsKey(channelKey);
  }

  /** Writes series, each of raw samples; after a failure every write throws it again. */
  void write(List<LiveSeries> series) {
    core.locked(
        () -> {
          checkUsable();
          try {
            series.forEach(this::checkSeries);
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

  private void checkSeries(LiveSeries series) {
    Channel channel = channels.get(series.channelKey());
    if (channel == null) {
      throw CoreError.validation("channel " + series.channelKey() + " is not part of this writer")
          .silently();
    }
    DataType type = Objects.requireNonNull(channel.dataType());
    if (!isCompatible(type, series.type())) {
      throw CoreError.validation(
              "channel %s: expected data type %s, got %s"
                  .formatted(
                      ChannelRules.label(channel), type.wireName(), series.type().wireName()))
          .silently();
    }
    if (series.samples() < 0) {
      throw CoreError.validation(
              "channel " + ChannelRules.label(channel) + ": invalid sample bytes")
          .silently();
    }
    String problem = Samples.textProblem(type, series.data());
    if (!problem.isEmpty()) {
      throw CoreError.validation("channel " + ChannelRules.label(channel) + ": " + problem)
          .silently();
    }
  }

  private static boolean isCompatible(DataType expected, DataType got) {
    return expected == got
        || (expected == DataType.TIMESTAMP && got == DataType.INT64)
        || (expected == DataType.INT64 && got == DataType.TIMESTAMP);
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
    return new LiveSeries(
        one.channelKey(),
        one.type(),
        one.data(),
        one.samples(),
        alignment,
        one.startNanos(),
        one.endNanos());
  }

  /** Makes what was written readable; returns one past the last timestamp, 0 for nothing. */
  long commit() {
    long[] end = {0};
    core.locked(
        () -> {
          checkUsable();
          groups.values().forEach(group -> end[0] = Math.max(end[0], group.commit()));
        });
    return end[0];
  }

  /** Changes the authority on some channels; none named means all. */
  void setAuthority(List<Long> keys, List<Integer> authorities) {
    core.locked(
        () -> {
          checkUsable();
          List<Long> changed = keys.isEmpty() ? List.copyOf(channels.keySet()) : keys;
          List<String> transfers = new ArrayList<>();
          for (int i = 0; i < changed.size() && !authorities.isEmpty(); i++) {
            int authority = authorities.get(Math.min(i, authorities.size() - 1));
            String transfer = core.control().claim(this, changed.get(i), authority);
            if (transfer != null) {
              transfers.add(transfer);
            }
          }
          tell(transfers);
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
          List<String> transfers = new ArrayList<>();
          for (long key : channels.keySet()) {
            String transfer = core.control().release(this, key);
            if (transfer != null) {
              transfers.add(transfer);
            }
          }
          tell(transfers);
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

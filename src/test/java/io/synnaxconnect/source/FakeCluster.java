package io.synnaxconnect.source;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that does what a test says, without network. Keeps a client's promises: a closed
 * connection fails every call, a closed stream fails its reader, and both wake who waits.
 */
public final class FakeCluster implements SynnaxCluster {

  public final List<FakeStream> streams = new CopyOnWriteArrayList<>();

  /** Streams of change signals. */
  public final List<FakeStream> signals = new CopyOnWriteArrayList<>();

  /** Streams of signals of ranges. */
  public final List<FakeStream> rangeSignals = new CopyOnWriteArrayList<>();

  private final FakeRanges ranges = new FakeRanges();

  public final Deque<SynnaxException> loginFailures = new ArrayDeque<>();

  /** Failures of the next streams. */
  public final Deque<SynnaxException> openFailures = new ArrayDeque<>();

  public final Deque<SynnaxException> reconnectFailures = new ArrayDeque<>();
  final List<TimeRange> historyRanges = new CopyOnWriteArrayList<>();

  /** Keys of groups at the end of whose history somebody looked. */
  public final List<Long> lookedAt = new CopyOnWriteArrayList<>();

  private final Map<Long, List<Rows>> history = new HashMap<>();
  private final Deque<SynnaxException> historyFailures = new ArrayDeque<>();
  private final Map<Long, List<Long>> timestamps = new HashMap<>();
  private @Nullable SynnaxException lookFailure;
  private int goodLooks;
  private List<Channel> channels = List.of();
  private Set<Long> unreadable = Set.of();
  private String clusterKey = "cluster-a";
  private @Nullable SynnaxException signalsFailure;
  private @Nullable SynnaxException listFailure;
  private int lists;
  private int blockRows = 1;
  private int openReadings;
  private boolean connectivityFails;
  private boolean loginHangs;
  private boolean closed;
  private int logins;
  private int reconnects;
  private int moves;

  /** One opened stream; ends when the test or the reader says so. */
  public final class FakeStream implements Streamer {
    public final List<Channel> opened;
    final List<List<Channel>> updates = new CopyOnWriteArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private @Nullable SynnaxException end;

    private FakeStream(Collection<Channel> channels) {
      opened = List.copyOf(channels);
    }

    public void send(Frame frame) {
      synchronized (FakeCluster.this) {
        frames.add(frame);
        FakeCluster.this.notifyAll();
      }
    }

    public void end(Code code) {
      synchronized (FakeCluster.this) {
        end = end == null ? new SynnaxException(code, "ended with " + code) : end;
        FakeCluster.this.notifyAll();
      }
    }

    public boolean isEmpty() {
      synchronized (FakeCluster.this) {
        return frames.isEmpty();
      }
    }

    @Override
    public @Nullable Frame read(Duration timeout) throws InterruptedException {
      synchronized (FakeCluster.this) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long left = timeout.toNanos();
        while (frames.isEmpty() && end == null && left > 0) {
          TimeUnit.NANOSECONDS.timedWait(FakeCluster.this, left);
          left = deadline - System.nanoTime();
        }
        Frame frame = frames.poll();
        if (frame == null && end != null) {
          throw end;
        }
        return frame;
      }
    }

    @Override
    public void updateChannels(Collection<Channel> channels) {
      updates.add(List.copyOf(channels));
    }

    @Override
    public void updateChannels(ChannelSelector selector) {
      throw new UnsupportedOperationException("channels come from a list");
    }

    @Override
    public long droppedFrames() {
      return 0;
    }

    @Override
    public void close() {
      end(Code.CLOSED);
    }
  }

  public synchronized FakeCluster with(Channel... all) {
    channels = List.of(all);
    return this;
  }

  /** Only these may not be read from now on. */
  public synchronized void denyReading(Long... channelKeys) {
    unreadable = Set.of(channelKeys);
  }

  public synchronized void becomes(String newClusterKey) {
    clusterKey = newClusterKey;
  }

  public synchronized void failConnectivity() {
    connectivityFails = true;
  }

  public synchronized void hangAtLogin() {
    loginHangs = true;
  }

  public synchronized int logins() {
    return logins;
  }

  /** How often another address was asked for. */
  public synchronized int moves() {
    return moves;
  }

  public synchronized int reconnects() {
    return reconnects;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** The newest stream. */
  public FakeStream stream() {
    return streams.get(streams.size() - 1);
  }

  @Override
  public synchronized ClusterInfo login() {
    failIfClosed();
    logins++;
    notifyAll();
    SynnaxException failure = loginFailures.poll();
    if (failure != null) {
      throw failure;
    }
    hang();
    failIfClosed();
    return new ClusterInfo(clusterKey, "0.56.16", 0);
  }

  /** As a call that only the closing of the connection ends: interrupts do not. */
  private synchronized void hang() {
    while (loginHangs && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        loginHangs = !closed;
      }
    }
  }

  @Override
  public synchronized ClusterInfo checkConnectivity() {
    failIfClosed();
    if (connectivityFails) {
      connectivityFails = false;
      throw new SynnaxException(Code.TIMED_OUT, "no answer within 10 s");
    }
    return new ClusterInfo(clusterKey, "0.56.16", 0);
  }

  @Override
  public synchronized void moveOn() {
    moves++;
  }

  @Override
  public int addresses() {
    return 1;
  }

  @Override
  public synchronized void reconnect() {
    reconnects++;
    SynnaxException failure = reconnectFailures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized List<Channel> deniedChannels(Collection<Channel> channels) {
    failIfClosed();
    return channels.stream().filter(channel -> unreadable.contains(channel.key())).toList();
  }

  @Override
  public List<Channel> retrieveVisibleChannels(ChannelSelector selector) {
    return retrieveChannels();
  }

  @Override
  public synchronized List<Channel> retrieveChannels() {
    failIfClosed();
    lists++;
    if (listFailure != null) {
      throw listFailure;
    }
    return channels;
  }

  @Override
  public synchronized Streamer openStreamer(
      Collection<Channel> requested, StreamerOptions options) {
    failIfClosed();
    SynnaxException failure = openFailures.poll();
    if (failure != null) {
      throw failure;
    }
    FakeStream stream = new FakeStream(requested);
    streams.add(stream);
    return stream;
  }

  @Override
  public synchronized Streamer openChangeSignals() {
    failIfClosed();
    if (signalsFailure != null) {
      throw signalsFailure;
    }
    FakeStream stream = new FakeStream(List.of());
    signals.add(stream);
    return stream;
  }

  @Override
  public FakeRanges ranges() {
    return ranges;
  }

  @Override
  public synchronized Streamer openRangeSignals() {
    failIfClosed();
    FakeStream stream = new FakeStream(List.of());
    rangeSignals.add(stream);
    return stream;
  }

  public synchronized void failSignals(SynnaxException failure) {
    signalsFailure = failure;
  }

  public synchronized void failLists(@Nullable SynnaxException failure) {
    listFailure = failure;
  }

  public synchronized int lists() {
    return lists;
  }

  /** What history holds of each group. */
  public synchronized void store(IndexGroup group, Rows... rows) {
    history.computeIfAbsent(group.groupKey(), key -> new ArrayList<>()).addAll(List.of(rows));
  }

  synchronized void failHistory(SynnaxException... failures) {
    historyFailures.addAll(List.of(failures));
  }

  /** How many rows history reads at once. */
  public synchronized void readBlocksOf(int rows) {
    blockRows = rows;
  }

  /** How many readings of history are open. */
  public synchronized int openReadings() {
    return openReadings;
  }

  @Override
  public synchronized HistoryRows readHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    failIfClosed();
    historyRanges.add(range);
    Deque<Rows> rest = new ArrayDeque<>();
    for (Rows rows : history.getOrDefault(group.groupKey(), List.of())) {
      for (int row = 0; row < rows.rowCount(); row++) {
        if (range.contains(new TimeStamp(rows.timestampNanos(row)))) {
          rest.add(rows.slice(row, row + 1));
        }
      }
    }
    openReadings++;
    return new HistoryRows() {

      private boolean over;

      @Override
      public void handleOmissions(Omissions handler) {}

      @Override
      public @Nullable List<Rows> next() {
        synchronized (FakeCluster.this) {
          SynnaxException failure = historyFailures.poll();
          if (failure != null) {
            throw failure;
          }
          List<Rows> block = new ArrayList<>();
          while (!rest.isEmpty() && block.size() < blockRows) {
            block.add(rest.remove());
          }
          return block.isEmpty() ? null : block;
        }
      }

      @Override
      public void close() {
        synchronized (FakeCluster.this) {
          openReadings -= over ? 0 : 1;
          over = true;
        }
      }
    };
  }

  @Override
  public HistoryRows readFinishedHistory(IndexGroup group, TimeRange range, int chunkSamples) {
    return readHistory(group, range, chunkSamples);
  }

  @Override
  public synchronized int firstWithHistory(Collection<Channel> wanted, List<TimeRange> ranges) {
    failIfClosed();
    return 0;
  }

  @Override
  public synchronized @Nullable TimeStamp lastTimestamp(IndexGroup group) {
    failIfClosed();
    List<Rows> rows = history.getOrDefault(group.groupKey(), List.of());
    if (rows.isEmpty()) {
      return null;
    }
    Rows last = rows.get(rows.size() - 1);
    return new TimeStamp(last.timestampNanos(last.rowCount() - 1));
  }

  @Override
  public synchronized long[] newestTimestamps(IndexGroup group, TimeStamp since, int most) {
    failIfClosed();
    lookedAt.add(group.groupKey());
    if (lookFailure != null && lookedAt.size() > goodLooks) {
      throw lookFailure;
    }
    long[] found =
        timestamps.getOrDefault(group.groupKey(), List.of()).stream()
            .mapToLong(Long::longValue)
            .filter(nanos -> nanos >= since.nanos())
            .toArray();
    return Arrays.copyOfRange(found, Math.max(0, found.length - most), found.length);
  }

  /** Timestamps for who looks at the end of history, in ascending order. */
  public synchronized void storeTimestamps(IndexGroup group, List<Long> nanos) {
    timestamps.put(group.groupKey(), nanos);
  }

  public synchronized void failLooksAfter(int good, SynnaxException failure) {
    goodLooks = good;
    lookFailure = failure;
  }

  private void failIfClosed() {
    if (closed) {
      throw new SynnaxException(Code.CLOSED, "the client is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    streams.forEach(FakeStream::close);
    signals.forEach(FakeStream::close);
    notifyAll();
  }
}

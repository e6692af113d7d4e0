package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stored rows of channels in a range of time, in chunks: one index group after the other in order
 * of the index channel's key, and in each group every row once, in order. Rows hold the channels
 * that have a sample at their timestamps; one that comes or goes starts new {@link Rows}.
 *
 * <p>One thread reads; any thread may close. Reading slowly harms nobody, but while it is open its
 * channels cannot be deleted: read on, or close it. At most two iterators are open at the cluster
 * at a time.
 */
public final class HistoryIterator implements Iterable<Rows>, AutoCloseable {

  private final List<HistoryReader> readers;
  private final ArrayDeque<Rows> block = new ArrayDeque<>();
  private volatile boolean closed;
  private int current;

  private HistoryIterator(List<HistoryReader> readers) {
    this.readers = List.copyOf(readers);
  }

  /** Sorts the channels into groups; their indexes are looked up. */
  static HistoryIterator open(
      Session session, List<Channel> channels, TimeRange range, int chunkSamples) {
    if (chunkSamples < 1) {
      throw new IllegalArgumentException("chunkSamples must be positive: " + chunkSamples);
    }
    refuseVirtual(channels);
    Map<Long, List<Channel>> byIndex = new TreeMap<>();
    for (Channel channel : channels) {
      byIndex.computeIfAbsent(channel.indexKey(), key -> new ArrayList<>()).add(channel);
    }
    List<HistoryReader> readers = new ArrayList<>();
    for (Channel index : new ChannelRetriever(session).byKeys(byIndex.keySet())) {
      IndexGroup group = new IndexGroup(index, byIndex.getOrDefault(index.key(), List.of()));
      readers.add(new HistoryReader(session, group, range, chunkSamples, InstantSource.system()));
    }
    return new HistoryIterator(readers);
  }

  private static void refuseVirtual(List<Channel> channels) {
    List<String> notStored =
        channels.stream()
            .filter(c -> c.isVirtual() || !c.isIndexed())
            .map(Channel::toString)
            .toList();
    if (!notStored.isEmpty()) {
      throw new SynnaxException(
          Code.INVALID_ARGUMENT,
          "virtual channels have no history, exclude them: " + String.join(", ", notStored));
    }
  }

  /**
   * Reads on.
   *
   * @return at least one row, or null at the end
   * @throws SynnaxException when the cluster fails or refuses; what came before stays valid
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  public @Nullable Rows next() throws InterruptedException {
    if (closed) {
      throw new SynnaxException(Code.CLOSED, "the iterator was closed on our side");
    }
    while (block.isEmpty() && current < readers.size()) {
      List<Rows> next = readers.get(current).next();
      if (next == null) {
        current++;
      } else {
        block.addAll(next);
      }
    }
    return block.poll();
  }

  /**
   * All rows that were not read yet, once. An interrupt throws a {@link SynnaxException}, and the
   * thread stays interrupted.
   */
  @Override
  public Iterator<Rows> iterator() {
    return new RemainingRows();
  }

  /** Ends it at once. Idempotent. */
  @Override
  public void close() {
    closed = true;
    readers.forEach(HistoryReader::close);
  }

  private final class RemainingRows implements Iterator<Rows> {

    private @Nullable Rows upcoming;

    @Override
    public boolean hasNext() {
      try {
        upcoming = upcoming == null ? HistoryIterator.this.next() : upcoming;
        return upcoming != null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SynnaxException(Code.INTERRUPTED, "interrupted while reading the history", e);
      }
    }

    @Override
    public Rows next() {
      if (!hasNext() || upcoming == null) {
        throw new NoSuchElementException("the end of the history");
      }
      Rows rows = upcoming;
      upcoming = null;
      return rows;
    }
  }
}

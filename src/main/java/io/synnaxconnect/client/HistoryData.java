package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored samples of some channels over ranges of time, with one iterator that stays open.
 * One thread reads; any thread may close.
 */
final class HistoryData implements AutoCloseable {

  private final Session session;
  private final List<Channel> channels;
  private volatile @Nullable FrameIterator iterator;
  private volatile boolean closed;

  HistoryData(Session session, List<Channel> channels) {
    this.session = session;
    this.channels = List.copyOf(channels);
  }

  /** Hears of channels whose samples in a range alone are larger than a message may be. */
  interface TooLarge {
    void omit(Channel channel, SynnaxException refusal);
  }

  /**
   * Reads a range.
   *
   * @param shared an iterator over at least these channels that serves instead, null for none
   * @param chunkSamples as for {@link FrameIterator#open}
   */
  List<Frame> read(@Nullable FrameIterator shared, TimeRange times, int chunkSamples)
      throws InterruptedException {
    FrameIterator open = shared == null ? iterator : shared;
    if (open == null) {
      open = FrameIterator.open(session, channels, times, chunkSamples);
      iterator = open;
      if (closed) {
        open.close();
      }
    }
    return read(open, channels, times);
  }

  private static List<Frame> read(FrameIterator iterator, List<Channel> channels, TimeRange times)
      throws InterruptedException {
    long span = times.end().nanos() - times.start().nanos();
    // An overflow means more than 292 years.
    iterator.send(
        ToProto.setBounds(times),
        ToProto.seekFirst(),
        ToProto.next(span > 0 ? span : Long.MAX_VALUE));
    iterator.takeAcknowledgement();
    boolean found = iterator.takeAcknowledgement();
    List<Frame> frames = iterator.takeFrames();
    if (!found) {
      return List.of();
    }
    if (!containAll(frames, channels)) {
      iterator.checkStep();
    }
    return frames;
  }

  /** A channel that has no sample there brings nothing, and so does one whose reading failed. */
  private static boolean containAll(List<Frame> frames, List<Channel> channels) {
    Set<Long> found = new HashSet<>();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        found.add(frame.channelKeyAt(i));
      }
    }
    return channels.stream().allMatch(channel -> found.contains(channel.key()));
  }

  /** Reads a range that does not fit into a message in parts, down to single channels. */
  List<Frame> readHalves(TimeRange times, SynnaxException refusal, TooLarge handler)
      throws InterruptedException {
    return readHalves(channels, times, refusal, handler);
  }

  private List<Frame> readHalves(
      List<Channel> part, TimeRange times, SynnaxException refusal, TooLarge handler)
      throws InterruptedException {
    if (part.size() <= 1) {
      part.forEach(channel -> handler.omit(channel, refusal));
      return List.of();
    }
    int half = part.size() / 2;
    List<Frame> frames = new ArrayList<>(readPart(part.subList(0, half), times, handler));
    frames.addAll(readPart(part.subList(half, part.size()), times, handler));
    return frames;
  }

  private List<Frame> readPart(List<Channel> part, TimeRange times, TooLarge handler)
      throws InterruptedException {
    try (FrameIterator iterator = FrameIterator.open(session, part, times, 1)) {
      return read(iterator, part, times);
    } catch (SynnaxException e) {
      requireTooLarge(e);
      return readHalves(part, times, e, handler);
    }
  }

  /** Throws a failure again, unless a smaller range may be read. */
  static void requireTooLarge(SynnaxException failure) {
    if (failure.code() != Code.MESSAGE_TOO_LARGE) {
      throw failure;
    }
  }

  /** Ends the reading in order; what was read counts only after that. */
  void finish() throws InterruptedException {
    FrameIterator open = iterator;
    if (open != null) {
      open.finish();
    }
  }

  /** Ends the iterator; the next read opens another. */
  void restart() {
    FrameIterator open = iterator;
    if (open != null) {
      open.close();
    }
    iterator = null;
  }

  @Override
  public void close() {
    closed = true;
    FrameIterator open = iterator;
    if (open != null) {
      open.close();
    }
  }
}

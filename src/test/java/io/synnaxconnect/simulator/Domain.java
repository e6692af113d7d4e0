package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A region of stored samples of one channel, written without a break. Samples of data channels
 * stand at positions of an index domain. Guarded by {@link Storage}.
 */
final class Domain {

  private static final long TAIL_NANOS = 1_000_000_000L;

  private final DataType type;
  private final long startNanos;
  private final List<Domain> index;
  private final long firstPosition;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private byte[] bytes = new byte[64];
  private int[] offsets = new int[0];
  private int length;
  private int live;
  private long trimmed;
  private long endNanos;
  private long appendedNanos;

  /** How many samples there were before a commit, and when it came. */
  private record Mark(long atNanos, long samples, long endNanos) {}

  /** An empty domain of an index. */
  Domain(DataType type, long startNanos) {
    this(type, startNanos, List.of(), 0);
  }

  /**
   * An empty domain.
   *
   * @param index the index domains whose positions the samples take, each begins where the one
   *     before ends; positions go on from one to the next; none for an index
   * @param firstPosition position of the first sample, counted from the first of them
   */
  Domain(DataType type, long startNanos, List<Domain> index, long firstPosition) {
    this.type = type;
    this.startNanos = startNanos;
    this.endNanos = startNanos;
    this.index = index.isEmpty() ? List.of(this) : List.copyOf(index);
    this.firstPosition = firstPosition;
  }

  DataType type() {
    return type;
  }

  long startNanos() {
    return startNanos;
  }

  /** One past the last timestamp. */
  long endNanos() {
    return endNanos;
  }

  /** When samples were appended last. */
  long appendedNanos() {
    return appendedNanos;
  }

  /** Where it begins. */
  Domain indexDomain() {
    return index.get(0);
  }

  /** Where a position is. */
  IndexPlace placeOf(long position) {
    long sample = position;
    for (Domain times : index) {
      if (sample < times.to()) {
        return new IndexPlace(times, sample);
      }
      sample -= times.to();
    }
    Domain last = index.get(index.size() - 1);
    return new IndexPlace(last, sample + last.to());
  }

  /** A sample of an index domain. */
  record IndexPlace(Domain domain, long sample) {}

  /** The position after the last one that its index has. */
  long indexTo() {
    return index.stream().mapToLong(Domain::to).sum();
  }

  /** Position of the first sample in its index. */
  long firstPosition() {
    return firstPosition;
  }

  /** Position of the first sample that is still kept. */
  long from() {
    return firstPosition + trimmed;
  }

  /** The position after the last sample. */
  long to() {
    return from() + live;
  }

  int live() {
    return live;
  }

  long timestamp(long position) {
    IndexPlace place = placeOf(position);
    Domain times = place.domain();
    return Samples.longAt(times.bytes, (int) (place.sample() - times.from()) * Long.BYTES);
  }

  /**
   * A position of the index with this timestamp: of several, the one that the server's binary
   * search meets first (seen on Synnax 0.56.16). Without any, the first position after it.
   */
  long search(long stamp) {
    long origin = indexDomain().from();
    long low = 0;
    long high = indexTo() - origin - 1;
    while (low <= high) {
      long middle = (low + high) / 2;
      long found = timestamp(origin + middle);
      if (found == stamp) {
        return origin + middle;
      }
      if (found < stamp) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return origin + low;
  }

  void append(byte[] samples, int count, long newEndNanos, long nowNanos) {
    while (!marks.isEmpty() && marks.peekFirst().atNanos() < nowNanos - TAIL_NANOS) {
      marks.removeFirst();
    }
    marks.addLast(new Mark(nowNanos, trimmed + live, endNanos));
    if (bytes.length - length < samples.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + samples.length));
    }
    if (type.isVariable()) {
      addOffsets(samples, count);
    }
    System.arraycopy(samples, 0, bytes, length, samples.length);
    length += samples.length;
    live += count;
    endNanos = newEndNanos;
    appendedNanos = nowNanos;
  }

  private void addOffsets(byte[] samples, int count) {
    if (offsets.length < live + count) {
      offsets = Arrays.copyOf(offsets, Math.max(offsets.length * 2, live + count));
    }
    for (int i = 0, at = 0; i < count; i++) {
      offsets[live + i] = length + at;
      at = Samples.endOf(type, samples, at);
    }
  }

  /** The bytes of the samples from one position to before another. */
  byte[] slice(long fromPosition, long toPosition) {
    return Arrays.copyOfRange(bytes, offset(fromPosition), offset(toPosition));
  }

  private int offset(long position) {
    int sample = (int) (position - from());
    if (sample >= live) {
      return length;
    }
    return type.isVariable() ? offsets[sample] : sample * type.widthBytes();
  }

  /** Forgets the oldest samples; positions stay. */
  void trimFront(int samples) {
    int cut = offset(from() + samples);
    if (type.isVariable()) {
      offsets = Arrays.copyOfRange(offsets, samples, live);
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] -= cut;
      }
    }
    bytes = Arrays.copyOfRange(bytes, cut, Math.max(length, cut + 1));
    length -= cut;
    live -= samples;
    trimmed += samples;
  }

  /** A crash: what was committed after {@code sinceNanos} never reached the disk. */
  void loseCommitsAfter(long sinceNanos, int extraSamples) {
    for (Mark mark : marks) {
      if (mark.atNanos() >= sinceNanos) {
        long kept = Math.max(trimmed, mark.samples() - extraSamples);
        length = offset(firstPosition + kept);
        live = (int) (kept - trimmed);
        endNanos = mark.endNanos();
        marks.clear();
        return;
      }
    }
  }
}

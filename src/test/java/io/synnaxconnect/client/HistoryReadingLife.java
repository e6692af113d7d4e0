package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One random group and one reading of it. Its regions touch or not, begin where their writer said
 * or earlier, and have all channels, or one that was written alone, here and there. Timestamps
 * repeat, texts are larger than a message. Meanwhile older regions are deleted, and a step of the
 * cluster fails; the reading then begins again after the last row. What is read is what is stored.
 */
final class HistoryReadingLife {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000L;
  private static final int[] CHUNKS = {1, 2, 3, 5, 10, 100, 300, 100_000};

  private final long seed;
  private final Random random;
  private final Simulator simulator;
  private final SynnaxClient client;
  private final int maxMessageBytes;
  private final long indexKey;
  private final long valueKey;
  private final long noteKey;
  private final boolean hasLargeTexts;
  private final boolean repeatsStamps;

  /** Of the rows of a region with all channels. */
  private final int repeatPercent;

  /** How often the first timestamp of a region repeats at most, whatever the others do. */
  private final int mostLeading;

  /** Rows of one timestamp, and those at the end of a region, can only be read together. */
  private final boolean mayLackNotes;

  /** Of most regions. */
  private final int mostRows;

  private final boolean deletes;
  private final boolean fails;

  /** In order; those that were written without the note get it later, or never. */
  private final List<Row> rows = new ArrayList<>();

  /** Rows of touching regions without notes. */
  private final List<List<Row>> islands = new ArrayList<>();

  /** Those with which regions begin. */
  private final List<Long> firstStamps = new ArrayList<>();

  private long endNanos = START;

  private static final class Row {
    final long stampNanos;
    final int number;
    String note = "";

    Row(long stampNanos, int number) {
      this.stampNanos = stampNanos;
      this.number = number;
    }
  }

  HistoryReadingLife(long seed, Simulator simulator, SynnaxClient client, int maxMessageBytes) {
    this.seed = seed;
    this.random = new Random(seed);
    this.simulator = simulator;
    this.client = client;
    this.maxMessageBytes = maxMessageBytes;
    this.indexKey = simulator.createIndex("time" + seed);
    this.valueKey = simulator.createChannel("value" + seed, DataType.FLOAT64, indexKey);
    this.noteKey = simulator.createChannel("note" + seed, DataType.STRING, indexKey);
    this.hasLargeTexts = random.nextInt(5) == 0;
    this.repeatsStamps = random.nextInt(3) == 0;
    boolean leads = repeatsStamps && random.nextBoolean();
    this.mostLeading = leads ? 1 + random.nextInt(12) : 0;
    this.repeatPercent = leads ? random.nextInt(20) : repeatsStamps ? 20 + random.nextInt(75) : 0;
    this.mayLackNotes = repeatsStamps && hasLargeTexts;
    this.mostRows = List.of(2, 5, 10, 30, 30).get(random.nextInt(5));
    this.deletes = random.nextInt(3) == 0;
    this.fails = random.nextInt(4) == 0;
  }

  void run() throws InterruptedException {
    int regions = 1 + random.nextInt(8);
    for (int i = 0; i < regions; i++) {
      writeRegion();
    }
    islands.forEach(this::writeNotesAlone);
    TimeRange range = range();
    assertThat(firstDifference(read(range), expected(range))).isEmpty();
    // Many lives share a simulator.
    deleteBefore(Long.MAX_VALUE);
  }

  /** What is wrong first, without the long texts. */
  private String firstDifference(List<String> read, List<String> expected) {
    for (int i = 0; i < Math.max(read.size(), expected.size()); i++) {
      String found = i < read.size() ? read.get(i) : "the end";
      String stored = i < expected.size() ? expected.get(i) : "the end";
      boolean isSame = found.equals(stored) || (mayLackNotes && found.equals(withoutNote(stored)));
      if (!isSame) {
        return "row %d: read %.80s, stored is %.80s".formatted(i, found, stored);
      }
    }
    return "";
  }

  private static String withoutNote(String text) {
    int note = text.indexOf(" note");
    return note < 0 ? text : text.substring(0, note);
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  private void writeRegion() {
    long gap = oneIn(3) ? 0 : (1 + random.nextInt(4)) * STEP;
    long first = endNanos + gap;
    long declared = gap > 0 && oneIn(3) ? endNanos + 1 + random.nextLong(gap) : first;
    boolean isLarge = mostRows > 10 && oneIn(10);
    List<Row> region =
        newRows(first, isLarge ? 400 + random.nextInt(500) : random.nextInt(mostRows));
    if (repeatsStamps ? !oneIn(4) : oneIn(3)) {
      region.forEach(row -> row.note = newNote(row.number));
      write(new long[] {indexKey, valueKey, noteKey}, declared, region);
    } else {
      write(new long[] {indexKey, valueKey}, declared, region);
      boolean touches = gap == 0 && !islands.isEmpty() && lastIslandEnds(first);
      if (touches) {
        islands.get(islands.size() - 1).addAll(region);
      } else {
        islands.add(new ArrayList<>(region));
      }
    }
    rows.addAll(region);
    firstStamps.add(first);
    endNanos = region.get(region.size() - 1).stampNanos + 1;
  }

  private boolean lastIslandEnds(long atNanos) {
    List<Row> last = islands.get(islands.size() - 1);
    return last.get(last.size() - 1).stampNanos + 1 == atNanos;
  }

  private List<Row> newRows(long firstNanos, int more) {
    List<Row> made = new ArrayList<>();
    long stamp = firstNanos;
    for (int i = 0; i <= more; i++) {
      made.add(new Row(stamp, rows.size() + i));
      stamp += 1 + random.nextLong(STEP);
    }
    return made;
  }

  private String newNote(int number) {
    if (!hasLargeTexts) {
      return "n" + number;
    }
    boolean exceedsMessage = oneIn(40);
    int length = exceedsMessage ? maxMessageBytes : random.nextInt(maxMessageBytes / 20);
    return "n" + number + "x".repeat(length);
  }

  /** One commit. Timestamps repeat only where all channels are written together. */
  private void write(long[] keys, long startNanos, List<Row> region) {
    boolean hasNotes = keys.length == 3;
    int leading = hasNotes ? random.nextInt(mostLeading + 1) : 0;
    Object[][] written = new Object[region.size()][];
    for (int i = 0; i < region.size(); i++) {
      boolean repeats = i <= leading || random.nextInt(100) < repeatPercent;
      if (hasNotes && i > 0 && repeats) {
        Row repeated = new Row(region.get(i - 1).stampNanos, region.get(i).number);
        repeated.note = region.get(i).note;
        region.set(i, repeated);
      }
      Row row = region.get(i);
      written[i] =
          hasNotes
              ? new Object[] {row.stampNanos, (double) row.number, row.note}
              : new Object[] {row.stampNanos, (double) row.number};
    }
    simulator.importRows(keys, startNanos, written);
  }

  /** In a region of its own for each of some runs of rows. */
  private void writeNotesAlone(List<Row> island) {
    int from = random.nextInt(3) == 0 ? 0 : random.nextInt(island.size());
    while (from < island.size()) {
      int to = from + 1 + random.nextInt(island.size() - from);
      List<Row> run = island.subList(from, to);
      run.forEach(row -> row.note = newNote(row.number));
      simulator.importRows(
          new long[] {noteKey},
          run.get(0).stampNanos,
          run.stream().map(row -> new Object[] {row.note}).toArray(Object[][]::new));
      from = to + (oneIn(2) ? 0 : random.nextInt(5));
    }
  }

  /** From a stored row on, or from just before or after one, or from anywhere. */
  private TimeRange range() {
    long start =
        switch (random.nextInt(repeatsStamps ? 7 : 5)) {
          case 0 -> 0;
          case 1 -> someStamp();
          case 2 -> someStamp() + 1;
          case 3 -> someStamp() - 1;
          case 4 -> START - STEP + random.nextLong(endNanos - START + 2 * STEP);
          default -> firstStamps.get(random.nextInt(firstStamps.size()));
        };
    long end = oneIn(3) ? someStamp() + random.nextInt(2) : Long.MAX_VALUE;
    end = repeatsStamps && oneIn(3) ? someStampAfter(start) : end;
    return TimeRange.ofNanos(start, Math.max(start, end));
  }

  /** That of one of the next rows. */
  private long someStampAfter(long startNanos) {
    List<Row> next = rows.stream().filter(row -> row.stampNanos > startNanos).limit(20).toList();
    return next.isEmpty() ? startNanos : next.get(random.nextInt(next.size())).stampNanos;
  }

  private long someStamp() {
    return rows.get(random.nextInt(rows.size())).stampNanos;
  }

  private List<String> expected(TimeRange range) {
    return rows.stream()
        .filter(row -> range.start().nanos() <= row.stampNanos)
        .filter(row -> row.stampNanos < range.end().nanos())
        .map(this::text)
        .toList();
  }

  private String text(Row row) {
    String value = row.stampNanos + " value" + seed + "=" + (double) row.number;
    boolean comes = !row.note.isEmpty() && row.note.length() < maxMessageBytes;
    return comes ? value + " note" + seed + "=" + row.note : value;
  }

  private List<String> read(TimeRange range) throws InterruptedException {
    List<Channel> channels = client.retrieveChannelsByKeys(List.of(indexKey, valueKey, noteKey));
    IndexGroup group = new IndexGroup(channels.get(0), channels.subList(1, channels.size()));
    int chunk = CHUNKS[random.nextInt(CHUNKS.length)];
    simulator.failReads(random.nextInt(12), fails ? 1 : 0);
    List<String> read = new ArrayList<>();
    @Nullable TimeRange rest = range;
    while (rest != null) {
      rest = readFrom(group, rest, chunk, read);
    }
    return read;
  }

  /**
   * Reads until the end, or until the step that fails.
   *
   * @return what is to be read again, null for nothing
   */
  private @Nullable TimeRange readFrom(
      IndexGroup group, TimeRange range, int chunk, List<String> read) throws InterruptedException {
    // Otherwise a row of its timestamp may still be read.
    boolean isLastRead = !fails && !repeatsStamps;
    try (HistoryReader reader = client.readFinishedHistory(group, range, chunk)) {
      reader.handleOmissions((channel, at, refusal) -> {});
      for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
        read.addAll(RowTexts.of(block));
        if (deletes && oneIn(2)) {
          deleteBefore(stampOf(read.get(read.size() - 1)) + (isLastRead ? 1 : 0));
        }
      }
      return null;
    } catch (SynnaxException e) {
      assertThat(fails).as(e.toString()).isTrue();
      assertThat(e.code()).isEqualTo(Code.SERVER_ERROR);
      return restAfter(range, read);
    }
  }

  /** From the last row on, which is read again with all that share its timestamp. */
  private static TimeRange restAfter(TimeRange range, List<String> read) {
    if (read.isEmpty()) {
      return range;
    }
    long last = stampOf(read.get(read.size() - 1));
    read.removeIf(text -> stampOf(text) == last);
    return TimeRange.ofNanos(last, range.end().nanos());
  }

  private void deleteBefore(long endNanosOfRead) {
    TimeRange older = TimeRange.ofNanos(0, endNanosOfRead);
    simulator.deleteRegions(older, indexKey, valueKey, noteKey);
  }

  private static long stampOf(String text) {
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }
}

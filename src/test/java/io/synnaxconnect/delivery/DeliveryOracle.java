package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows what the guarantee promises for every sample, and whether it was kept. */
final class DeliveryOracle implements GroupListener {

  private record Reading(long fromNanos, long lastNanos, long readNanos) {
    boolean covers(long stampNanos, long receivedNanos) {
      return fromNanos <= stampNanos
          && stampNanos <= lastNanos
          && receivedNanos - readNanos < RecentReads.LIVE_DELAY_NANOS;
    }
  }

  private static final IndexGroup LONE_GROUP =
      new IndexGroup(
          SimulatedCluster.INDEX, List.of(SimulatedCluster.channel(SimulatedCluster.LONE_KEY)));

  private final SimulatedCluster cluster;
  private final Map<Long, Long> promisedFrom = new HashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private final Map<Long, List<Reading>> channelReadings = new HashMap<>();
  private final List<SimulatedRow> cameLate = new ArrayList<>();
  private final List<SimulatedRow> expected = new ArrayList<>();
  private final long endNanos;
  private final EmittedRows emittedRows;
  private long readUpToNanos = Long.MIN_VALUE;
  private long noHolesUpToNanos = Long.MIN_VALUE;

  /** When history was last asked for the samples that a channel lacks, from the first on. */
  private final Map<Long, Long> lookedNanos = new HashMap<>();

  /** After which look, and after which change of the cluster, the end last excused rows. */
  private long excusedLooked;

  private long excusedChanges = -1;

  /** Whether nothing else was asked since. */
  private boolean lookWasLast;

  private boolean stalled;
  private boolean noSkip;

  /**
   * Knows nothing yet.
   *
   * @param endNanos timestamp before which a bounded replay ends
   */
  DeliveryOracle(SimulatedCluster cluster, long endNanos) {
    this.cluster = cluster;
    this.endNanos = endNanos;
    this.emittedRows = new EmittedRows(cluster, endNanos);
  }

  List<SimulatedRow> rows() {
    return cluster.rows();
  }

  /** From this timestamp on the samples of a channel are to be delivered. */
  void promise(long channelKey, long fromNanos) {
    promisedFrom.put(channelKey, fromNanos);
  }

  /** The channel is no longer chosen. */
  void release(long channelKey) {
    promisedFrom.remove(channelKey);
    expected.forEach(row -> row.cameInOrder[(int) channelKey] = false);
  }

  /** Rows in this range came from history; live rows in it count as those. */
  void read(long fromNanos, long lastNanos, long readNanos) {
    readings.add(new Reading(fromNanos, lastNanos, readNanos));
    readUpToNanos = Math.max(readUpToNanos, lastNanos);
  }

  void readChannels(IndexGroup group, HistoryAnswer answer) {
    List<Rows> rows = answer.rows().stream().filter(r -> !r.columns().isEmpty()).toList();
    if (!rows.isEmpty()) {
      Reading reading =
          new Reading(RowFilter.minNanos(rows), RowFilter.maxNanos(rows), answer.readNanos());
      group
          .channels()
          .forEach(
              c -> channelReadings.computeIfAbsent(c.key(), k -> new ArrayList<>()).add(reading));
      // A live row at the same timestamp may wait, and it is not known whether this is it.
      cluster.rows().stream()
          .filter(row -> row.sharesStamp && row.stampNanos == reading.lastNanos())
          .forEach(row -> group.channels().forEach(c -> row.repeats[(int) c.key()]++));
    }
  }

  /** The task asks history. */
  void asked(HistoryRequest request, List<Gap> gaps, long nowNanos) {
    if (request.purpose().isForHoles()) {
      return;
    }
    if (request.purpose() != HistoryRequest.Purpose.CHANNELS) {
      lookWasLast = false;
      return;
    }
    for (Channel channel : request.group().channels()) {
      gaps.stream()
          .filter(gap -> gap.channels().contains(channel.key()))
          .filter(gap -> gap.range().start().equals(request.range().start()))
          .forEach(gap -> lookedNanos.put(channel.key(), nowNanos));
    }
    lookWasLast = true;
  }

  /** A replay says for the first time that it has ended: who stops the connector loses nothing. */
  void checkNothingLostAtEnd() {
    if (lookWasLast) {
      excuseAfterEnd();
    }
    checkNothingLostInOrder();
  }

  /**
   * A replay says that it has ended. Then nobody waits for a writer of a single channel: not for
   * what it writes after the last look, nor for the rest of a newest timestamp that it writes in
   * part.
   */
  void excuseAfterEnd() {
    long key = SimulatedCluster.LONE_KEY;
    long looked = lookedNanos.getOrDefault(key, Long.MAX_VALUE);
    if (looked == excusedLooked && cluster.changes() == excusedChanges) {
      return;
    }
    excusedLooked = looked;
    excusedChanges = cluster.changes();
    long partFrom = cluster.completeUpTo(LONE_GROUP);
    for (SimulatedRow row : cluster.rows()) {
      row.excused[(int) key] |= row.isWrittenAfter(key, looked) || row.stampNanos >= partFrom;
    }
  }

  /** Live rows came to the group. Late ones are emitted, unless history may have delivered them. */
  void came(List<SimulatedRow> rows, long receivedNanos) {
    for (SimulatedRow row : rows) {
      if (row.late && !covers(readings, row, receivedNanos)) {
        row.cameLate = true;
        cameLate.add(row);
        channelReadings.forEach(
            (key, mine) -> row.excused[key.intValue()] |= covers(mine, row, receivedNanos));
      }
    }
  }

  private static boolean covers(List<Reading> readings, SimulatedRow row, long receivedNanos) {
    return readings.stream().anyMatch(r -> r.covers(row.stampNanos, receivedNanos));
  }

  /** Live rows that continue those before are emitted, whatever the cluster stores of them. */
  void expect(List<SimulatedRow> rows, Set<Long> keys) {
    for (SimulatedRow row : rows) {
      if (!row.late && row.stampNanos > readUpToNanos) {
        keys.forEach(key -> row.cameInOrder[key.intValue()] = true);
        expected.add(row);
      }
    }
  }

  /** What we shed ourselves is not to be reported as skipped by the cluster. */
  void expectNoSkip(boolean shed) {
    noSkip = shed;
  }

  EmittedRows emittedRows() {
    return emittedRows;
  }

  /** Live rows that had come may be gone. */
  void droppedLive() {
    cameLate.forEach(row -> row.cameLate = false);
    cameLate.clear();
    expected.forEach(row -> Arrays.fill(row.cameInOrder, false));
    expected.clear();
  }

  /** The task is gone, and with it what it knew. */
  void crashed() {
    droppedLive();
    readings.clear();
    readUpToNanos = Long.MIN_VALUE;
    channelReadings.clear();
    lookedNanos.clear();
  }

  /** A reset forgets the gaps and the holes before the new position. */
  void excuseUpTo(long positionNanos) {
    noHolesUpToNanos = Math.max(noHolesUpToNanos, positionNanos);
    for (SimulatedRow row : cluster.rows()) {
      if (row.stampNanos <= positionNanos) {
        Arrays.fill(row.excused, true);
      }
    }
  }

  SimulatedRow rowOf(Rows.Column column, int row, long stampNanos) {
    long value = column.series().longAt(column.sampleOf(row));
    if (!column.channel().isIndex()) {
      SimulatedRow found = cluster.row(value);
      if (found.stampNanos != stampNanos) {
        throw new AssertionError("Sample of " + found + " at " + stampNanos);
      }
      return found;
    }
    return cluster.rows().stream()
        .filter(r -> r.stampNanos == value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No row at " + value));
  }

  /** Everything that should have been delivered was. */
  void checkNothingLost() {
    promisedFrom.keySet().forEach(this::checkNothingLost);
  }

  void checkNothingLost(long key) {
    checkNothingLost(key, true);
  }

  /** The same, but for rows and samples that were stored late and did not come live. */
  void checkNothingLostInOrder() {
    promisedFrom.keySet().forEach(key -> checkNothingLost(key, false));
  }

  private void checkNothingLost(long key, boolean lateToo) {
    List<String> lost = lost(key, promisedFrom.getOrDefault(key, Long.MAX_VALUE), lateToo);
    if (!lost.isEmpty()) {
      throw new AssertionError(lost.size() + " samples lost, the first: " + lost.get(0));
    }
  }

  private List<String> lost(long key, long fromNanos, boolean lateToo) {
    List<String> lost = new ArrayList<>();
    int k = (int) key;
    for (SimulatedRow row : cluster.rows()) {
      boolean isLookedFor = lateToo && row.stampNanos > noHolesUpToNanos;
      boolean isExpectedLate = row.late && (row.cameLate || isLookedFor);
      boolean stored = row.isReadable(key) && (isExpectedLate || (!row.late && !row.sharesStamp));
      if (row.stampNanos >= fromNanos
          && row.stampNanos < endNanos
          && row.delivered[k] == 0
          && !row.excused[k]
          && (lateToo || !row.lateAlone[k])
          && (stored || row.cameInOrder[k])) {
        lost.add("channel " + key + " of " + row);
      }
    }
    return lost;
  }

  boolean takeStalled() {
    boolean was = stalled;
    stalled = false;
    return was;
  }

  @Override
  public void unrecoverable(Gap gap) {
    long missing = 0;
    for (SimulatedRow row : cluster.rows()) {
      boolean inside =
          gap.range().start().nanos() <= row.stampNanos
              && row.stampNanos < gap.range().end().nanos();
      if (inside && Arrays.stream(row.delivered).sum() == 0) {
        missing++;
        if (row.isStored() && !row.sharesStamp && !row.isTorn()) {
          throw new AssertionError("Reported as unrecoverable: " + row + " in " + gap);
        }
      }
    }
    // Rows at the edge that share their timestamp with others may be among those reported.
    boolean exact = cluster.rows().stream().noneMatch(row -> row.sharesStamp);
    if (exact && missing != gap.sampleCount() && !gap.range().isEmpty()) {
      throw new AssertionError(missing + " rows are missing, reported was " + gap);
    }
  }

  @Override
  public void stalled(long foundNanos) {
    stalled = true;
  }

  @Override
  public void skipped(long rows) {
    if (noSkip) {
      throw new AssertionError("Reported as skipped, but shed: " + rows);
    }
  }

  @Override
  public void recovered(long rows) {}

  @Override
  public void repaired(Gap gap) {}

  @Override
  public void late(long rows) {}

  @Override
  public void imported(long rows) {}

  @Override
  public void holeGivenUp(Hole hole) {
    throw new AssertionError("No life has that many holes: " + hole);
  }

  @Override
  public void shedLate() {}
}

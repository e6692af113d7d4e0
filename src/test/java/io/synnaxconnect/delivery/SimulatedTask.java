package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.delivery.SimulatedStream.Entry;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Frame;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Opened;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Relisted;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Shed;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One life of a task: drives the group as the real task does. */
final class SimulatedTask {

  private static final int MAX_REQUESTS = 20_000;

  private final VirtualTime time;
  private final Dice dice;
  private final SimulatedCluster cluster;
  private final SimulatedStream stream;
  private final DeliveryOracle oracle;
  private final StoredGroup group;
  private final SimulatedPolls polls;
  private final LiveWitness witness;
  private final SimulatedWatch watch;
  private IndexGroup carried;
  private boolean alive = true;
  private @Nullable HistoryRequest underWay;
  private int requests;
  private int failPercent;
  private boolean refuseNext;
  private int opens;

  SimulatedTask(
      VirtualTime time,
      Dice dice,
      SimulatedCluster cluster,
      SimulatedStream stream,
      SimulatedKafka kafka,
      DeliveryOracle oracle,
      IndexGroup channels,
      DeliveryOptions options) {
    this.time = time;
    this.dice = dice;
    this.cluster = cluster;
    this.stream = stream;
    this.oracle = oracle;
    this.group =
        new StoredGroup(channels, SourceOffset.fromMap(kafka.committed()), options, oracle);
    this.polls = new SimulatedPolls(time, dice, kafka, oracle, group);
    this.witness = new LiveWitness(group, oracle);
    this.watch = new SimulatedWatch(time, cluster, stream, group, options);
    this.carried = channels;
  }

  StoredGroup group() {
    return group;
  }

  void fail(int percent) {
    failPercent = percent;
  }

  void refuseNext() {
    refuseNext = true;
  }

  void kill() {
    alive = false;
  }

  /** One turn of the task's loop. */
  void turn() {
    group.tick(time.nowNanos());
    ask();
    for (int i = dice.between(1, 20); i > 0 && !group.isWaiting(); i--) {
      Entry entry = stream.queue().poll();
      if (entry == null) {
        break;
      }
      accept(entry);
      ask();
    }
    if (group.isRepairing() && stream.queue().size() > 3 && dice.percent(10)) {
      stream.shedAll();
    }
    polls.poll();
    ask();
    watch.turn(carried, polls.batches(), failPercent > 0);
  }

  private void accept(Entry entry) {
    long now = time.nowNanos();
    time.trace(() -> "take " + entry.getClass().getSimpleName() + " at " + group.offset().toMap());
    if (entry instanceof Opened opened) {
      opens++;
      oracle.read(Long.MIN_VALUE, positionNanos(), now);
      witness.interrupt();
      polls.list(opened.group());
      carried = opened.group();
      group.open(opened.group(), now);
    } else if (entry instanceof Relisted relisted) {
      polls.list(relisted.group());
      carried = relisted.group();
      underWay = null;
      group.relist(relisted.group(), now);
    } else if (entry instanceof Shed mark) {
      witness.shed();
      group.shed(mark.smallestNanos(), now);
    } else if (entry instanceof Frame frame) {
      accept(frame, now);
    }
  }

  private void accept(Frame received, long now) {
    SimulatedFrame frame = received.frame();
    if (frame.alignment() == null) {
      Set<Long> without = new HashSet<>();
      received.group().channels().forEach(channel -> without.add(channel.key()));
      without.retainAll(frame.keys());
      if (!without.isEmpty()) {
        group.frame(List.of(), without, now);
      }
      return;
    }
    List<Rows> rows =
        SimulatedRows.of(
            received.group(),
            frame.rows(),
            frame.alignment(),
            received.receivedNanos(),
            (row, key) -> key == SimulatedCluster.INDEX_KEY || frame.keys().contains(key));
    witness.accept(received, opens > 0);
    if (opens > 0) {
      oracle.came(frame.rows(), received.receivedNanos());
    }
    LiveRows liveRows =
        new LiveRows(
            SimulatedRows.stamps(frame.rows(), frame.alignment()), rows, received.receivedNanos());
    group.frame(List.of(liveRows), Set.of(), now);
    witness.accepted();
  }

  private long positionNanos() {
    var position = group.offset().position();
    return position == null ? Long.MIN_VALUE : position.nanos();
  }

  private void ask() {
    HistoryRequest request = group.takeRequest();
    if (request == null) {
      return;
    }
    if (underWay != null && !underWay.purpose().isForHoles()) {
      throw new AssertionError("Two requests under way");
    }
    if (request.range().isEmpty() || ++requests > MAX_REQUESTS) {
      throw new AssertionError("Senseless request, the " + requests + "th: " + request);
    }
    underWay = request;
    long began = time.nowNanos();
    oracle.asked(request, group.offset().gaps(), began);
    time.trace(() -> request.purpose() + " request " + request.range());
    time.in(delay(), () -> read(request, began));
  }

  private long delay() {
    return dice.percent(80)
        ? dice.between(0, 10) * VirtualTime.MILLISECOND
        : dice.between(0, 500) * VirtualTime.MILLISECOND;
  }

  private void read(HistoryRequest request, long began) {
    int most = dice.percent(50) ? 10_000 : dice.between(1, 12);
    HistoryAnswer answer =
        request.purpose().isForHoles()
            ? readHoles(request, most, began)
            : cluster.read(request, most, began);
    boolean failed = dice.percent(failPercent);
    time.in(delay(), () -> answer(request, failed ? null : answer));
  }

  /** The first range in which anything is stored is read; a seek may be wrong about that. */
  private HistoryAnswer readHoles(HistoryRequest request, int most, long began) {
    List<TimeRange> ranges = new ArrayList<>(List.of(request.range()));
    ranges.addAll(request.others());
    for (TimeRange range : ranges) {
      boolean isFilled =
          request.purpose() == Purpose.HOLES
              ? cluster.hasRows(request.group(), range)
              : cluster.hasSamples(request.group(), range);
      if (isFilled || dice.percent(10)) {
        HistoryRequest one = request.in(range);
        return cluster.read(one, most, began).of(range);
      }
    }
    return new HistoryAnswer(List.of(), true, began, ranges.get(ranges.size() - 1));
  }

  @SuppressWarnings("ReferenceEquality") // Another request may ask for the same.
  private void answer(HistoryRequest request, @Nullable HistoryAnswer answer) {
    if (!alive || request != underWay) {
      // The task is gone, or has asked for something that it waits for.
      return;
    }
    underWay = null;
    time.trace(() -> (refuseNext ? "refused " : "answer ") + answer);
    long now = time.nowNanos();
    if (refuseNext) {
      refuseNext = false;
      group.requestRefused();
      opens = 0;
      oracle.droppedLive();
      stream.breakOff();
    } else if (answer == null) {
      group.requestFailed(now);
    } else {
      boolean ofChannels = request.purpose() == Purpose.CHANNEL_HOLES;
      if (ofChannels || request.purpose() == Purpose.CHANNELS) {
        oracle.readChannels(request.group(), answer.without(request.companionKeys()));
      } else if (!answer.rows().isEmpty()) {
        oracle.read(
            RowFilter.minNanos(answer.rows()),
            RowFilter.maxNanos(answer.rows()),
            answer.readNanos());
      }
      group.answer(answer, now);
    }
  }
}

package io.synnaxconnect.source.reader;

import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.delivery.VirtualTime;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The groups of a cluster, and the stream that a task has open. Every call on it takes no time. */
final class LifeWorld {

  static final String CLUSTER = "8a3a3c3e-9a3e-4b0e-8f57-0d7a0a0f1c11";

  final VirtualTime time = new VirtualTime();
  final Dice dice;
  final List<LifeGroup> groups;
  private final List<LifeRow> bySequence = new ArrayList<>();
  private @Nullable LifeStream stream;
  private long regions;
  private long wallAheadNanos;
  private int skipPercent;
  private int historyFailPercent;
  private long carriedFromNanos;

  LifeWorld(Dice dice) {
    this.dice = dice;
    int most = dice.percent(80) ? 5 : dice.percent(80) ? 15 : 50;
    this.groups = IntStream.range(0, dice.between(2, most)).mapToObj(LifeGroup::new).toList();
  }

  /** What the worker's wall clock shows, which somebody sets now and then. */
  long wallNanos() {
    return time.nowNanos() + wallAheadNanos;
  }

  void setWallClock() {
    long most = dice.flip() ? 10 * VirtualTime.SECOND : 10_000 * VirtualTime.SECOND;
    wallAheadNanos = dice.between(-most, most);
  }

  List<Channel> channels() {
    return groups.stream()
        .flatMap(g -> Stream.concat(Stream.of(g.group.index()), g.group.channels().stream()))
        .toList();
  }

  LifeGroup someGroup() {
    return groups.get(dice.between(0, groups.size() - 1));
  }

  LifeGroup groupOf(long channelKey) {
    return groups.get(LifeGroup.numberOf(channelKey));
  }

  long nextRegion() {
    return regions++;
  }

  long nextSequence() {
    return bySequence.size();
  }

  /** A row that its writer has just made. */
  LifeRow add(LifeRow row) {
    bySequence.add(row);
    row.group.insert(row);
    return row;
  }

  LifeRow row(long sequence) {
    return bySequence.get((int) sequence);
  }

  /** Opens the one stream; at times it carries nothing at first. */
  LifeStream open() {
    LifeStream opened = new LifeStream(time);
    stream = opened;
    long deafNanos = dice.flip() ? 0 : dice.between(0, 300) * VirtualTime.MILLISECOND;
    carriedFromNanos = time.nowNanos() + deafNanos;
    return opened;
  }

  void carry(Frame frame) {
    LifeStream open = stream;
    if (open != null && time.nowNanos() >= carriedFromNanos && !dice.percent(skipPercent)) {
      open.send(frame, dice.between(0, 20) * VirtualTime.MILLISECOND);
    }
  }

  @Nullable LifeStream stream() {
    return stream;
  }

  void skip(int percent) {
    skipPercent = percent;
  }

  void failHistory(int percent) {
    historyFailPercent = percent;
  }

  boolean historyFails() {
    return dice.percent(historyFailPercent);
  }

  /** Retention: the oldest rows of a group are gone. */
  void deleteOldest(LifeGroup group) {
    int count = group.rows().size();
    if (count > 1) {
      long upTo = group.rows().get(dice.between(0, count - 2)).stampNanos;
      group.rows().stream()
          .filter(row -> row.stampNanos <= upTo)
          .forEach(row -> row.deleted = true);
    }
  }
}

package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.SimulatedStream.Entry.Frame;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Opened;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Relisted;
import io.synnaxconnect.delivery.SimulatedStream.Entry.Shed;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayDeque;
import java.util.Deque;

/** The live stream with its faults, and the bounded queue of the task after it. */
final class SimulatedStream {

  /** An entry of the queue. */
  sealed interface Entry {
    record Opened(IndexGroup group) implements Entry {}

    record Relisted(IndexGroup group) implements Entry {}

    record Frame(SimulatedFrame frame, IndexGroup group, long receivedNanos) implements Entry {}

    record Shed(long smallestNanos) implements Entry {}
  }

  private final VirtualTime time;
  private final Dice dice;
  private final int capacity;
  private final Deque<Entry> queue = new ArrayDeque<>();
  private IndexGroup group;
  private IndexGroup carried;
  private IndexGroup wanted;
  private boolean full;
  private int subscription;
  private boolean up;
  private boolean deaf;
  private boolean silent;
  private int skipPercent;
  private long stalledUntilNanos;
  private long lastArrivalNanos;
  private long lagNanos;
  private long lastRelayNanos;
  private int serverLife;

  SimulatedStream(VirtualTime time, Dice dice, int capacity, IndexGroup group) {
    this.time = time;
    this.dice = dice;
    this.capacity = capacity;
    this.group = group;
    this.carried = group;
    this.wanted = group;
  }

  Deque<Entry> queue() {
    return queue;
  }

  boolean isUp() {
    return up;
  }

  private boolean isHealthy() {
    return up && !silent && !deaf;
  }

  /** A new stream; that it is acknowledged does not mean yet that it carries anything. */
  void open(IndexGroup opened) {
    group = opened;
    carried = opened;
    wanted = opened;
    up = true;
    silent = false;
    int mine = ++subscription;
    deaf = dice.flip();
    if (deaf) {
      time.in(
          dice.between(0, 300) * VirtualTime.MILLISECOND,
          () -> deaf = deaf && mine != subscription);
    }
    queue.add(new Opened(opened));
  }

  /** Other channels are asked for; the stream carries them a little before or after we know. */
  void relist(IndexGroup now) {
    wanted = now;
    int mine = subscription;
    long first = dice.between(0, 300) * VirtualTime.MILLISECOND;
    time.in(dice.flip() ? 0 : first, () -> carried = mine == subscription ? wanted : carried);
    time.in(dice.flip() ? 0 : first, () -> list(mine));
  }

  private void list(int of) {
    if (of == subscription) {
      group = wanted;
      queue.add(new Relisted(wanted));
    }
  }

  /** Whether there is no room for anything more. */
  void fill(boolean now) {
    full = now;
  }

  void breakOff() {
    up = false;
    subscription++;
  }

  void goSilent() {
    silent = true;
  }

  void speak() {
    silent = false;
  }

  void skip(int percent) {
    skipPercent = percent;
  }

  void stall(long nanos) {
    stalledUntilNanos = time.nowNanos() + nanos;
  }

  /** How late the cluster brings what is written from now on. */
  void lag(long nanos) {
    lagNanos = nanos;
  }

  void carry(SimulatedFrame frame) {
    long now = time.nowNanos();
    lastRelayNanos = Math.max(lastRelayNanos, now + lagNanos);
    if (lastRelayNanos <= now) {
      relay(frame);
    } else {
      int life = serverLife;
      time.in(
          lastRelayNanos - now,
          () -> {
            if (life == serverLife) {
              relay(frame);
            }
          });
    }
  }

  /** The server restarts: frames that no stream got yet are gone. */
  void restartServer() {
    serverLife++;
    lastRelayNanos = time.nowNanos();
    breakOff();
  }

  private void relay(SimulatedFrame frame) {
    if (!isHealthy() || dice.percent(skipPercent)) {
      return;
    }
    int mine = subscription;
    long now = time.nowNanos();
    long latency = dice.between(0, 20) * VirtualTime.MILLISECOND;
    long arrival = Math.max(Math.max(now + latency, stalledUntilNanos), lastArrivalNanos);
    lastArrivalNanos = arrival;
    SimulatedFrame sent = frame.of(carried);
    if (sent != null) {
      time.in(arrival - now, () -> receive(sent, mine));
    }
  }

  private void receive(SimulatedFrame frame, int of) {
    if (of != subscription) {
      return;
    }
    if (queue.size() < capacity && !full) {
      queue.add(new Frame(frame, group, time.nowNanos()));
      return;
    }
    long smallest = frame.smallestNanos();
    if (queue.peekLast() instanceof Shed mark) {
      queue.removeLast();
      smallest = Math.min(smallest, mark.smallestNanos());
    }
    queue.add(new Shed(smallest));
  }

  /** A group that reads much history keeps no live frames. */
  void shedAll() {
    Deque<Entry> kept = new ArrayDeque<>();
    for (Entry entry : queue) {
      if (entry instanceof Opened || entry instanceof Relisted) {
        kept.add(entry);
      } else {
        long smallest =
            entry instanceof Shed mark
                ? mark.smallestNanos()
                : ((Frame) entry).frame().smallestNanos();
        if (kept.peekLast() instanceof Shed mark) {
          kept.removeLast();
          smallest = Math.min(smallest, mark.smallestNanos());
        }
        kept.add(new Shed(smallest));
      }
    }
    queue.clear();
    queue.addAll(kept);
  }

  /** The task is gone, and with it what waited. */
  void forget() {
    breakOff();
    queue.clear();
  }
}

package io.synnaxconnect.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what arrived in Kafka with what was sent, channel by channel and sample by sample, in
 * order. A sample that was sent after a newer one of its channel must arrive late; such late ones
 * are compared in an order of their own. Others are marked as late because their row went without
 * them: they must be in order.
 *
 * @param samples how many were expected
 * @param missing how many of these did not arrive
 * @param twice how many arrived once more
 * @param differences one sentence per channel that differs; empty when all is equal
 */
public record SampleComparison(
    int channels, int samples, int missing, int twice, List<String> differences) {

  /**
   * Compares what both could see: per channel from the later beginning to the earlier end, without
   * what is late, because a stream shows no imports. A channel that never arrived is compared over
   * the time in which others did, less a second at both ends.
   */
  public static SampleComparison ofOverlap(
      List<SentSample> allSent, List<ReceivedSample> allReceived) {
    List<SentSample> sent = inOrder(allSent);
    List<ReceivedSample> received = new ArrayList<>();
    Map<String, Long> newestNanos = new HashMap<>();
    for (ReceivedSample r : allReceived) {
      if (!isOlder(r, newestNanos)) {
        received.add(r);
      }
    }
    Map<String, Span> sentSpans = new HashMap<>();
    sent.forEach(s -> extend(sentSpans, s.channel(), s.timestampNanos()));
    Map<String, Span> receivedSpans = new HashMap<>();
    received.stream()
        .filter(r -> !r.late())
        .forEach(r -> extend(receivedSpans, r.channel(), r.timestampNanos()));
    Span others = receivedSpans.values().stream().reduce(Span::with).orElse(Span.NONE).shrunk();
    return of(
        sent.stream()
            .filter(
                s -> receivedSpans.getOrDefault(s.channel(), others).contains(s.timestampNanos()))
            .toList(),
        received.stream()
            .filter(r -> sentSpans.getOrDefault(r.channel(), Span.ALL).contains(r.timestampNanos()))
            .toList());
  }

  private static void extend(Map<String, Span> spans, String channel, long nanos) {
    spans.merge(channel, new Span(nanos, nanos), Span::with);
  }

  private record Span(long firstNanos, long lastNanos) {
    static final Span NONE = new Span(0, -1);
    static final Span ALL = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

    Span with(Span other) {
      return new Span(Math.min(firstNanos, other.firstNanos), Math.max(lastNanos, other.lastNanos));
    }

    Span shrunk() {
      return new Span(firstNanos + 1_000_000_000L, lastNanos - 1_000_000_000L);
    }

    boolean contains(long nanos) {
      return nanos >= firstNanos && nanos <= lastNanos;
    }
  }

  private static List<SentSample> inOrder(List<SentSample> sent) {
    List<SentSample> inOrder = new ArrayList<>();
    sequences(sent)
        .forEach(
            (sequence, samples) -> {
              if (!sequence.late()) {
                inOrder.addAll(samples);
              }
            });
    return inOrder;
  }

  /** What must be in order: the samples of a channel that are late, or those that are not. */
  private record Sequence(String channel, boolean late) {
    @Override
    public String toString() {
      return late ? channel + ", late" : channel;
    }
  }

  private static Map<Sequence, List<SentSample>> sequences(List<SentSample> sent) {
    Map<Sequence, List<SentSample>> sequences = new LinkedHashMap<>();
    Map<String, Long> newestNanos = new HashMap<>();
    for (SentSample s : sent) {
      long newest = newestNanos.merge(s.channel(), s.timestampNanos(), Math::max);
      Sequence sequence = new Sequence(s.channel(), s.timestampNanos() < newest);
      sequences.computeIfAbsent(sequence, key -> new ArrayList<>()).add(s);
    }
    return sequences;
  }

  private static Map<Sequence, List<SentSample>> sequencesOf(List<ReceivedSample> received) {
    Map<Sequence, List<SentSample>> sequences = new LinkedHashMap<>();
    Map<String, Long> newestNanos = new HashMap<>();
    for (ReceivedSample r : received) {
      Sequence sequence = new Sequence(r.channel(), isOlder(r, newestNanos));
      sequences
          .computeIfAbsent(sequence, key -> new ArrayList<>())
          .add(new SentSample(r.channel(), r.timestampNanos(), Values.text(r.value())));
    }
    return sequences;
  }

  /** Whether it is marked as late and older than another of its channel that came before. */
  private static boolean isOlder(ReceivedSample sample, Map<String, Long> newestNanos) {
    long newest = newestNanos.merge(sample.channel(), sample.timestampNanos(), Math::max);
    return sample.late() && sample.timestampNanos() < newest;
  }

  /** Compares all of both. */
  public static SampleComparison of(List<SentSample> sent, List<ReceivedSample> received) {
    Map<Sequence, List<SentSample>> expected = sequences(sent);
    Map<Sequence, List<SentSample>> actual = sequencesOf(received);
    Set<SentSample> arrived = new HashSet<>();
    actual.values().forEach(arrived::addAll);
    Set<SentSample> missing = new HashSet<>(sent);
    missing.removeAll(arrived);
    List<String> differences = new ArrayList<>();
    expected.forEach((sequence, s) -> compare(sequence, s, actual, differences));
    actual.keySet().stream()
        .filter(sequence -> !expected.containsKey(sequence))
        .forEach(sequence -> differences.add(sequence + ": arrived, but was never sent"));
    return new SampleComparison(
        (int) expected.keySet().stream().map(Sequence::channel).distinct().count(),
        sent.size(),
        missing.size(),
        received.size() - arrived.size(),
        List.copyOf(differences));
  }

  public boolean isEqual() {
    return differences.isEmpty();
  }

  private static void compare(
      Sequence sequence,
      List<SentSample> sent,
      Map<Sequence, List<SentSample>> actual,
      List<String> differences) {
    List<SentSample> received = actual.getOrDefault(sequence, List.of());
    int common = Math.min(sent.size(), received.size());
    for (int i = 0; i < common; i++) {
      if (!Objects.equals(sent.get(i), received.get(i))) {
        differences.add(
            sequence + ": sample " + i + " is " + received.get(i) + ", sent was " + sent.get(i));
        return;
      }
    }
    if (sent.size() != received.size()) {
      differences.add(sequence + ": " + sent.size() + " sent, " + received.size() + " arrived");
    }
  }
}

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
 * order.
 *
 * @param samples how many were expected
 * @param missing how many of these did not arrive
 * @param twice how many arrived once more
 * @param differences one sentence per channel that differs; empty when all is equal
 */
public record SampleComparison(
    int channels, int samples, int missing, int twice, List<String> differences) {

  /**
   * Compares what both could see: per channel from the later beginning to the earlier end. A
   * channel that never arrived is compared over the time in which others did, less a second at both
   * ends.
   */
  public static SampleComparison ofOverlap(List<SentSample> sent, List<ReceivedSample> received) {
    Map<String, Span> sentSpans = new HashMap<>();
    sent.forEach(s -> extend(sentSpans, s.channel(), s.timestampNanos()));
    Map<String, Span> receivedSpans = new HashMap<>();
    received.forEach(r -> extend(receivedSpans, r.channel(), r.timestampNanos()));
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

  /** Compares all of both. */
  public static SampleComparison of(List<SentSample> sent, List<ReceivedSample> received) {
    Map<String, List<SentSample>> expected = new LinkedHashMap<>();
    sent.forEach(s -> expected.computeIfAbsent(s.channel(), c -> new ArrayList<>()).add(s));
    Map<String, List<SentSample>> actual = new LinkedHashMap<>();
    for (ReceivedSample r : received) {
      actual
          .computeIfAbsent(r.channel(), c -> new ArrayList<>())
          .add(new SentSample(r.channel(), r.timestampNanos(), Values.text(r.value())));
    }
    List<String> differences = new ArrayList<>();
    Set<SentSample> arrived = new HashSet<>();
    actual.values().forEach(arrived::addAll);
    Set<SentSample> missing = new HashSet<>(sent);
    missing.removeAll(arrived);
    expected.forEach(
        (channel, s) -> compare(s, actual.getOrDefault(channel, List.of()), differences));
    actual.keySet().stream()
        .filter(channel -> !expected.containsKey(channel))
        .forEach(channel -> differences.add(channel + ": arrived, but was never sent"));
    return new SampleComparison(
        expected.size(),
        sent.size(),
        missing.size(),
        received.size() - arrived.size(),
        List.copyOf(differences));
  }

  public boolean isEqual() {
    return differences.isEmpty();
  }

  private static void compare(
      List<SentSample> sent, List<SentSample> received, List<String> differences) {
    String channel = sent.get(0).channel();
    int common = Math.min(sent.size(), received.size());
    for (int i = 0; i < common; i++) {
      if (!Objects.equals(sent.get(i), received.get(i))) {
        differences.add(
            channel + ": sample " + i + " is " + received.get(i) + ", sent was " + sent.get(i));
        return;
      }
    }
    if (sent.size() != received.size()) {
      differences.add(channel + ": " + sent.size() + " sent, " + received.size() + " arrived");
    }
  }
}

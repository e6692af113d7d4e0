package io.synnaxconnect.simulator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What clients did to a simulator since it was built, over all restarts. Thread-safe, live. */
public final class SimulatorCounters {

  final AtomicLong logins = new AtomicLong();
  final AtomicLong refusedLogins = new AtomicLong();
  final AtomicLong refusedTokens = new AtomicLong();
  final AtomicLong openStreams = new AtomicLong();
  final AtomicLong openTelemetryStreams = new AtomicLong();
  final AtomicLong openIterators = new AtomicLong();
  final AtomicLong openWriters = new AtomicLong();
  final AtomicLong swallowedIterators = new AtomicLong();
  final AtomicLong iteratorsOpened = new AtomicLong();
  final AtomicLong connections = new AtomicLong();
  final AtomicLong openConnections = new AtomicLong();
  private final List<Overlap> overlaps = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
  private final List<ReaderCounters> readers = new CopyOnWriteArrayList<>();

  void countCall(String service) {
    calls.computeIfAbsent(service, name -> new AtomicLong()).incrementAndGet();
  }

  void readTwice(StreamerSession older, long channelKey) {
    overlaps.add(new Overlap(older, channelKey));
  }

  void noLongerReads(StreamerSession older, long channelKey) {
    overlaps.stream().filter(overlap -> overlap.isOf(older, channelKey)).forEach(Overlap::end);
  }

  ReaderCounters newReader() {
    ReaderCounters counters = new ReaderCounters();
    readers.add(counters);
    return counters;
  }

  /** Successful logins. */
  public long logins() {
    return logins.get();
  }

  /** Logins refused for a wrong user or password. */
  public long refusedLogins() {
    return refusedLogins.get();
  }

  /** Calls refused for a missing, wrong or expired token. */
  public long refusedTokens() {
    return refusedTokens.get();
  }

  /** Calls of one service, for example {@code grpc.channel.ChannelRetrieveService}. */
  public long calls(String service) {
    AtomicLong count = calls.get(service);
    return count == null ? 0 : count.get();
  }

  /** Calls per service, refused ones and streams included. */
  public Map<String, Long> calls() {
    Map<String, Long> copy = new TreeMap<>();
    calls.forEach((service, count) -> copy.put(service, count.get()));
    return copy;
  }

  /** Connectivity checks. */
  public long connectivityChecks() {
    return calls("grpc.connectivity.ConnectivityService");
  }

  /** Channel retrievals. */
  public long retrievals() {
    return calls("grpc.channel.ChannelRetrieveService");
  }

  /** Streams of live frames that are open now. */
  public long openStreams() {
    return openStreams.get();
  }

  /** Those of them that began with any channel that is not internal. */
  public long openTelemetryStreams() {
    return openTelemetryStreams.get();
  }

  /** Iterators that are open now. */
  public long openIterators() {
    return openIterators.get();
  }

  /** Iterators that a frozen node has swallowed. */
  public long swallowedIterators() {
    return swallowedIterators.get();
  }

  /** Iterators opened so far. */
  public long iteratorsOpened() {
    return iteratorsOpened.get();
  }

  /** Writers that are open now, those inside the process included. */
  public long openWriters() {
    return openWriters.get();
  }

  /** TCP connections accepted so far. */
  public long connectionsAccepted() {
    return connections.get();
  }

  /** TCP connections that are open now. */
  public long openConnections() {
    return openConnections.get();
  }

  /** How often a stream began with a channel, or took one up, that another one was reading. */
  public long channelsReadTwice() {
    return overlaps.size();
  }

  /** Each such time, in order. */
  public List<Overlap> overlaps() {
    return List.copyOf(overlaps);
  }

  /** One entry per stream of live frames that was ever opened, in order. */
  public List<ReaderCounters> readers() {
    return List.copyOf(readers);
  }

  /** Frames sent to all readers. */
  public long framesSent() {
    return readers.stream().mapToLong(ReaderCounters::sent).sum();
  }

  /** Frames that some reader never got. */
  public long framesSkipped() {
    return readers.stream().mapToLong(ReaderCounters::skipped).sum();
  }

  /** Key updates on all streams. */
  public long keyUpdates() {
    return readers.stream().mapToLong(ReaderCounters::keyUpdates).sum();
  }
}

package io.synnaxconnect.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes of a cluster: which ones are up, and what each of them gets from the others for the
 * clients that address it. All of it was seen on three nodes of Synnax 0.56.16. Thread-safe.
 */
final class Nodes {

  private static final int KEY_BITS = 20;
  private static final int FOUNDER = 1;

  /** The next demand after so many for a lost peer blocks the relay of a node. */
  private static final int DEMANDS_FOR_LOST = 2;

  private enum State {
    UP,
    /** It refuses connections. */
    DEAD,
    /** It accepts connections and answers nothing. */
    FROZEN
  }

  private static final class Node {
    private State state = State.UP;

    /** Counts its processes. */
    private int run;

    /** The process of each peer that its channels were requested from. */
    private final Map<Integer, Integer> taps = new HashMap<>();

    private int demandsForLost;

    /** The only channels that it brings once its relay is blocked, until it ends. */
    private Set<Long> remaining = Set.of();

    private Set<Long> wanted = Set.of();
    private boolean jammed;
  }

  private final Map<Integer, Node> nodes = new TreeMap<>();

  Nodes(int count) {
    for (int number = 1; number <= count; number++) {
      nodes.put(number, new Node());
      demand(number, Set.of());
    }
  }

  private Node node(int number) {
    return Objects.requireNonNull(nodes.get(number), "no such node");
  }

  static int leaseholder(long channelKey) {
    return (int) (channelKey >>> KEY_BITS);
  }

  static Set<Integer> leaseholders(Collection<Integer> channelKeys) {
    return channelKeys.stream()
        .map(key -> leaseholder(Integer.toUnsignedLong(key)))
        .collect(Collectors.toSet());
  }

  static long firstKey(int node) {
    return (long) node << KEY_BITS;
  }

  /** The node on whose control channel the transfers of a channel come. */
  static int reportingNode(long channelKey) {
    int node = leaseholder(channelKey);
    return node == Channels.FREE_NODE ? 1 : node;
  }

  Set<Integer> numbers() {
    return nodes.keySet();
  }

  boolean areSeveral() {
    return nodes.size() > 1;
  }

  /** One frame never holds channels of two nodes, also when one write held them all. */
  List<RelayFrame> split(RelayFrame frame) {
    if (!areSeveral()) {
      return List.of(frame);
    }
    Map<Integer, List<LiveSeries>> byNode = new LinkedHashMap<>();
    for (LiveSeries series : frame.series()) {
      byNode
          .computeIfAbsent(leaseholder(series.channelKey()), node -> new ArrayList<>())
          .add(series);
    }
    return byNode.values().stream().map(part -> new RelayFrame(part, frame.group())).toList();
  }

  /** The process of a node has ended. */
  synchronized void die(int number) {
    Node node = node(number);
    node.state = State.DEAD;
    node.run++;
    node.taps.clear();
    node.demandsForLost = 0;
    node.jammed = false;
  }

  /** The next process of a node. */
  synchronized void start(int number) {
    node(number).state = State.UP;
    demand(number, Set.of());
  }

  synchronized void freeze(int number, boolean on) {
    node(number).state = on ? State.FROZEN : State.UP;
  }

  /** The relay of a node is blocked: no stream there brings anything. */
  synchronized void jam(int number) {
    jam(node(number), Set.of());
  }

  private static void jam(Node node, Set<Long> remaining) {
    node.jammed = true;
    node.remaining = remaining;
  }

  /**
   * The streams at a gateway want these channels now. It does not notice that a peer whose channels
   * it requested has ended: nothing more comes of it, until no stream wants channels of that peer.
   * The node itself always wants one of the founder.
   */
  synchronized void demand(int gateway, Set<Long> channelKeys) {
    Node node = node(gateway);
    if (node.jammed) {
      return;
    }
    Set<Integer> peers =
        Stream.concat(channelKeys.stream().map(Nodes::leaseholder), Stream.of(FOUNDER))
            .filter(peer -> peer != gateway && nodes.containsKey(peer))
            .collect(Collectors.toSet());
    node.taps.keySet().retainAll(peers);
    if (node.taps.keySet().stream().noneMatch(peer -> isLost(node, peer))) {
      node.demandsForLost = 0;
    } else if (++node.demandsForLost > DEMANDS_FOR_LOST) {
      jam(node, node.wanted);
      return;
    }
    node.wanted = channelKeys;
    for (int peer : peers) {
      if (node(peer).state == State.UP) {
        node.taps.putIfAbsent(peer, node(peer).run);
      }
    }
  }

  private boolean isLost(Node node, int peer) {
    return !Integer.valueOf(node(peer).run).equals(node.taps.get(peer));
  }

  /** Whether samples of a channel come to the streams at a gateway. */
  synchronized boolean passes(int gateway, long channelKey) {
    Node node = node(gateway);
    int leaseholder = leaseholder(channelKey);
    if (node.state != State.UP || (node.jammed && !node.remaining.contains(channelKey))) {
      return false;
    }
    Node peer = nodes.get(leaseholder);
    return peer == null
        || leaseholder == gateway
        || (peer.state == State.UP && !isLost(node, leaseholder));
  }

  /** What comes to the streams at a gateway. */
  List<LiveSeries> passing(int gateway, List<LiveSeries> series) {
    return areSeveral()
        ? series.stream().filter(one -> passes(gateway, one.channelKey())).toList()
        : series;
  }

  /**
   * Whether a gateway gets an answer of these nodes; throws what it passes on for a dead one, in
   * the words of gRPC's own error.
   */
  synchronized boolean answer(int gateway, Collection<Integer> asked) {
    for (int number : asked) {
      if (nodes.containsKey(number) && node(number).state == State.DEAD) {
        throw CoreError.unknown(
            "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while"
                + " dialing: dial tcp 127.0.0.1:9090: connect: connection refused\"");
      }
    }
    return node(gateway).state != State.FROZEN
        && asked.stream().noneMatch(n -> nodes.containsKey(n) && node(n).state == State.FROZEN);
  }
}

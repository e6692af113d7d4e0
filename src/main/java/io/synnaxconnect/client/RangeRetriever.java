package io.synnaxconnect.client;

import io.synnaxconnect.proto.AliasListServiceGrpc;
import io.synnaxconnect.proto.ColorMessage;
import io.synnaxconnect.proto.KVGetServiceGrpc;
import io.synnaxconnect.proto.RangeAliasesRequest;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertiesRequest;
import io.synnaxconnect.proto.RangePropertyMessage;
import io.synnaxconnect.proto.RangeRetrieveRequest;
import io.synnaxconnect.proto.RangeRetrieveServiceGrpc;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeRange;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks a cluster for its ranges. */
final class RangeRetriever implements Ranges {

  private static final Comparator<Range> BY_START =
      Comparator.comparing((Range range) -> range.timeRange().start()).thenComparing(Range::key);

  private static final int OPAQUE = 255;

  /** Stands for the right to all of them. */
  private static final Set<String> EVERY_RANGE = Set.of("");

  private final Session session;

  RangeRetriever(Session session) {
    this.session = session;
  }

  @Override
  public List<Range> all() {
    return retrieve(EVERY_RANGE, RangeRetrieveRequest.getDefaultInstance());
  }

  @Override
  public List<Range> byNames(Collection<String> names) {
    Set<String> unique = new LinkedHashSet<>(names);
    // Without any name the server would answer with all ranges.
    return unique.isEmpty()
        ? List.of()
        : retrieve(unique, RangeRetrieveRequest.newBuilder().addAllNames(unique).build());
  }

  @Override
  public List<Range> byKeys(Collection<String> rangeKeys) {
    Set<String> unique = new LinkedHashSet<>(rangeKeys);
    return unique.isEmpty()
        ? List.of()
        : retrieve(unique, RangeRetrieveRequest.newBuilder().addAllKeys(unique).build());
  }

  private List<Range> retrieve(Set<String> subjects, RangeRetrieveRequest request) {
    return session
        .unary("list the ranges", subjects, RangeRetrieveServiceGrpc.getExecMethod(), request)
        .getRangesList()
        .stream()
        .map(RangeRetriever::range)
        .sorted(BY_START)
        .toList();
  }

  @Override
  public Map<String, String> properties(String rangeKey) {
    TreeMap<String, String> properties = new TreeMap<>();
    session
        .unary(
            "read the properties of a range",
            Set.of(rangeKey),
            KVGetServiceGrpc.getExecMethod(),
            RangePropertiesRequest.newBuilder().setRange(rangeKey).build())
        .getPairsList()
        .forEach((RangePropertyMessage pair) -> properties.put(pair.getKey(), pair.getValue()));
    return Collections.unmodifiableMap(properties);
  }

  @Override
  public Map<Long, String> aliases(String rangeKey) {
    TreeMap<Long, String> aliases = new TreeMap<>();
    session
        .unary(
            "read the aliases of a range",
            Set.of(rangeKey),
            AliasListServiceGrpc.getExecMethod(),
            RangeAliasesRequest.newBuilder().setRange(rangeKey).build())
        .getAliasesMap()
        .forEach((channelKey, alias) -> aliases.put(Integer.toUnsignedLong(channelKey), alias));
    return Collections.unmodifiableMap(aliases);
  }

  private static Range range(RangeMessage message) {
    return new Range(
        message.getKey(),
        message.getName(),
        TimeRange.ofNanos(message.getTimeRange().getStart(), message.getTimeRange().getEnd()),
        color(message.getColor()));
  }

  /** A color that nobody sees is none. */
  private static String color(ColorMessage color) {
    int alpha = (int) Math.round(color.getAlpha() * OPAQUE);
    if (alpha <= 0) {
      return "";
    }
    return "#"
        + hex(color.getRed())
        + hex(color.getGreen())
        + hex(color.getBlue())
        + (alpha >= OPAQUE ? "" : hex(alpha));
  }

  private static String hex(int part) {
    return HexFormat.of().toHexDigits((byte) part);
  }
}

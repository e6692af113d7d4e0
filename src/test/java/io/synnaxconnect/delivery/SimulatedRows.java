package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.Telemetry;
import java.util.ArrayList;
import java.util.List;

/** Simulated rows in the form in which the core knows them. */
final class SimulatedRows {

  interface Presence {
    boolean has(SimulatedRow row, long channelKey);
  }

  private SimulatedRows() {}

  static Series stamps(List<SimulatedRow> rows, Alignment alignment) {
    long[] stamps = rows.stream().mapToLong(row -> row.stampNanos).toArray();
    return Telemetry.longs(DataType.TIMESTAMP, alignment, stamps);
  }

  /** One piece for each stretch in which the same channels have samples. */
  static List<Rows> of(
      IndexGroup group,
      List<SimulatedRow> rows,
      Alignment alignment,
      long receivedNanos,
      Presence presence) {
    Series stamps = stamps(rows, alignment);
    long[] sequences = rows.stream().mapToLong(row -> row.sequence).toArray();
    Series values = Telemetry.longs(DataType.INT64, alignment, sequences);
    List<Rows> pieces = new ArrayList<>();
    int from = 0;
    while (from < rows.size()) {
      List<Channel> channels = present(group, rows.get(from), presence);
      int to = from + 1;
      while (to < rows.size() && present(group, rows.get(to), presence).equals(channels)) {
        to++;
      }
      pieces.add(piece(group, stamps, values, channels, from, to, receivedNanos));
      from = to;
    }
    return pieces;
  }

  private static List<Channel> present(IndexGroup group, SimulatedRow row, Presence presence) {
    return group.channels().stream().filter(c -> presence.has(row, c.key())).toList();
  }

  private static Rows piece(
      IndexGroup group,
      Series stamps,
      Series values,
      List<Channel> channels,
      int from,
      int to,
      long receivedNanos) {
    Column time = new Column(SimulatedCluster.INDEX, stamps, from);
    List<Column> columns =
        channels.stream().map(c -> new Column(c, c.isIndex() ? stamps : values, from)).toList();
    return Rows.indexed(group, time, columns, to - from, receivedNanos);
  }
}

package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/** The headers of all records of one origin, built once for each combination of marks. */
final class RecordHeaders {

  /** The group may have emitted newer rows before. */
  static final int LATE = 1;

  /** The row was emitted before, without these channels. */
  static final int PARTIAL = 2;

  /** A value that was cut. */
  static final int TRUNCATED = 4;

  private final @Nullable Origin origin;
  private final boolean isReceiptTime;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final List<Header>[] byMarks = new List[LATE + PARTIAL + TRUNCATED + 1];

  /**
   * The origin of records, as headers name it.
   *
   * @param channel the channel; of a row its index, or its one channel
   * @param index null if the time of receipt is the timestamp
   * @param isWholeRow whether channels of several types share the record
   */
  record Origin(Channel channel, @Nullable Channel index, String clusterKey, boolean isWholeRow) {}

  RecordHeaders(Origin origin, boolean namesOrigin) {
    this.origin = namesOrigin ? origin : null;
    this.isReceiptTime = origin.index() == null;
  }

  /** The same list for the same marks; Connect copies it for each record. */
  List<Header> with(int marks) {
    List<Header> list = byMarks[marks];
    if (list == null) {
      list = build(marks);
      byMarks[marks] = list;
    }
    return list;
  }

  private List<Header> build(int marks) {
    ConnectHeaders written = new ConnectHeaders();
    mark(written, marks & LATE, "synnax.late");
    mark(written, marks & PARTIAL, "synnax.partial");
    mark(written, marks & TRUNCATED, "synnax.truncated");
    if (isReceiptTime) {
      written.addString("synnax.timestamp.source", "received");
    }
    if (origin != null) {
      Channel index = origin.index();
      written.addLong("synnax.channel.key", origin.channel().key());
      written.addString("synnax.index", index == null ? "" : index.name());
      written.addString("synnax.cluster", origin.clusterKey());
      if (!origin.isWholeRow()) {
        written.addString("synnax.data.type", origin.channel().dataTypeName());
      }
    }
    List<Header> headers = new ArrayList<>();
    written.forEach(headers::add);
    return List.copyOf(headers);
  }

  private static void mark(ConnectHeaders written, int mark, String header) {
    if (mark != 0) {
      written.addBoolean(header, true);
    }
  }
}

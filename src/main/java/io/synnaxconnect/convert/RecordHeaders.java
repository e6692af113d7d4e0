package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The headers of all records of one origin, built once for each combination of marks while the
 * ranges stay the same.
 */
final class RecordHeaders {

  /** The group may have emitted newer rows before. */
  static final int LATE = 1;

  /** The row was emitted before, without these channels. */
  static final int PARTIAL = 2;

  /** A value that was cut. */
  static final int TRUNCATED = 4;

  /** The record timestamp is that of receipt, because a broker may refuse the sample's. */
  static final int RECEIVED = 8;

  /** The rows come from history. Without this and the next mark they came live. */
  static final int FROM_HISTORY = 16;

  /** The rows were stored after the position had passed them. */
  static final int FROM_IMPORT = 32;

  /** The marks that are headers of every record. */
  private static final int ALWAYS = LATE | PARTIAL | TRUNCATED | RECEIVED;

  private final @Nullable Origin origin;
  private final boolean isReceiptTime;

  private static final Schema RANGES = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

  private final List<Header>[] byMarks;

  /** Those of the records before: mostly the next ones lie in the same ranges. */
  private RangeNames ranges = RangeNames.NONE;

  /**
   * The origin of records, as headers name it.
   *
   * @param channel the channel; of a row its index, or its one channel
   * @param index null if the time of receipt is the timestamp
   * @param isWholeRow whether channels of several types share the record
   */
  record Origin(Channel channel, @Nullable Channel index, String clusterKey, boolean isWholeRow) {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  RecordHeaders(Origin origin, boolean namesOrigin) {
    this.origin = namesOrigin ? origin : null;
    this.byMarks = new List[namesOrigin ? 2 * FROM_IMPORT : ALWAYS + 1];
    this.isReceiptTime = origin.index() == null;
  }

  /** The same list for the same marks and ranges; Connect copies it for each record. */
  @SuppressWarnings("ReferenceEquality") // Equal ones cost a list that is built again.
  List<Header> with(int marks, RangeNames now) {
    if (now != ranges) {
      Arrays.fill(byMarks, null);
      ranges = now;
    }
    int shown = origin == null ? marks & ALWAYS : marks;
    List<Header> list = byMarks[shown];
    if (list == null) {
      list = build(shown);
      byMarks[shown] = list;
    }
    return list;
  }

  private List<Header> build(int marks) {
    ConnectHeaders written = new ConnectHeaders();
    mark(written, marks & LATE, "synnax.late");
    mark(written, marks & PARTIAL, "synnax.partial");
    mark(written, marks & TRUNCATED, "synnax.truncated");
    if ((marks & RECEIVED) != 0) {
      written.addString("synnax.record.timestamp", "received");
    }
    if (isReceiptTime) {
      written.addString("synnax.timestamp.source", "received");
    }
    if (!ranges.names().isEmpty()) {
      written.addList("synnax.ranges", ranges.names(), RANGES);
    }
    if (origin != null) {
      Channel index = origin.index();
      written.addLong("synnax.channel.key", origin.channel().key());
      written.addString("synnax.index", index == null ? "" : index.name());
      written.addString("synnax.cluster", origin.clusterKey());
      if (!origin.isWholeRow()) {
        written.addString("synnax.data.type", origin.channel().dataTypeName());
      }
      written.addString("synnax.origin", sourceOf(marks));
    }
    List<Header> headers = new ArrayList<>();
    written.forEach(headers::add);
    return List.copyOf(headers);
  }

  private static String sourceOf(int marks) {
    if ((marks & FROM_IMPORT) != 0) {
      return "import";
    }
    return (marks & FROM_HISTORY) != 0 ? "history" : "live";
  }

  private static void mark(ConnectHeaders written, int mark, String header) {
    if (mark != 0) {
      written.addBoolean(header, true);
    }
  }
}

package io.synnaxconnect.convert;

import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The source partition of records that belong to no index group. Connect wants one for every
 * record; with one of its own such a record can never move the offset of a group. Its offset says
 * nothing, is always the same and is never read.
 */
public final class SidePartition {

  private static final String STREAM = "stream";

  /** Of status records. */
  public static final Map<String, String> STATUS = Map.of(STREAM, "status");

  static final Map<String, String> OFFSET = Map.of("v", "1");

  private SidePartition() {}

  /** Whether a source partition is one of these. */
  public static boolean isOne(Map<String, ?> partition) {
    return partition.equals(STATUS);
  }

  /** Throws {@link ConnectException} for an offset that nobody of us wrote. */
  public static void requireOffset(Map<String, ?> partition, Map<String, ?> offset) {
    if (!offset.equals(OFFSET)) {
      throw new ConnectException(
          "source partition " + partition + " always has the offset " + OFFSET + "; leave it so");
    }
  }
}

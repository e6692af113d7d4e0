package io.synnaxconnect.source;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.delivery.RowBlocks;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** The rows of one frame that still have to leave, as row blocks with their offsets. */
final class PendingRows {

  private final GroupFrame share;
  private final GroupProgress progress;
  private final RowBlocks blocks;

  PendingRows(GroupFrame share, GroupProgress progress, List<Rows> rows) {
    this.share = share;
    this.progress = progress;
    this.blocks = new RowBlocks(rows);
  }

  GroupFrame share() {
    return share;
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /**
   * Converts whole row blocks.
   *
   * @param records where to add them, up to {@code maxRecords}; a first block may exceed it
   * @return the rows that were converted, none if the next block does not fit any more
   */
  List<Rows> convertNext(FrameConverter converter, List<SourceRecord> records, int maxRecords) {
    List<Rows> block = blocks.next(maxRecords - records.size(), records.isEmpty());
    if (block.isEmpty()) {
      return block;
    }
    Map<String, String> before = progress.offsetMap();
    Map<String, String> after = progress.advance(block);
    int last = lastWithColumns(block);
    for (int i = 0; i <= last; i++) {
      Map<String, String> atEnd = i == last ? after : before;
      records.addAll(converter.convert(block.get(i), progress.partitionMap(), before, atEnd));
    }
    return block;
  }

  /** Rows without columns make no records, so that the new offset has to go with earlier ones. */
  private static int lastWithColumns(List<Rows> block) {
    int last = block.size() - 1;
    while (last >= 0 && block.get(last).columns().isEmpty()) {
      last--;
    }
    return last;
  }
}

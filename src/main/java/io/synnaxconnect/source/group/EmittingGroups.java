package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups that have a batch to emit, and whose turn it is. Live rows and small repairs go first.
 * The groups that read much history take turns block by block, and get a block at least after every
 * {@value #ROWS_BEFORE_HISTORY} rows of the others.
 */
final class EmittingGroups {

  /** A repair of so many rows delays live rows by milliseconds. */
  static final int SMALL_ROWS = 1_000;

  static final int ROWS_BEFORE_HISTORY = 8_192;

  private final Deque<TaskGroup> first = new ArrayDeque<>();
  private final Deque<TaskGroup> history = new ArrayDeque<>();
  private long rowsBeforeHistory;

  /** A group has its next batch. */
  void add(TaskGroup group) {
    Batch batch = Objects.requireNonNull(group.delivery().batch(), "a group that emits a batch");
    (goesFirst(batch) ? first : history).add(group);
  }

  private static boolean goesFirst(Batch batch) {
    if (batch.live()) {
      return true;
    }
    return batch.move() != Move.HOLE && count(batch.rows()) <= SMALL_ROWS;
  }

  private static long count(List<Rows> pieces) {
    long rows = 0;
    for (Rows piece : pieces) {
      rows += piece.rowCount();
    }
    return rows;
  }

  /** The group whose turn it is, or null. */
  @Nullable TaskGroup next() {
    boolean isHistoryDue = first.isEmpty() || rowsBeforeHistory >= ROWS_BEFORE_HISTORY;
    return isHistoryDue && !history.isEmpty() ? history.peek() : first.peek();
  }

  /** Whether rows wait that go first. */
  boolean hasFirst() {
    return !first.isEmpty();
  }

  /**
   * A block of the group whose turn it is was emitted.
   *
   * @param ended whether it was the last of the batch
   */
  void onBlock(TaskGroup group, List<Rows> block, boolean ended) {
    if (history.peek() == group) {
      rowsBeforeHistory = 0;
      history.remove();
      if (!ended) {
        history.add(group);
      }
    } else {
      rowsBeforeHistory += history.isEmpty() ? 0 : count(block);
      if (ended) {
        first.remove();
      }
    }
  }
}

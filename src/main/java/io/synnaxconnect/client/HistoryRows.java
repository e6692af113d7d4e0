package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored rows of a group, block by block. One thread reads; any thread may close. */
public interface HistoryRows extends AutoCloseable {

  /** Hears of what a reading omits. */
  @FunctionalInterface
  interface Omissions {

    /**
     * A sample alone is larger than a message may be and cannot be read. It is omitted from its
     * row, unless this throws. A sample that is read again may come again.
     *
     * @param refusal why it cannot be read
     */
    void omit(Channel channel, TimeStamp timestamp, SynnaxException refusal);
  }

  /** Says what happens to samples that are too large; without it they end the reading. */
  void handleOmissions(Omissions handler);

  /**
   * Reads the next block.
   *
   * @return its rows in order, at least one; null at the end
   * @throws SynnaxException if the cluster fails or refuses
   */
  @Nullable List<Rows> next() throws InterruptedException;

  /** Ends the reading at once. Idempotent. */
  @Override
  void close();
}

package io.synnaxconnect.client;

import io.synnaxconnect.telem.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored rows of a group, block by block. One thread reads; any thread may close. */
public interface HistoryRows extends AutoCloseable {

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

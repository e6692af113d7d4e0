package io.synnaxconnect.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maximum size of a message from the cluster. A message needs up to four times its size of the
 * heap, so the default is smaller in a small JVM. What the user has set holds as it is.
 *
 * @param bytes the limit
 * @param configuredBytes the value of the setting
 * @param heapBytes the maximum size of the heap
 */
record MessageLimit(int bytes, int configuredBytes, long heapBytes) {

  private static final Logger LOG = LoggerFactory.getLogger(MessageLimit.class);
  private static final int TIMES_IN_HEAP = 4;
  private static final int SMALLEST_BYTES = 4 << 20;

  /**
   * The limit in a JVM.
   *
   * @param isSet whether the user has set the value
   */
  static MessageLimit of(int configuredBytes, boolean isSet, long heapBytes) {
    long fitting = Math.max(SMALLEST_BYTES, heapBytes / TIMES_IN_HEAP);
    int bytes = isSet ? configuredBytes : (int) Math.min(configuredBytes, fitting);
    return new MessageLimit(bytes, configuredBytes, heapBytes);
  }

  /** Logs if the heap is too small for the value of the setting. */
  void report() {
    if (bytes < configuredBytes) {
      LOG.info(
          "The heap allows smaller messages than the default, larger frames are read from history:"
              + " synnax.max.message.bytes={} heapBytes={}",
          bytes,
          heapBytes);
    } else if (bytes > heapBytes / TIMES_IN_HEAP) {
      LOG.warn(
          "synnax.max.message.bytes is larger than a quarter of the heap, so a message of that size"
              + " may end this JVM; lower it, or raise the heap (-Xmx):"
              + " synnax.max.message.bytes={} heapBytes={}",
          bytes,
          heapBytes);
    }
  }
}

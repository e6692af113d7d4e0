package io.synnaxconnect.faults;

/**
 * One sample in Kafka.
 *
 * @param late whether its record is marked as written behind the position
 */
record ArrivedRow(String channel, long timestampNanos, double value, boolean late) {

  /** Name of its index group. */
  String group() {
    return channel.substring(0, channel.lastIndexOf('_'));
  }
}

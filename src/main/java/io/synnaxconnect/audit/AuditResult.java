package io.synnaxconnect.audit;

import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found.
 *
 * @param channels one for each channel, in order of name
 * @param unreadable records that have not the configured form
 * @param firstUnreadable where the first of them is, and what is wrong with it
 * @param others records of channels that the connector does not deliver
 * @param missingTopics topics that do not exist
 * @param isComplete false if more differs than could be examined one by one; of the rest only the
 *     samples that must be missing are counted, by the difference of the numbers
 */
record AuditResult(
    List<OfChannel> channels,
    long unreadable,
    @Nullable String firstUnreadable,
    long others,
    List<String> missingTopics,
    boolean isComplete) {

  /** Copies the lists. */
  AuditResult {
    channels = List.copyOf(channels);
    missingTopics = List.copyOf(missingTopics);
  }

  /**
   * Numbers of samples of one channel.
   *
   * @param stored the cluster has them
   * @param delivered Kafka has them
   * @param missing stored and not delivered
   * @param repeated delivered again with the same value
   * @param different delivered with another value
   * @param notStored delivered, and not stored (any more)
   * @param late delivered with the mark of late samples
   * @param outOfOrder delivered after newer ones without that mark
   * @param missingAt the first timestamps of missing ones
   */
  record OfChannel(
      long key,
      String name,
      long stored,
      long delivered,
      long missing,
      long repeated,
      long different,
      long notStored,
      long late,
      long outOfOrder,
      List<TimeStamp> missingAt) {

    static OfChannel of(ChannelLedger ledger, @Nullable ChannelDetail detail) {
      ChannelDetail found = detail == null ? new ChannelDetail() : detail;
      return new OfChannel(
          ledger.channel().key(),
          ledger.channel().shownName(),
          ledger.stored(),
          ledger.delivered(),
          found.missing(),
          found.repeated(),
          found.different(),
          found.notStored(),
          ledger.late(),
          ledger.outOfOrder(),
          found.missingAt());
    }
  }

  long total(ToLongFunction<OfChannel> number) {
    return channels.stream().mapToLong(number).sum();
  }

  /** Whether every stored sample arrived as it is, and nothing else did. */
  boolean isEqual(boolean allowsRepeated) {
    return total(OfChannel::missing) == 0
        && total(OfChannel::different) == 0
        && total(OfChannel::notStored) == 0
        && (allowsRepeated || total(OfChannel::repeated) == 0)
        && unreadable == 0
        && isComplete;
  }
}

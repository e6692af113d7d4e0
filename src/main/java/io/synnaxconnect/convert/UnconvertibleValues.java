package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles samples that cannot be in a record: the task fails, or it counts them and logs one line
 * per channel. Any thread may report and ask for the counts.
 */
final class UnconvertibleValues {

  private static final Logger LOG = LoggerFactory.getLogger(UnconvertibleValues.class);

  private static final int MAX_UNREADABLE = 10_000;

  private final RecordOptions options;
  private final DeadLetters deadLetters;
  private final Set<Long> warnedOfErrors = ConcurrentHashMap.newKeySet();
  private final Set<Long> warnedOfSize = ConcurrentHashMap.newKeySet();

  /** Samples that could not be read: they are met again when their range is read again. */
  private final Set<Sample> unreadable = ConcurrentHashMap.newKeySet();

  private final LongAdder unconvertible = new LongAdder();
  private final LongAdder oversized = new LongAdder();

  UnconvertibleValues(RecordOptions options) {
    this.options = options;
    this.deadLetters = new DeadLetters(options);
  }

  /** Samples so far that could not be converted and did not make the task fail. */
  long unconvertible() {
    return unconvertible.sum();
  }

  /** Values so far that were too large and did not make the task fail. */
  long oversized() {
    return oversized.sum();
  }

  /** Whether a value that is too large is cut: what remains of json would not be json. */
  boolean mayTruncate(DataType dataType) {
    return options.sizes().oversize() == Oversize.TRUNCATE && dataType != DataType.JSON;
  }

  /** A sample has no value of its schema. */
  void unconvertible(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      DataException reason) {
    if (options.values().dataErrors() == DataErrors.FAIL) {
      throw new DataException(
          "errors.data: the sample "
              + at(conversion, template, row)
              + " cannot be converted: "
              + reason.getMessage()
              + ", or errors.data=skip to omit such samples, or dead_letter to keep them in their"
              + " own topic",
          reason);
    }
    unconvertible.increment();
    if (warnedOfErrors.add(template.channel().key())) {
      LOG.warn(
          "Sample omitted, only counting further ones of this channel: channelKey={} reason={}",
          template.channel().key(),
          reason.getMessage());
    }
    if (options.values().dataErrors() == DataErrors.DEAD_LETTER) {
      deadLetters.add(conversion, template, column, row, String.valueOf(reason.getMessage()));
    }
  }

  /** A text or bytes value is longer than {@code maxBytes}. */
  void oversized(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      int maxBytes) {
    int length = column.series().lengthAt(column.sampleOf(row));
    if (options.sizes().oversize() == Oversize.FAIL) {
      throw tooLarge(at(conversion, template, row), length, maxBytes);
    }
    oversized.increment();
    if (warnedOfSize.add(template.channel().key())) {
      LOG.warn(
          "Value too large for a record was {}, only counting further ones of this channel:"
              + " channelKey={} bytes={} record.max.bytes={}",
          mayTruncate(template.dataType()) ? "cut" : "omitted",
          template.channel().key(),
          length,
          options.sizes().maxBytes());
    }
  }

  private record Sample(long channelKey, TimeStamp timestamp) {}

  /** A sample is larger than a message of the cluster may be. */
  void unreadable(Channel channel, TimeStamp timestamp, String reason) {
    if (options.sizes().oversize() == Oversize.FAIL) {
      throw new DataException(
          "record.oversize: 'fail', and the sample of channel '"
              + channel.shownName()
              + "' at "
              + timestamp
              + " is larger than synnax.max.message.bytes allows: "
              + reason
              + "; raise that setting, or set record.oversize=skip to omit such samples");
    }
    if (unreadable.size() >= MAX_UNREADABLE) {
      unreadable.clear();
    }
    if (unreadable.add(new Sample(channel.key(), timestamp))) {
      oversized.increment();
    }
    if (warnedOfSize.add(channel.key())) {
      LOG.warn(
          "Sample larger than synnax.max.message.bytes was omitted, only counting further ones of"
              + " this channel: channelKey={} timestamp={} reason={}",
          channel.key(),
          timestamp,
          reason);
    }
  }

  private DataException tooLarge(String sample, int length, int maxBytes) {
    return new DataException(
        "record.oversize: 'fail', and the sample "
            + sample
            + " has "
            + length
            + " bytes, of which "
            + maxBytes
            + " fit into record.max.bytes="
            + options.sizes().maxBytes()
            + "; raise it together with producer.override.max.request.size and the topic's"
            + " max.message.bytes, or set record.oversize=skip or truncate");
  }

  private static String at(RowConversion conversion, ChannelTemplate template, int row) {
    return "of channel '"
        + template.channel().shownName()
        + "' at "
        + new TimeStamp(conversion.rows().timestampNanos(row));
  }
}

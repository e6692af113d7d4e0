package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of an index group to the records of a row block. One thread converts; any thread may ask for
 * the count.
 */
public final class FrameConverter {

  private static final Logger log = LoggerFactory.getLogger(FrameConverter.class);

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /**
   * A broker refuses record timestamps an hour ahead of its clock ({@code
   * message.timestamp.after.max.ms}); half of it leaves room for clocks that differ.
   */
  private static final long MAX_AHEAD_MILLIS = 30 * 60 * 1000L;

  private final RecordOptions options;
  private final Map<Long, ChannelRecords> byChannelKey = new HashMap<>();
  private final Set<Long> warnedChannelKeys = new HashSet<>();
  private final LongAdder skippedSamples = new LongAdder();

  /** Converts as {@code options} say. */
  public FrameConverter(RecordOptions options) {
    this.options = options;
  }

  /** Samples left out so far because they cannot be converted. */
  public long skippedSamples() {
    return skippedSamples.sum();
  }

  /**
   * Converts one row block: rows in order, in each row channels in order of key. The last record
   * carries {@code newOffset}, all before it {@code previousOffset}.
   *
   * @param late whether newer rows may have gone before, which a header tells
   * @return the records, possibly none (for example when every value was left out)
   * @throws DataException if a sample cannot be converted and is not to be skipped
   */
  public List<SourceRecord> convert(
      Rows block,
      Map<String, String> sourcePartition,
      Map<String, String> previousOffset,
      Map<String, String> newOffset,
      boolean late) {
    ChannelRecords[] channels = channelsOf(block, sourcePartition);
    List<SourceRecord> records = new ArrayList<>(block.sampleCount());
    for (int row = 0; row < block.rowCount(); row++) {
      Long timestampNanos = block.timestampNanos(row);
      long recordMillis = recordMillis(timestampNanos, block.receivedNanos());
      for (int i = 0; i < channels.length; i++) {
        Object value = valueAt(block, row, i, channels[i]);
        if (value != SampleReader.LEFT_OUT) {
          records.add(
              channels[i].record(
                  sourcePartition, previousOffset, timestampNanos, recordMillis, value, late));
        }
      }
    }
    if (!records.isEmpty()) {
      int last = records.size() - 1;
      records.set(last, withOffset(records.get(last), newOffset));
    }
    return records;
  }

  /**
   * The end of a channel that was deleted, for compacted topics.
   *
   * @param sourceOffset the group's offset, which this record repeats
   * @param nowNanos nanoseconds since the Unix epoch
   */
  public SourceRecord tombstone(
      Channel channel,
      @Nullable Channel index,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long nowNanos) {
    return recordsOf(channel, index, sourcePartition)
        .tombstone(sourcePartition, sourceOffset, Math.floorDiv(nowNanos, NANOS_PER_MILLI));
  }

  private ChannelRecords[] channelsOf(Rows block, Map<String, String> sourcePartition) {
    ChannelRecords[] channels = new ChannelRecords[block.columns().size()];
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = block.columns().get(i);
      channels[i] = recordsOf(column.channel(), block.group().index(), sourcePartition);
      if (channels[i].dataType() != column.series().dataType()) {
        throw new DataException(
            "channels.include: channel '"
                + column.channel().name()
                + "' is listed with data type "
                + column.channel().dataTypeName()
                + " but its samples came as "
                + column.series().dataType().wireName()
                + "; restart the connector, so that it lists channels again");
      }
    }
    return channels;
  }

  private ChannelRecords recordsOf(
      Channel channel, @Nullable Channel index, Map<String, String> sourcePartition) {
    String clusterKey = sourcePartition.getOrDefault("cluster_key", "");
    ChannelRecords known = byChannelKey.get(channel.key());
    if (known == null || !known.isFor(channel, index, clusterKey)) {
      known = new ChannelRecords(channel, index, clusterKey, options);
      byChannelKey.put(channel.key(), known);
    }
    return known;
  }

  private @Nullable Object valueAt(Rows block, int row, int column, ChannelRecords channel) {
    Rows.Column samples = block.columns().get(column);
    try {
      return channel.reader().valueAt(samples.series(), samples.sampleOf(row));
    } catch (DataException e) {
      if (options.values().dataErrors() == ValueOptions.DataErrors.FAIL) {
        throw new DataException(describe(channel.channel(), block.timestampNanos(row), e), e);
      }
      skippedSamples.increment();
      if (warnedChannelKeys.add(channel.channel().key())) {
        log.warn(
            "A sample was left out, further ones of this channel are only counted:"
                + " channelKey={} reason={}",
            channel.channel().key(),
            e.getMessage());
      }
      return SampleReader.LEFT_OUT;
    }
  }

  private static String describe(Channel channel, long timestampNanos, DataException reason) {
    return "errors.data: the sample of channel '"
        + channel.name()
        + "' at "
        + new TimeStamp(timestampNanos)
        + " cannot be converted: "
        + reason.getMessage()
        + ", or errors.data=skip to leave such samples out";
  }

  private long recordMillis(long timestampNanos, long receivedNanos) {
    long receivedMillis = Math.floorDiv(receivedNanos, NANOS_PER_MILLI);
    if (options.recordTimestamp() == RecordOptions.RecordTimestamp.RECEIVE) {
      return receivedMillis;
    }
    long millis = Math.floorDiv(timestampNanos, NANOS_PER_MILLI);
    return millis < 0 || millis - receivedMillis > MAX_AHEAD_MILLIS ? receivedMillis : millis;
  }

  private static SourceRecord withOffset(SourceRecord record, Map<String, String> sourceOffset) {
    return new SourceRecord(
        record.sourcePartition(),
        sourceOffset,
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        record.headers());
  }
}

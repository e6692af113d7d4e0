package io.synnaxconnect.convert;

import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an index group to the records of a row block. One thread converts; any thread may ask for
 * the counts.
 */
public final class FrameConverter {

  private final RecordShape shape;
  private final UnconvertibleValues problems;
  private final ChannelTemplates templates;
  private final RecordBuilder builder;
  private final TopicRules topics;
  private volatile ActiveRanges ranges = ActiveRanges.NONE;

  /** Converts as {@code options} say. */
  public FrameConverter(RecordOptions options) {
    this.topics = TopicRules.of(options);
    this.shape = shapeOf(options);
    this.problems = new UnconvertibleValues(options);
    this.templates = new ChannelTemplates(options, topics);
    ValueConverter values = new ValueConverter(problems);
    this.builder =
        switch (options.format()) {
          case SAMPLE -> new SampleRecords(templates, values, options);
          case SERIES -> new SeriesRecords(templates, values, options, shape.maxRows());
          case PACKED -> new PackedRecords(templates, values, options, shape.maxRows());
          case ROW -> new RowRecords(templates, values, options);
        };
  }

  private static RecordShape shapeOf(RecordOptions options) {
    RecordSizes sizes = options.sizes();
    return switch (options.format()) {
      case SAMPLE -> RecordShape.SAMPLE;
      case SERIES ->
          new RecordShape(
              Math.min(sizes.seriesMaxSamples(), SeriesRecords.fixedSamples(sizes)), true);
      case PACKED -> new RecordShape(PackedRecords.fixedSamples(sizes), true);
      case ROW -> new RecordShape(1, false);
    };
  }

  /**
   * From now on, records get a header with the names of those of these ranges in which they lie.
   * Where a range begins or ends, another record begins. Any thread may call this.
   */
  public void markRanges(String clusterKey, Collection<Range> all) {
    ActiveRanges now = ActiveRanges.of(clusterKey, all);
    if (!now.hasSameAs(ranges)) {
      ranges = now;
    }
  }

  /** How many records some rows become. */
  public RecordShape shape() {
    return shape;
  }

  /** Samples omitted so far because they cannot be converted, dead letters included. */
  public long skippedSamples() {
    return problems.unconvertible();
  }

  /** Values cut or omitted so far because they are too large for a record. */
  public long oversizedSamples() {
    return problems.oversized();
  }

  /**
   * A sample is too large to be read from the cluster: counts it as a value that is too large. Any
   * thread may call this.
   *
   * @throws DataException if such a value makes the task fail
   */
  public void omit(Channel channel, TimeStamp timestamp, String reason) {
    problems.unreadable(channel, timestamp, reason);
  }

  /**
   * Converts a row block, whole or not at all. The last record carries {@code newOffset}, all
   * before it {@code previousOffset}. If there is no record, the next block carries the offset: its
   * previous offset is this block's new one.
   *
   * @param arrival whether the rows are in order, late or partial, which headers show
   * @return the records, possibly none (for example if every value was omitted)
   * @throws DataException if a sample cannot be in a record and this makes the task fail
   */
  public List<SourceRecord> convert(
      List<Rows> block,
      Map<String, String> sourcePartition,
      Map<String, String> previousOffset,
      Map<String, String> newOffset,
      Arrival arrival) {
    long count = 0;
    for (Rows rows : block) {
      count += shape.recordCount(rows.rowCount(), rows.columns().size());
    }
    List<SourceRecord> records = new ArrayList<>((int) count);
    ActiveRanges active = ranges;
    boolean isMarked = active.areOf(sourcePartition.getOrDefault("cluster_key", ""));
    for (Rows rows : block) {
      for (int from = 0; from < rows.rowCount(); ) {
        int to = isMarked ? active.endOfRun(rows, from) : rows.rowCount();
        RangeNames names = isMarked ? active.at(rows.timestampNanos(from)) : RangeNames.NONE;
        Rows run = to - from == rows.rowCount() ? rows : rows.slice(from, to);
        builder.build(
            new RowConversion(run, sourcePartition, previousOffset, arrival, names, records));
        from = to;
      }
    }
    if (!records.isEmpty()) {
      int last = records.size() - 1;
      records.set(last, withOffset(records.get(last), newOffset));
    }
    return records;
  }

  /** The topic of a channel's samples. */
  public String topicOf(Channel channel, @Nullable Channel index, String clusterKey) {
    return topics.topicOf(channel, index, clusterKey);
  }

  /**
   * A record that removes the key of a deleted channel from compacted topics.
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
    String clusterKey = sourcePartition.getOrDefault("cluster_key", "");
    RowConversion.Envelope envelope =
        templates
            .of(channel, index, clusterKey)
            .envelope(RecordTimes.toMillis(nowNanos), 0, RangeNames.NONE);
    return new SourceRecord(
        sourcePartition,
        sourceOffset,
        envelope.topic(),
        null,
        envelope.keySchema(),
        envelope.key(),
        null,
        null,
        envelope.recordMillis(),
        envelope.headers());
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

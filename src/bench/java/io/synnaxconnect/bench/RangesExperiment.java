package io.synnaxconnect.bench;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What it costs that records name the ranges in which they lie. */
final class RangesExperiment extends SlicedExperiment {

  private static final int BLOCKS = 16;
  private static final int PAST_RANGES = 1_000;
  private static final String WITHOUT = "without";
  private static final String OUTSIDE = "in none of 1,000 ranges";
  private static final String INSIDE = "in two of 1,002 ranges";

  @Override
  public String name() {
    return "ranges";
  }

  @Override
  String title() {
    return "Records of frames of float64 with `record.ranges`, without Connect's converter:"
        + " 10 channels x 1,000 rows, `row` 100 x 100";
  }

  @Override
  String unit() {
    return "sample";
  }

  @Override
  List<Arm> arms() {
    List<Range> past = IntStream.range(0, PAST_RANGES).mapToObj(RangesExperiment::past).toList();
    List<Range> current = new ArrayList<>(past);
    current.add(new Range("day", "Day 3", TimeRange.MAX, ""));
    current.add(new Range("run", "Hotfire 12", TimeRange.MAX, ""));
    List<Arm> arms = new ArrayList<>();
    for (RecordFormat format : List.of(RecordFormat.SAMPLE, RecordFormat.ROW)) {
      arms.add(arm(format, WITHOUT, List.of()));
      arms.add(arm(format, OUTSIDE, past));
      arms.add(arm(format, INSIDE, current));
    }
    return arms;
  }

  /** Before every sample. */
  private static Range past(int second) {
    long start = second * 1_000_000_000L;
    String name = "run " + second;
    return new Range(name, name, TimeRange.ofNanos(start, start + 500_000_000L), "");
  }

  private static Arm arm(RecordFormat format, String ranges, List<Range> known) {
    Load load =
        format == RecordFormat.ROW ? new Load(format, 100, 100) : new Load(format, 10, 1_000);
    FrameConverter converter = new FrameConverter(Formats.options(format, "bench"));
    converter.markRanges(FloodRecords.CLUSTER, known);
    List<Rows> blocks = FloodRows.blocks(load.channels(), load.rows(), BLOCKS);
    return new Arm(
        named(format, ranges),
        times -> {
          for (long i = 0; i < times; i++) {
            Rows block = blocks.get((int) (i % BLOCKS));
            FloodRecords.requireSome(FloodRecords.convert(converter, block));
          }
        },
        Meter.callingThread(),
        load.samplesPerFrame());
  }

  private static String named(RecordFormat format, String ranges) {
    return Formats.text(format) + ", " + ranges;
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) {
    List<Finding> findings = new ArrayList<>();
    for (RecordFormat format : List.of(RecordFormat.SAMPLE, RecordFormat.ROW)) {
      for (String ranges : List.of(OUTSIDE, INSIDE)) {
        findings.add(
            Finding.compared(
                "`" + Formats.text(format) + "` " + ranges + " ÷ without",
                Estimate.ofRatio(
                    of(samples, named(format, ranges)).cpuNanos(),
                    of(samples, named(format, WITHOUT)).cpuNanos(),
                    random),
                "",
                null));
      }
    }
    return findings;
  }
}

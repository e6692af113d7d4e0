package io.synnaxconnect.bench;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What rows cost on their way to records, before Connect's converter sees them. */
final class ConvertExperiment extends SlicedExperiment {

  private static final int BLOCKS = 16;

  @Override
  public String name() {
    return "convert";
  }

  @Override
  String title() {
    return "Records of frames of float64, without Connect's converter: 10 channels x 1,000 rows,"
        + " `row` 100 x 100";
  }

  @Override
  String unit() {
    return "sample";
  }

  @Override
  List<Arm> arms() {
    return Arrays.stream(RecordFormat.values()).map(this::arm).toList();
  }

  private Arm arm(RecordFormat format) {
    Load load =
        format == RecordFormat.ROW ? new Load(format, 100, 100) : new Load(format, 10, 1_000);
    FrameConverter converter = new FrameConverter(Formats.options(format, "bench"));
    List<Rows> blocks = FloodRows.blocks(load.channels(), load.rows(), BLOCKS);
    return new Arm(
        load.formatText(),
        times -> convert(converter, blocks, times),
        Meter.callingThread(),
        load.samplesPerFrame());
  }

  private static void convert(FrameConverter converter, List<Rows> blocks, long times) {
    for (long i = 0; i < times; i++) {
      Rows block = blocks.get((int) (i % BLOCKS));
      FloodRecords.requireSome(FloodRecords.convert(converter, block));
    }
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) {
    List<Finding> findings = new ArrayList<>();
    for (RecordFormat format : RecordFormat.values()) {
      String arm = Formats.text(format);
      double bytes = Estimate.of(of(samples, arm).allocatedBytes(), random).median();
      findings.add(allocated(format, bytes));
    }
    return findings;
  }

  private static Finding allocated(RecordFormat format, double bytes) {
    String name = "`" + Formats.text(format) + "`: allocated";
    return switch (format) {
      case SAMPLE -> Finding.counted(name, bytes, "B per sample", Target.atMost(300));
      case ROW -> Finding.counted(name, bytes, "B per cell", Target.atMost(40));
      case SERIES -> Finding.counted(name, bytes, "B per sample", Target.atMost(2));
      case PACKED ->
          // A sample is a value of eight bytes and a timestamp of eight.
          Finding.counted(
              name, bytes / (2 * Long.BYTES), "B per byte of payload", Target.atMost(1.05));
    };
  }
}

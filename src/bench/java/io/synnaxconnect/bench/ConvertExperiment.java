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

  private static final int CHANNELS = 10;
  private static final int ROWS = 1_000;
  private static final int BLOCKS = 16;

  private final List<Rows> blocks = FloodRows.blocks(CHANNELS, ROWS, BLOCKS);

  @Override
  public String name() {
    return "convert";
  }

  @Override
  String title() {
    return "Records of frames of 10 channels x 1,000 rows, float64, without Connect's converter";
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
    FrameConverter converter = new FrameConverter(Formats.options(format, "bench"));
    return new Arm(
        Formats.text(format),
        times -> convert(converter, times),
        Meter.callingThread(),
        (long) CHANNELS * ROWS);
  }

  private void convert(FrameConverter converter, long times) {
    for (long i = 0; i < times; i++) {
      Rows block = blocks.get((int) (i % BLOCKS));
      FloodRecords.requireSome(FloodRecords.convert(converter, block));
    }
  }

  @Override
  List<Finding> findings(Map<String, Samples> samples, Random random) {
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

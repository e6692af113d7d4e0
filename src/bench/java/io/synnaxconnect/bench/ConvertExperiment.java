package io.synnaxconnect.bench;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What rows cost on their way to records, before Connect's converter sees them. */
final class ConvertExperiment extends SlicedExperiment {

  private static final int CHANNELS = 10;
  private static final int ROWS = 100;
  private static final int BLOCKS = 16;

  private final List<Rows> blocks = FloodRows.blocks(CHANNELS, ROWS, BLOCKS);

  @Override
  public String name() {
    return "convert";
  }

  @Override
  String title() {
    return "Records of frames of " + CHANNELS + " channels x " + ROWS + " rows, float64";
  }

  @Override
  String unit() {
    return "sample";
  }

  @Override
  List<Arm> arms() {
    return List.of(arm("sample", RecordOptions.DEFAULT));
  }

  private Arm arm(String name, RecordOptions options) {
    FrameConverter converter = new FrameConverter(options);
    return new Arm(
        name, times -> convert(converter, times), Meter.callingThread(), (long) CHANNELS * ROWS);
  }

  private void convert(FrameConverter converter, long times) {
    for (long i = 0; i < times; i++) {
      Rows block = blocks.get((int) (i % BLOCKS));
      if (FloodRecords.convert(converter, block).isEmpty()) {
        throw new IllegalStateException("there are no records");
      }
    }
  }

  @Override
  List<Finding> findings(Map<String, Samples> samples, Random random) {
    List<Finding> findings = new ArrayList<>();
    samples.forEach(
        (arm, measured) -> {
          if (!arm.contains(",")) {
            findings.add(
                Finding.counted(
                    "allocated by " + arm,
                    Estimate.of(measured.allocatedBytes(), random).median(),
                    "B per sample",
                    Target.atMost(300)));
          }
        });
    return findings;
  }
}

package io.synnaxconnect.bench;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.telem.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * What it costs to take frames from gRPC: thrown away as soon as they are parsed, decoded by the
 * streaming client, decoded and made records, and all of this by the whole task.
 */
final class DrainExperiment extends SlicedExperiment {

  private static final int SMALL_BYTES = 8 << 10;
  private static final String RAW = "raw gRPC";
  private static final String DECODED = "decode";
  private static final String PACKED = "decode + packed records";
  private static final String TASK = "task, packed records";

  private final Load load;
  private final int frameBytes;

  /** Frames of so many rows of eight channels. */
  DrainExperiment(int rows) {
    this.load = new Load(RecordFormat.PACKED, 8, rows);
    this.frameBytes = new FloodFrames(load.channels(), rows).frameBytes();
  }

  @Override
  public String name() {
    return "drain-" + load.rows();
  }

  @Override
  String title() {
    return "Taking frames of %d channels x %d rows (%,d bytes) from gRPC"
        .formatted(load.channels(), load.rows(), frameBytes);
  }

  @Override
  String unit() {
    return "frame";
  }

  @Override
  List<Arm> arms() throws Exception {
    FrameConverter converter = new FrameConverter(Formats.options(load.format(), "bench"));
    FloodRows rows = new FloodRows(load.channels());
    return List.of(
        raw(),
        streamed(DECODED, frame -> {}),
        streamed(
            PACKED,
            frame -> FloodRecords.requireSome(FloodRecords.convert(converter, rows.of(frame)))),
        task());
  }

  private FrameFlood flood() throws IOException {
    return open(new FrameFlood(load.channels(), load.rows()));
  }

  private Arm raw() throws Exception {
    FrameFlood flood = flood();
    RawDrain drain = open(new RawDrain(flood.port(), load.channels()));
    return arm(
        RAW,
        frames -> {
          flood.grant(frames);
          drain.await(frames);
        },
        drain.threadName());
  }

  /** Takes a decoded frame. */
  private interface Taker {
    void take(Frame frame);
  }

  private Arm streamed(String name, Taker taker) throws Exception {
    FrameFlood flood = flood();
    SynnaxClientOptions options =
        new SynnaxClientOptions(
            "127.0.0.1",
            flood.port(),
            new SynnaxClientOptions.Credentials("synnax", "seldon"),
            SynnaxClientOptions.Tls.PLAINTEXT,
            SynnaxClientOptions.Limits.DEFAULT);
    SynnaxClient client = open(SynnaxClient.create(options));
    Streamer streamer =
        open(
            client.openStreamer(
                ChannelSelector.keyed(LongStream.rangeClosed(1, load.channels() + 1L).toArray()),
                StreamerOptions.DEFAULT.withBuffer(1L << 30, Overflow.FAIL)));
    return arm(
        name,
        frames -> {
          flood.grant(frames);
          for (long i = 0; i < frames; i++) {
            taker.take(streamer.read());
          }
        },
        "synnax-127.0.0.1:" + flood.port());
  }

  private static Arm arm(String name, Work work, String connection) {
    Meter threads = Meter.threads(thread -> thread.startsWith(connection));
    return new Arm(name, work, Meter.callingThread().and(threads), 1);
  }

  private Arm task() throws Exception {
    FloodedTask task = open(new FloodedTask("drain-" + load.rows(), load, flood()));
    task.awaitStream();
    return new Arm(TASK, task::take, task.meter(), 1);
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) {
    List<Finding> findings = new ArrayList<>();
    add(findings, samples, DECODED, 1.25, random);
    add(findings, samples, PACKED, 1.5, random);
    add(findings, samples, TASK, Double.NaN, random);
    return findings;
  }

  /** Large frames have a target in relation to raw gRPC, small ones a time. */
  private void add(
      List<Finding> findings,
      Map<String, BenchSamples> samples,
      String arm,
      double most,
      Random random) {
    double[] raw = of(samples, RAW).cpuNanos();
    double[] cost = of(samples, arm).cpuNanos();
    boolean hasTarget = !Double.isNaN(most);
    boolean small = frameBytes < SMALL_BYTES;
    findings.add(
        Finding.compared(
            arm + " ÷ raw gRPC",
            Estimate.ofRatio(cost, raw, random),
            "",
            hasTarget && !small ? Target.atMost(most) : null));
    findings.add(
        Finding.compared(
            arm + " − raw gRPC",
            Estimate.ofDifference(cost, raw, random).times(1e-3),
            "µs per frame",
            hasTarget && small ? Target.atMost(3) : null));
  }
}

package io.synnaxconnect.bench;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * What it costs to take frames from gRPC: thrown away as soon as they are parsed, decoded by the
 * streaming client, and made records by the task.
 */
final class DrainExperiment extends SlicedExperiment {

  private static final int SMALL_BYTES = 8 << 10;
  private static final String RAW = "raw gRPC";
  private static final String DECODED = "streamer";

  private final int channels;
  private final int rows;
  private int frameBytes;

  /** Frames of so many channels and rows. */
  DrainExperiment(int channels, int rows) {
    this.channels = channels;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "drain-" + rows;
  }

  @Override
  String title() {
    return "Taking frames of %d channels x %d rows (%,d bytes) from gRPC"
        .formatted(channels, rows, frameBytes);
  }

  @Override
  String unit() {
    return "frame";
  }

  @Override
  List<Arm> arms() throws Exception {
    return List.of(raw(), decoded(), records("sample", rows));
  }

  private FrameFlood flood() throws Exception {
    FrameFlood flood = open(new FrameFlood(channels, rows));
    frameBytes = flood.frameBytes();
    return flood;
  }

  private Arm raw() throws Exception {
    FrameFlood flood = flood();
    RawDrain drain = open(new RawDrain(flood.port(), channels));
    return new Arm(
        RAW,
        frames -> {
          flood.grant(frames);
          drain.await(frames);
        },
        Meter.callingThread().and(Meter.threads(drain::isThread)),
        1);
  }

  private Arm decoded() throws Exception {
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
                ChannelSelector.keyed(LongStream.rangeClosed(1, channels + 1L).toArray()),
                StreamerOptions.DEFAULT.withBuffer(1L << 30, Overflow.FAIL)));
    String connection = "synnax-127.0.0.1:" + flood.port();
    return new Arm(
        DECODED,
        frames -> {
          flood.grant(frames);
          for (long i = 0; i < frames; i++) {
            streamer.read();
          }
        },
        Meter.callingThread().and(Meter.threads(name -> name.startsWith(connection))),
        1);
  }

  private Arm records(String format, long recordsPerChannel) throws Exception {
    FrameFlood flood = flood();
    FloodedTask task =
        open(
            new FloodedTask(
                "drain-" + format + "-" + rows,
                flood,
                Map.of("record.format", format),
                channels * recordsPerChannel));
    task.awaitStream();
    return new Arm("task, " + format + " records", task::take, task.meter(), 1);
  }

  @Override
  List<Finding> findings(Map<String, Samples> samples, Random random) {
    double[] raw = SlicedExperiment.of(samples, RAW).cpuNanos();
    List<Finding> findings = new ArrayList<>();
    samples.forEach(
        (arm, measured) -> {
          if (!arm.startsWith(RAW)) {
            boolean decodes = arm.equals(DECODED);
            if (frameBytes >= SMALL_BYTES) {
              findings.add(
                  Finding.compared(
                      arm + " ÷ raw gRPC",
                      Estimate.ofRatio(measured.cpuNanos(), raw, random),
                      "",
                      Target.atMost(decodes ? 1.25 : 1.5)));
            }
            findings.add(
                Finding.compared(
                    arm + " − raw gRPC",
                    Estimate.ofDifference(measured.cpuNanos(), raw, random).times(1e-3),
                    "µs per frame",
                    frameBytes >= SMALL_BYTES ? null : Target.atMost(3)));
          }
        });
    return findings;
  }
}

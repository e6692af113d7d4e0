package io.synnaxconnect.demo;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.cluster.SynnaxEnvironment;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Synnax cluster that runs anyway; nothing is written to it. */
final class ClusterSource implements TelemetrySource {

  /** The cluster's measurements of itself. */
  private static final String EXCLUDED = "sy_.*";

  private final SynnaxEnvironment environment;
  private final SynnaxClient client;
  private final StreamRecorder recorder;
  private final boolean compared;

  private ClusterSource(
      SynnaxEnvironment environment,
      SynnaxClient client,
      StreamRecorder recorder,
      boolean compared) {
    this.compared = compared;
    this.environment = environment;
    this.client = client;
    this.recorder = recorder;
  }

  /**
   * Logs in, and opens a stream of the stored channels that the connector will be told to read.
   *
   * @param compared whether what arrives is compared, so that the connector reads only these: a
   *     second stream may see other samples of virtual and calculated channels
   */
  static ClusterSource open(SynnaxEnvironment environment, boolean compared) {
    SynnaxClient client = SynnaxClient.create(options(environment));
    try {
      List<IndexGroup> groups = selection(environment).groups(client.retrieveChannels());
      return new ClusterSource(environment, client, new StreamRecorder(client, groups), compared);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public String description() {
    return "Synnax at " + environment.address();
  }

  @Override
  public String notice() {
    return recorder.notice();
  }

  @Override
  public Map<String, String> connectorSettings() {
    return Map.of(
        "synnax.address", environment.address(),
        "synnax.username", environment.username(),
        "synnax.tls.enabled", Boolean.toString(environment.tls()),
        "synnax.tls.ca", environment.caPem(),
        "channels.include", environment.channels(),
        "channels.exclude", EXCLUDED,
        "channels.virtual", compared ? "exclude" : "include");
  }

  @Override
  public String password() {
    return environment.password();
  }

  /** Others send, and have long begun. */
  @Override
  public void startSending(int openStreams) {}

  @Override
  public boolean isOurs() {
    return false;
  }

  @Override
  public void closePort() {}

  @Override
  public void openPort() {}

  @Override
  public String createChannel() {
    throw new UnsupportedOperationException("nothing is changed in a cluster of others");
  }

  @Override
  public long retireChannel() {
    throw new UnsupportedOperationException("nothing is changed in a cluster of others");
  }

  @Override
  public void deleteChannel() {
    throw new UnsupportedOperationException("nothing is changed in a cluster of others");
  }

  @Override
  public int importRows() {
    throw new UnsupportedOperationException("nothing is changed in a cluster of others");
  }

  @Override
  public void stay() {}

  /** Others go on; we look away. */
  @Override
  public void stopSending() {
    recorder.close();
  }

  @Override
  public List<SentSample> sent() {
    return recorder.samples();
  }

  /** The two streams began and ended at different times: what both saw is compared. */
  @Override
  public SampleComparison compare(List<ReceivedSample> received) {
    return SampleComparison.ofOverlap(sent(), received);
  }

  @Override
  public void close() {
    recorder.close();
    client.close();
  }

  private static ChannelSelection selection(SynnaxEnvironment environment) {
    try {
      ChannelPatterns include = ChannelPatterns.parse(environment.channels());
      return new ChannelSelection(
          include, ChannelPatterns.parse(EXCLUDED), Set.of(), false, false, true);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("SYNNAX_CHANNELS " + e.getMessage(), e);
    }
  }

  private static SynnaxClientOptions options(SynnaxEnvironment environment) {
    return new SynnaxClientOptions(
        environment.host(),
        environment.port(),
        new SynnaxClientOptions.Credentials(environment.username(), environment.password()),
        environment.tls()
            ? new SynnaxClientOptions.Tls(true, environment.caPem(), "", "", "")
            : SynnaxClientOptions.Tls.PLAINTEXT,
        SynnaxClientOptions.Limits.DEFAULT);
  }
}

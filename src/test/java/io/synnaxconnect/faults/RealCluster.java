package io.synnaxconnect.faults;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.contract.ClusterUnderTest;
import io.synnaxconnect.contract.ContractClient;
import io.synnaxconnect.contract.ContractSamples;
import io.synnaxconnect.contract.ContractWriter;
import io.synnaxconnect.contract.CuttableRoute;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.proto.WriterConfig;
import io.synnaxconnect.proto.WriterResponse;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A running cluster. Connectors reach it through a port of our own, which can break; writers and
 * the reader of what is stored do not. {@code SYNNAX_RESTART} is the command that restarts it.
 */
final class RealCluster implements FaultCluster {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int PERSIST_ONLY = 2;

  private final ClusterUnderTest cluster;
  private final String restartCommand;
  private final ContractClient admin;
  private final CuttableRoute route;
  private final SynnaxClient reader;
  private final Map<Long, ChannelMessage> channels = new HashMap<>();
  private final List<NarrowUser> users = new ArrayList<>();

  /**
   * Logs in.
   *
   * @param restartCommand gets {@code clean} or {@code crashed} as its argument; empty for none
   */
  RealCluster(ClusterUnderTest cluster, String restartCommand) {
    this.cluster = cluster;
    this.restartCommand = restartCommand;
    this.admin = ContractClient.logIn(cluster);
    this.route = new CuttableRoute(cluster.host(), cluster.port());
    this.reader = SynnaxClient.create(clientOptions());
  }

  @Override
  public Map<String, String> connectorSettings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("synnax.address", cluster.host() + ":" + route.port());
    settings.put("synnax.username", cluster.username());
    settings.put("synnax.password", cluster.password());
    settings.put("synnax.tls.enabled", Boolean.toString(cluster.tls()));
    if (!cluster.caPem().isEmpty()) {
      settings.put("synnax.tls.ca", cluster.caPem());
    }
    return settings;
  }

  @Override
  public Optional<Map<String, String>> narrowUser(long... readableKeys) {
    if (cluster.tls()) {
      return Optional.empty();
    }
    NarrowUser user = new NarrowUser(cluster, admin.name("narrow"), readableKeys);
    users.add(user);
    return Optional.of(user.settings());
  }

  @Override
  public boolean canStoreTexts() {
    return cluster.isFrom("0.55.0");
  }

  @Override
  public boolean canDelete() {
    return !cluster.tls();
  }

  @Override
  public void delete(TimeRange range, long... channels) {
    Map<String, Long> bounds = Map.of("start", range.start().nanos(), "end", range.end().nanos());
    List<Long> keys = Arrays.stream(channels).boxed().toList();
    new ClusterHttp(cluster).send("frame/delete", Map.of("keys", keys, "bounds", bounds));
  }

  @Override
  public SynnaxClientOptions clientOptions() {
    return new SynnaxClientOptions(
        cluster.host(),
        cluster.port(),
        new SynnaxClientOptions.Credentials(cluster.username(), cluster.password()),
        new SynnaxClientOptions.Tls(cluster.tls(), cluster.caPem(), "", "", ""),
        SynnaxClientOptions.Limits.DEFAULT);
  }

  @Override
  public String prefix() {
    return admin.name("");
  }

  @Override
  public long createIndex(String name) {
    return keep(
        admin.create(
            ChannelMessage.newBuilder().setName(name).setDataType("timestamp").setIsIndex(true)));
  }

  @Override
  public long createChannel(String name, long index) {
    return createData(name, "float64", index);
  }

  @Override
  public long createTextChannel(String name, long index) {
    return createData(name, "string", index);
  }

  private long createData(String name, String dataType, long index) {
    return keep(
        admin.create(
            ChannelMessage.newBuilder().setName(name).setDataType(dataType).setIndex((int) index)));
  }

  private long keep(ChannelMessage channel) {
    long key = Integer.toUnsignedLong(channel.getKey());
    channels.put(key, channel);
    return key;
  }

  private ChannelMessage channel(long key) {
    return Objects.requireNonNull(channels.get(key));
  }

  @Override
  public Writer openWriter(long startNanos, long index, long... dataChannels) {
    return open(config -> config.setStart(startNanos), index, dataChannels);
  }

  @Override
  public Writer openImport(long startNanos, long index, long... dataChannels) {
    return open(importFrom(startNanos), index, dataChannels);
  }

  @Override
  public void importAlone(long startNanos, long channel, double... values) {
    List<ChannelMessage> alone = List.of(channel(channel));
    ContractWriter opened = admin.openWriter(importFrom(startNanos), alone.get(0));
    try (Remote writer = new Remote(opened, alone)) {
      opened.write(ContractWriter.on(alone.get(0), ContractSamples.doubles(values)));
      writer.commit();
    }
  }

  private static UnaryOperator<WriterConfig.Builder> importFrom(long startNanos) {
    return config -> config.setStart(startNanos).setMode(PERSIST_ONLY).setEnableAutoCommit(false);
  }

  private Writer open(
      UnaryOperator<WriterConfig.Builder> options, long index, long... dataChannels) {
    List<ChannelMessage> written = new ArrayList<>();
    written.add(channel(index));
    for (long key : dataChannels) {
      written.add(channel(key));
    }
    AtomicReference<ContractWriter> opened = new AtomicReference<>();
    // A cluster that has just been restarted needs a moment.
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> opened.set(admin.openWriter(options, written.toArray(ChannelMessage[]::new))));
    return new Remote(Objects.requireNonNull(opened.get()), written);
  }

  private record Remote(ContractWriter writer, List<ChannelMessage> written) implements Writer {

    private static final int COMMIT = 2;

    @Override
    public void writeRow(long timestampNanos, double[] values) {
      ContractWriter.Part[] row = new ContractWriter.Part[written.size()];
      row[0] = ContractWriter.on(written.get(0), ContractSamples.timestamps(timestampNanos));
      for (int i = 0; i < values.length; i++) {
        row[i + 1] = ContractWriter.on(written.get(i + 1), series(written.get(i + 1), values[i]));
      }
      writer.write(row);
    }

    private static SeriesMessage series(ChannelMessage channel, double value) {
      return channel.getDataType().equals("string")
          ? ContractSamples.strings(NumberText.of(value))
          : ContractSamples.doubles(value);
    }

    @Override
    public void commit() {
      WriterResponse answer = writer.commit();
      if (answer.getCommand() != COMMIT || !answer.getError().getType().equals("nil")) {
        throw new IllegalStateException("not the answer to a commit: " + answer);
      }
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  @Override
  public NavigableMap<Long, Double> stored(
      long index, long channel, long afterNanos, long upToNanos) {
    TreeMap<Long, Double> byTime = new TreeMap<>();
    TimeRange range = TimeRange.ofNanos(afterNanos + 1, upToNanos + 1);
    try {
      for (Rows rows : reader.read(ChannelSelector.keyed(channel), range)) {
        for (Rows.Column column : rows.columns()) {
          for (int row = 0; row < rows.rowCount(); row++) {
            byTime.put(rows.timestampNanos(row), NumberText.toNumber(column.valueAt(row)));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return byTime;
  }

  @Override
  public void cutConnections() {
    route.cut();
  }

  @Override
  public void closePort() {
    route.shut();
  }

  @Override
  public void openPort() {
    route.open();
  }

  @Override
  public void restart(RestartKind kind) {
    String argument = kind.name().toLowerCase(Locale.ROOT);
    try {
      Process restart = new ProcessBuilder(restartCommand, argument).inheritIO().start();
      int exitValue = restart.waitFor();
      if (exitValue != 0) {
        throw new IllegalStateException(restartCommand + " ended with " + exitValue);
      }
      admin.logInAgain();
    } catch (IOException e) {
      throw new IllegalStateException("SYNNAX_RESTART cannot be run: " + restartCommand, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<String> whyItCannotRestart() {
    return restartCommand.isEmpty()
        ? Optional.of("SYNNAX_RESTART is not set to a command that restarts " + cluster.name())
        : Optional.empty();
  }

  @Override
  public Optional<Simulator> simulator() {
    return Optional.empty();
  }

  @Override
  public void close() {
    reader.close();
    route.close();
    users.forEach(NarrowUser::close);
    try {
      admin.close();
    } catch (ConditionTimeoutException refused) {
      // A server keeps an iterator whose connection broke while it was opened, until it restarts.
      System.out.println(cluster.name() + ": channels are left behind: " + refused.getCause());
    }
  }
}

package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A writer inside the simulator's process; it obeys the rules for clients. Every refusal is thrown
 * as {@link CoreError}, also those that a client would not be told of. It works while the port is
 * down, but ends with a restart. For one thread at a time.
 */
public final class SimulatedWriter implements AutoCloseable {

  private final WriterSession session;
  private final List<Channel> channels;

  SimulatedWriter(WriterSession session, List<Channel> channels) {
    this.session = session;
    this.channels = channels;
  }

  /** One write, one live frame; it holds all channels of each index group that it touches. */
  public void write(Map<Long, SeriesData> byChannelKey) {
    List<LiveSeries> series = new ArrayList<>();
    byChannelKey.forEach((key, data) -> series.add(data.toSeries(key)));
    session.write(series);
  }

  /** The same with the series in the order in which the channels were opened. */
  public void write(SeriesData... series) {
    if (series.length != channels.size()) {
      throw new IllegalArgumentException(
          series.length + " series for " + channels.size() + " channels");
    }
    Map<Long, SeriesData> byKey = new LinkedHashMap<>();
    for (int i = 0; i < series.length; i++) {
      byKey.put(channels.get(i).key(), series[i]);
    }
    write(byKey);
  }

  /** One sample per channel, in the order in which the channels were opened. */
  public void writeRow(Object... samples) {
    SeriesData[] series = new SeriesData[samples.length];
    for (int i = 0; i < samples.length; i++) {
      series[i] = SeriesData.of(Objects.requireNonNull(channels.get(i).dataType()), samples[i]);
    }
    write(series);
  }

  /** How many channels it was opened with. */
  public int channelCount() {
    return channels.size();
  }

  /** Makes what was written readable; returns one past the last timestamp. */
  public long commit() {
    return session.commit();
  }

  /** Changes the authority on all channels. */
  public void setAuthority(int authority) {
    session.setAuthority(List.of(), List.of(authority));
  }

  /** Ends the writer; what was not committed is gone. */
  @Override
  public void close() {
    session.close();
  }
}

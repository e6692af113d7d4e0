package io.synnaxconnect.demo;

import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.cluster.Values;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Series;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Thread that writes down what a stream of its own says about some groups of stored channels. */
final class StreamRecorder implements AutoCloseable {

  private final Streamer streamer;
  private final Map<Long, Channel> channels = new HashMap<>();
  private final List<SentSample> samples = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "demo-stream-recorder");
  private volatile @Nullable RuntimeException failure;
  private volatile boolean closed;

  StreamRecorder(SynnaxClient client, List<IndexGroup> groups) {
    Set<Channel> streamed = new HashSet<>();
    for (IndexGroup group : groups) {
      group.channels().forEach(channel -> channels.put(channel.key(), channel));
      streamed.addAll(group.channels());
      if (group.index() != null) {
        streamed.add(group.index());
      }
    }
    this.streamer = client.openStreamer(streamed, StreamerOptions.DEFAULT);
    thread.setDaemon(true);
    thread.start();
  }

  /** Everything so far; throws what made the stream end. */
  synchronized List<SentSample> samples() {
    RuntimeException ended = failure;
    if (ended != null) {
      throw ended;
    }
    return List.copyOf(samples);
  }

  /** Says how many channels have been silent, until the first sample comes. */
  synchronized String notice() {
    return samples.isEmpty()
        ? "waiting for the first sample of " + channels.size() + " channels"
        : "";
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    streamer.close();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Frame frame = streamer.read(Duration.ofSeconds(1));
        if (frame != null) {
          record(frame);
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed) {
        failure = e;
      }
    }
  }

  /** The n-th series of a channel belongs to the n-th series of its index. */
  private synchronized void record(Frame frame) {
    Map<Long, List<Series>> byChannel = new HashMap<>();
    for (int i = 0; i < frame.size(); i++) {
      byChannel
          .computeIfAbsent(frame.channelKeyAt(i), key -> new ArrayList<>())
          .add(frame.seriesAt(i));
    }
    byChannel.forEach(
        (key, series) -> {
          Channel channel = channels.get(key);
          if (channel != null) {
            List<Series> index = byChannel.getOrDefault(channel.indexKey(), List.of());
            for (int n = 0; n < Math.min(series.size(), index.size()); n++) {
              add(channel, index.get(n), series.get(n));
            }
          }
        });
  }

  private void add(Channel channel, Series index, Series series) {
    for (int i = 0; i < Math.min(index.sampleCount(), series.sampleCount()); i++) {
      samples.add(new SentSample(channel.name(), index.longAt(i), value(series, i)));
    }
  }

  /** The value as it arrives in Avro, in the form of {@link Values}. */
  private static String value(Series series, int i) {
    return switch (series.dataType()) {
      case FLOAT32 -> Values.text(series.floatAt(i));
      case FLOAT64 -> Values.text(series.doubleAt(i));
      case STRING, JSON -> series.stringAt(i);
      case BOOLEAN -> Values.text(series.booleanAt(i));
      case UUID -> Values.text(series.uuidAt(i));
      case BYTES -> Values.text(ByteBuffer.wrap(series.bytesAt(i)));
      case UINT64 -> Long.toUnsignedString(series.longAt(i));
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, TIMESTAMP ->
          Values.text(series.longAt(i));
    };
  }
}

package io.synnaxconnect.faults;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.TimeRange;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** A Synnax that telemetry is written to and that harm is done to; writers are not harmed. */
interface FaultCluster extends AutoCloseable {

  /** A writer of some channels; all that it wrote is readable after a commit. */
  interface Writer extends AutoCloseable {

    /** One row, one live frame: a sample for each channel in the order of the opening. */
    void writeRow(long timestampNanos, double[] values);

    /** Returns when all that was written can be read. */
    void commit();

    @Override
    void close();
  }

  /** Settings with which a connector reads it, on a way that can break. */
  Map<String, String> connectorSettings();

  /**
   * Settings of a user who may stream and read only these channels, so no control channels; empty
   * where there is one user only.
   */
  Optional<Map<String, String>> narrowUser(long... readableKeys);

  /** How somebody else reads it, on a way that does not break. */
  SynnaxClientOptions clientOptions();

  /** What the names of all channels begin with. */
  String prefix();

  /** Returns the key. */
  long createIndex(String name);

  /** Creates a channel of type float64 and returns its key. */
  long createChannel(String name, long index);

  /** Whether texts can be stored. */
  boolean canStoreTexts();

  /** Creates a channel of long texts, see {@link NumberText}, and returns its key. */
  long createTextChannel(String name, long index);

  /**
   * Opens a writer of an index and some of its channels.
   *
   * @param startNanos newer than all that is stored there
   */
  Writer openWriter(long startNanos, long index, long... channels);

  /**
   * Opens a writer that stores rows without streaming them; they can be read after a commit.
   *
   * @param startNanos of the first row; nothing is stored from there to the last one
   */
  Writer openImport(long startNanos, long index, long... channels);

  /**
   * Stores samples of one channel alone, without streaming them; they can be read afterwards.
   *
   * @param startNanos a timestamp that its index has; the samples belong to this and the following
   */
  void importAlone(long startNanos, long channel, double... values);

  /** Whether ranges can be deleted. */
  boolean canDelete();

  /** Deletes what is stored of some channels in a range of time. */
  void delete(TimeRange range, long... channels);

  /** What it holds of a channel, after one timestamp and up to another: value by timestamp. */
  NavigableMap<Long, Double> stored(long index, long channel, long afterNanos, long upToNanos);

  /** Breaks all connections of connectors once. */
  void cutConnections();

  /** Breaks them, and lets no new one in. */
  void closePort();

  void openPort();

  /** The server process ends and the next one starts, which ends all writers. */
  void restart(RestartKind kind);

  /** Why it cannot be restarted, if so. */
  Optional<String> whyItCannotRestart();

  /** For what can be done to no other. */
  Optional<Simulator> simulator();

  @Override
  void close();
}

package io.synnaxconnect.conformance;

import io.synnaxconnect.conformance.Outcome.Kind;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The samples of one connector that a reader has found. */
final class Arrived {

  private final ConformanceConnector connector;
  private final List<ReadSample> samples = new ArrayList<>();

  Arrived(ConformanceConnector connector) {
    this.connector = connector;
  }

  void add(ReadSample sample) {
    samples.add(sample);
  }

  /** Whether there are as many as there have to be. */
  boolean isComplete() {
    int expected = 0;
    for (int row = 0; row < ConformanceStand.ROWS; row++) {
      for (DataType type : DataType.values()) {
        Written written = ConformanceStand.written(type, row);
        Expectation expectation = Expectation.of(connector.of(written), written);
        expected += isThere(expectation) ? 1 : 0;
      }
    }
    return samples.size() >= expected;
  }

  /** A row has a place for every channel. */
  private boolean isThere(Expectation expectation) {
    return connector.format() == RecordFormat.ROW
        || expectation.kind() == Kind.VALUE
        || expectation.kind() == Kind.NULL;
  }

  /**
   * What is not as it has to be, one line each.
   *
   * @param nanBits whether the reader's language keeps the bits of a NaN
   */
  List<String> differences(boolean nanBits) {
    List<ReadSample> left = new ArrayList<>(samples);
    List<String> differences = new ArrayList<>();
    for (int row = 0; row < ConformanceStand.ROWS; row++) {
      for (DataType type : DataType.values()) {
        Written written = ConformanceStand.written(type, row);
        String difference = difference(written, take(left, type, row), nanBits);
        if (difference != null) {
          differences.add(difference);
        }
      }
    }
    left.forEach(sample -> differences.add("too much: " + sample.channel()));
    return differences;
  }

  private static @Nullable ReadSample take(List<ReadSample> left, DataType type, int row) {
    for (ReadSample sample : left) {
      if (sample.channel().equals(Trial.channelName(type))
          && sample.timestampNanos() == ConformanceStand.timestampNanos(row)) {
        left.remove(sample);
        return sample;
      }
    }
    return null;
  }

  private @Nullable String difference(
      Written written, @Nullable ReadSample sample, boolean nanBits) {
    Outcome outcome =
        sample == null
            ? Outcome.ABSENT
            : Outcome.read(sample, written.dataType(), connector.options());
    if (!nanBits && outcome.isNan(written)) {
      outcome = new Outcome(Kind.VALUE, outcome.form(), written.value());
    }
    Expectation expectation = Expectation.of(connector.of(written), written);
    boolean isMet =
        expectation.kind() == Kind.REFUSED ? outcome.value() == null : expectation.isMetBy(outcome);
    return isMet ? null : written + ": " + outcome;
  }
}

package io.synnaxconnect.telem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that know their channels. */
class StreamedFrameTest {

  private static final Channel TIME =
      new Channel(1, "time", "timestamp", 1, true, false, false, "");
  private static final Channel TEMPERATURE =
      new Channel(2, "temperature", "float64", 1, false, false, false, "");
  private static final Channel PRESSURE =
      new Channel(3, "pressure", "float64", 9, false, false, false, "");
  private static final FrameChannels CHANNELS =
      FrameChannels.of(List.of(TIME, TEMPERATURE, PRESSURE));

  private static Series times(long sample, long... nanos) {
    ByteBuffer data = ByteBuffer.allocate(8 * nanos.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long nano : nanos) {
      data.putLong(nano);
    }
    return Series.fixed(DataType.TIMESTAMP, data.flip(), Alignment.of(7, sample), TimeRange.ZERO);
  }

  private static Series doubles(long sample, double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      data.putDouble(value);
    }
    return Series.fixed(DataType.FLOAT64, data.flip(), Alignment.of(7, sample), TimeRange.ZERO);
  }

  private static Frame frame(List<Series> series, long... channelKeys) {
    return Frame.of(channelKeys, series, 0, CHANNELS);
  }

  @Test
  void answersToNamesAndKeys() {
    // Given
    Series series = doubles(0, 1.5, 2.5);

    // When
    Frame frame = frame(List.of(series), 2);

    // Then
    assertThat(frame.get("temperature")).isSameAs(series).isSameAs(frame.get(2));
    assertThat(frame.contains("temperature")).isTrue();
    assertThat(frame.contains(2)).isTrue();
    assertThat(frame.contains("pressure")).isFalse();
    assertThat(frame.contains(3)).isFalse();
    assertThat(frame.get("nobody")).isNull();
    assertThat(frame.channelAt(0)).isEqualTo(TEMPERATURE);
  }

  @Test
  void findsTheSameInAFrameOfManySeries() {
    // Given: pressure in three places, between timestamps and temperatures
    List<Series> series = new ArrayList<>();
    long[] keys = new long[60];
    for (int i = 0; i < 60; i++) {
      keys[i] = i % 20 == 7 ? 3 : 1 + i % 2;
      series.add(keys[i] == 1 ? times(i / 2, i) : doubles(i / 2, i));
    }

    // When
    Frame frame = frame(series, keys);

    // Then
    assertThat(frame.get(3)).isSameAs(series.get(7));
    assertThat(frame.all("pressure"))
        .containsExactly(series.get(7), series.get(27), series.get(47));
    assertThat(frame.last("pressure")).isEqualTo(47.0);
    assertThat(frame.contains(4)).isFalse();
    assertThat(frame.timestampsAt(11)).isSameAs(series.get(10));
  }

  @Test
  void iteratesOverSeriesWithTheirChannels() {
    // Given
    Frame frame = frame(List.of(times(0, 5), doubles(0, 1)), 1, 2);

    // When
    List<Frame.Entry> entries = new ArrayList<>();
    frame.forEach(entries::add);

    // Then
    assertThat(entries)
        .containsExactly(
            new Frame.Entry(TIME, frame.seriesAt(0)),
            new Frame.Entry(TEMPERATURE, frame.seriesAt(1)));
  }

  @Test
  void theLastSampleIsThatOfTheLastSeriesThatHasOne() {
    // Given
    Frame frame = frame(List.of(doubles(0, 1, 2), doubles(9, 3, 4), doubles(0)), 2, 2, 2);

    // When / Then
    assertThat(frame.last()).containsExactly(entry("temperature", 4.0));
    assertThat(frame.last("temperature")).isEqualTo(4.0);
    assertThat(frame.last("pressure")).isNull();
    assertThat(frame.last("nobody")).isNull();
  }

  @Test
  void noSeriesIsHidden() {
    // Given
    Frame frame = frame(List.of(doubles(0, 1, 2), doubles(9, 3, 4)), 2, 2);

    // When / Then
    assertThat(frame.all("temperature")).containsExactly(frame.seriesAt(0), frame.seriesAt(1));
    assertThat(frame.all("nobody")).isEmpty();
    assertThat(frame.contains("temperature")).isTrue();
    assertThatThrownBy(() -> frame.get("temperature"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 series of channel temperature");
  }

  @Test
  void aSmallFrameShowsItsSamples() {
    // Given
    Frame small = frame(List.of(times(0, 10), doubles(0, 25)), 1, 2);
    Frame large = frame(List.of(doubles(0, new double[21])), 2);

    // When / Then
    assertThat(small.toString()).contains("temperature=[25.0]");
    assertThat(large.toString()).startsWith("Frame[1 series, ");
  }

  @Test
  void takesAllSamplesAtOnce() {
    // Given
    Frame frame = frame(List.of(times(0, 10, 11), doubles(0, 1.5, 2)), 1, 2);

    // When / Then
    assertThat(frame.seriesAt(1).toDoubles()).containsExactly(1.5, 2);
    assertThat(frame.seriesAt(0).toLongs()).containsExactly(10, 11);
    assertThat(frame.seriesAt(0).asLongs().get(1)).isEqualTo(11);
    assertThatThrownBy(() -> frame.seriesAt(1).asLongs()).hasMessageContaining("64 bits");
  }

  @Test
  void aSeriesHasTheTimestampsThatWereWrittenWithIt() {
    // Given
    Series other = times(0, 10, 11);
    Series stamps = times(2, 12, 13);
    Frame frame = frame(List.of(other, stamps, doubles(2, 1, 2), doubles(2, 1, 2)), 1, 1, 2, 3);

    // When / Then
    assertThat(frame.timestampsAt(2)).isSameAs(stamps);
    assertThat(frame.timestamps("temperature")).isSameAs(stamps);
    assertThat(frame.timestampsAt(1)).isSameAs(stamps);
    assertThat(frame.timestamps("pressure")).isNull();
    assertThat(frame.timestamps("nobody")).isNull();
    assertThat(stamps.timeStampAt(1)).isEqualTo(new TimeStamp(13));
  }

  @Test
  void samplesOfAnotherWriteGetNoTimestamps() {
    // Given
    Frame shifted = frame(List.of(times(0, 10, 11), doubles(1, 1, 2)), 1, 2);
    Frame shorter = frame(List.of(times(0, 10, 11), doubles(0, 1)), 1, 2);

    // When / Then
    assertThat(shifted.timestamps("temperature")).isNull();
    assertThat(shorter.timestamps("temperature")).isNull();
  }

  @Test
  void aFrameWithoutChannelsSaysSo() {
    // Given
    Frame frame = Frame.of(new long[] {2}, List.of(doubles(0, 1)), 0);

    // When / Then
    assertThat(frame.get("temperature")).isNull();
    assertThatThrownBy(frame::last)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this frame does not know channel 2");
  }

  @Test
  void aNameOfSeveralChannelsStandsForTheFirst() {
    // Given
    Channel twin = new Channel(8, "time", "int8", 0, false, true, false, "");

    // When
    FrameChannels channels = FrameChannels.of(List.of(TIME, twin));

    // Then
    assertThat(channels.get("time")).isEqualTo(TIME);
    assertThat(channels.get(8)).isEqualTo(twin);
    assertThat(channels.with(FrameChannels.of(List.of(twin))).get("time")).isEqualTo(twin);
    assertThat(channels).hasToString("FrameChannels[2]");
  }

  static List<Arguments> boxed() {
    return List.of(
        Arguments.of(DataType.TIMESTAMP, "0500000000000000", new TimeStamp(5)),
        Arguments.of(
            DataType.UUID,
            "123e4567e89b12d3a456426614174000",
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
        Arguments.of(DataType.FLOAT64, "000000000000f83f", 1.5),
        Arguments.of(DataType.FLOAT32, "00001040", 2.25f),
        Arguments.of(DataType.INT64, "fdffffffffffffff", -3L),
        Arguments.of(DataType.INT32, "fdffffff", -3),
        Arguments.of(DataType.INT16, "fdff", (short) -3),
        Arguments.of(DataType.INT8, "fd", (byte) -3),
        Arguments.of(DataType.UINT64, "ffffffffffffffff", new BigInteger("18446744073709551615")),
        Arguments.of(DataType.UINT32, "ffffffff", 4_294_967_295L),
        Arguments.of(DataType.UINT16, "ffff", 65_535),
        Arguments.of(DataType.UINT8, "ff", (short) 255),
        Arguments.of(DataType.BOOLEAN, "01", true),
        Arguments.of(DataType.STRING, "050000006875686875", "huhhu"),
        Arguments.of(DataType.JSON, "020000007b7d", "{}"),
        Arguments.of(DataType.BYTES, "0300000000ff10", new byte[] {0, -1, 16}));
  }

  @ParameterizedTest
  @MethodSource("boxed")
  void everyTypeHasItsBox(DataType type, String hex, Object value) {
    // Given
    ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

    // When
    Series series =
        type.isVariable()
            ? Series.variable(type, data, Alignment.ZERO, TimeRange.ZERO)
            : Series.fixed(type, data, Alignment.ZERO, TimeRange.ZERO);

    // Then
    assertThat(series.valueAt(0)).isEqualTo(value);
  }

  @Test
  void onlyTimestampsAreTimeStamps() {
    assertThatThrownBy(() -> doubles(0, 1).timeStampAt(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("float64 samples are not a timestamp");
  }

  @Test
  void secondsBecomeNanoseconds() {
    assertThat(TimeSpan.ofSeconds(1.5)).isEqualTo(new TimeSpan(1_500_000_000));
    assertThat(TimeSpan.ofSeconds(1e-10)).isEqualTo(new TimeSpan(1));
    assertThat(TimeSpan.ofSeconds(Double.POSITIVE_INFINITY).nanos()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> TimeSpan.ofSeconds(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.synnaxconnect.telem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesTest {

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static Series series(DataType type, String hex) {
    return type.isVariable()
        ? Series.variable(type, bytes(hex), Alignment.ZERO, TimeRange.ZERO)
        : Series.fixed(type, bytes(hex), Alignment.ZERO, TimeRange.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, 80, -128",
    "INT8, 7f, 127",
    "UINT8, ff, 255",
    "INT16, 0080, -32768",
    "UINT16, ffff, 65535",
    "INT32, 00000080, -2147483648",
    "UINT32, ffffffff, 4294967295",
    "INT64, 0000000000000080, -9223372036854775808",
    "INT64, ffffffffffffff7f, 9223372036854775807",
    "UINT64, ffffffffffffffff, -1",
    "TIMESTAMP, 00002a36fe9c9717, 1700000000000000000"
  })
  void widensIntegersWithoutChange(DataType type, String hex, long value) {
    assertThat(series(type, hex).longAt(0)).isEqualTo(value);
  }

  @Test
  void keepsTheBitsOfFloats() {
    assertThat(series(DataType.FLOAT64, "000000000000f83f").doubleAt(0)).isEqualTo(1.5);
    assertThat(series(DataType.FLOAT32, "00001040").doubleAt(0)).isEqualTo(2.25);
    assertThat(series(DataType.FLOAT32, "00001040").floatAt(0)).isEqualTo(2.25f);
    double negativeZero = series(DataType.FLOAT64, "0000000000000080").doubleAt(0);
    assertThat(Double.doubleToRawLongBits(negativeZero)).isEqualTo(Long.MIN_VALUE);
    double nan = series(DataType.FLOAT64, "010000000000f87f").doubleAt(0);
    assertThat(Double.doubleToRawLongBits(nan)).isEqualTo(0x7ff8000000000001L);
  }

  @Test
  void readsAUuidInTextOrder() {
    assertThat(series(DataType.UUID, "123e4567e89b12d3a456426614174000").uuidAt(0))
        .isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
  }

  @Test
  void readsBooleans() {
    // When
    Series series = series(DataType.BOOLEAN, "0001");

    // Then
    assertThat(series.booleanAt(0)).isFalse();
    assertThat(series.booleanAt(1)).isTrue();
    assertThatThrownBy(() -> series.longAt(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> series(DataType.UINT8, "01").booleanAt(0))
        .hasMessage("uint8 samples are not a boolean");
    assertThat(DataType.ofWireName("bool")).isEqualTo(DataType.ofWireName("boolean"));
  }

  @Test
  void onlySeriesOfTheSameStepsAreAligned() {
    // Given
    Series one = series(DataType.UINT8, "0102");
    Series reduced = one.withAlignmentStep(10);

    // Then
    assertThat(one.isAlignedWith(series(DataType.INT8, "0304"))).isTrue();
    assertThat(one.isAlignedWith(reduced)).isFalse();
    assertThat(series(DataType.UINT8, "01").isAlignedWith(reduced)).isTrue();
  }

  @Test
  void readsSamplesOfDifferentLength() {
    // When
    Series series = series(DataType.STRING, "00000000" + "02000000c3a9" + "03000000610062");

    // Then
    assertThat(series.sampleCount()).isEqualTo(3);
    assertThat(series.stringAt(0)).isEmpty();
    assertThat(series.stringAt(1)).isEqualTo("\u00e9");
    assertThat(series.bytesAt(2)).containsExactly('a', 0, 'b');
  }

  @ParameterizedTest
  @CsvSource({"0100", "05000000aa", "ffffffff", "00000000aa"})
  void refusesLengthsThatDoNotFillTheData(String hex) {
    assertThatThrownBy(() -> series(DataType.BYTES, hex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample at byte");
  }

  @Test
  void refusesPartsOfASample() {
    assertThatThrownBy(() -> series(DataType.INT32, "0000"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 bytes are not a whole number of int32 samples");
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void servesEachTypeOnlyAsWhatItIs(DataType type) {
    // Given
    Series series = series(type, type.isVariable() ? "00000000" : "00".repeat(type.widthBytes()));

    // When
    int served = 0;
    for (Runnable read :
        java.util.List.<Runnable>of(
            () -> series.longAt(0),
            () -> series.doubleAt(0),
            () -> series.booleanAt(0),
            () -> series.uuidAt(0),
            () -> series.bytesAt(0))) {
      try {
        read.run();
        served++;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining(type.wireName() + " samples are not");
      }
    }

    // Then
    assertThat(served).isEqualTo(1);
  }

  @Test
  void refusesSamplesThatAreNotThere() {
    Series fixed = series(DataType.INT8, "01");
    Series variable = series(DataType.BYTES, "00000000");
    assertThatThrownBy(() -> fixed.longAt(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> fixed.longAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> variable.bytesAt(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void neverPrintsASample() {
    assertThat(series(DataType.INT8, "2a")).hasToString("int8[1]@0:0");
  }
}

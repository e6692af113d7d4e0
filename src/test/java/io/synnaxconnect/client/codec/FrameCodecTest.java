package io.synnaxconnect.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts and refusals; what real servers send is in the recordings. */
class FrameCodecTest {

  /** Keys 1 (int16), 2 (uint8): no variable width. */
  private static final Map<Long, DataType> FIXED = Map.of(1L, DataType.INT16, 2L, DataType.UINT8);

  /** Key 1 as above, key 3 a string. */
  private static final Map<Long, DataType> VARIABLE =
      Map.of(1L, DataType.INT16, 3L, DataType.STRING);

  private static FrameCodec codec(Map<Long, DataType> types) {
    FrameCodec codec = new FrameCodec();
    codec.addState(CodecState.of(types));
    return codec;
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void readsSeriesThatShareEverything() throws MalformedFrameException {
    // Given: all present, equal lengths, zero time range, common alignment 5:7
    ByteBuffer message = bytes("1f 01000000 02000000 0700000005000000 0102 ffff 03 04");

    // When
    Frame frame = codec(FIXED).decode(message);

    // Then
    assertThat(frame.size()).isEqualTo(2);
    assertThat(frame.channelKeyAt(0)).isEqualTo(1);
    assertThat(frame.seriesAt(0).longAt(0)).isEqualTo(0x0201);
    assertThat(frame.seriesAt(0).longAt(1)).isEqualTo(-1);
    assertThat(frame.seriesAt(1).longAt(1)).isEqualTo(4);
    assertThat(frame.seriesAt(1).alignment()).hasToString("5:7");
    assertThat(frame.seriesAt(1).timeRange()).isEqualTo(TimeRange.ZERO);
    assertThat(frame.retainedBytes()).isEqualTo(message.remaining());
  }

  @Test
  void readsSeriesThatShareNothingAndRepeatAKey() throws MalformedFrameException {
    // Given: no flag; key 2 twice, each with length, time range and alignment of its own
    ByteBuffer message =
        bytes(
            "00 01000000"
                + " 02000000 01000000 2a 0100000000000000 0200000000000000 0300000004000000"
                + " 02000000 00000000 0500000000000000 0600000000000000 0000000000000000");

    // When
    Frame frame = codec(FIXED).decode(message);

    // Then
    assertThat(frame.size()).isEqualTo(2);
    assertThat(frame.channelKeyAt(1)).isEqualTo(2);
    assertThat(frame.seriesAt(0).timeRange()).isEqualTo(TimeRange.ofNanos(1, 2));
    assertThat(frame.seriesAt(0).alignment()).hasToString("4:3");
    assertThat(frame.seriesAt(1).sampleCount()).isZero();
  }

  @Test
  void refusesMoreSeriesThanAnyServerCollects() {
    // Given: empty series of key 2, four bytes each
    int count = FIXED.size() + SeriesReader.MAX_REPEATED_SERIES + 1;
    ByteBuffer message = ByteBuffer.allocate(9 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    message.put(bytes("3e 01000000 00000000"));
    for (int i = 0; i < count; i++) {
      message.putInt(2);
    }
    message.flip();

    // When / Then
    assertThatThrownBy(() -> codec(FIXED).decode(message))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("series for 2 channels");
  }

  @Test
  void countsBytesForSamplesOfVariableWidth() throws MalformedFrameException {
    // Given: string channel 3 alone, 7 bytes hold "hey"
    ByteBuffer message = bytes("36 01000000 03000000 07000000 03000000 686579");

    // When
    Frame frame = codec(VARIABLE).decode(message);

    // Then
    assertThat(frame.seriesAt(0).stringAt(0)).isEqualTo("hey");
  }

  @Test
  void takesTheCommonLengthOfTheEmptyFrameForNoPromise() throws MalformedFrameException {
    assertThat(codec(FIXED).decode(bytes("3e 01000000 ffffffff")).isEmpty()).isTrue();
    assertThat(codec(VARIABLE).decode(bytes("36 01000000")).isEmpty()).isTrue();
  }

  @Test
  void decodesFromTheMiddleOfABufferAndDoesNotMoveIt() throws MalformedFrameException {
    // Given
    ByteBuffer message = bytes("aaaa 3e 01000000 01000000 02000000 09 bb");
    message.position(2).limit(message.limit() - 1);

    // When
    Frame frame = codec(FIXED).decode(message.asReadOnlyBuffer());

    // Then
    assertThat(frame.seriesAt(0).longAt(0)).isEqualTo(9);
    assertThat(message.position()).isEqualTo(2);
  }

  @Test
  void looksAtTheBytesAndDoesNotCopyThem() throws MalformedFrameException {
    // Given
    ByteBuffer message = bytes("3e 01000000 01000000 02000000 09");
    Frame frame = codec(FIXED).decode(message);

    // When
    message.put(message.limit() - 1, (byte) 10);

    // Then
    assertThat(frame.seriesAt(0).longAt(0)).isEqualTo(10);
  }

  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing                  |                                             | 0  | needs 5 bytes
          header cut               | 3e 0100                                     | 0  | needs 5 bytes
          unknown flag 0x80        | be 01000000 01000000                        | 0  | unknown flags 0xbe
          all flags                | ff 01000000 01000000                        | 0  | unknown flags 0xff
          zero range, not equal    | 3a 01000000 01000000                        | 0  | contradictory flags
          zero alignment not equal | 2e 01000000 01000000                        | 0  | contradictory flags
          sequence 0               | 3e 00000000 ffffffff                        | 1  | number 0 is no longer known
          sequence to come         | 3e 02000000 ffffffff                        | 1  | number 2 is not yet known
          sequence above 2^31      | 3e ffffffff ffffffff                        | 1  | number 4294967295 is not yet known
          common length cut        | 3e 01000000 0100                            | 5  | a length needs 4
          time range cut           | 3c 01000000 01000000 00000000               | 9  | a time range needs 16
          alignment cut            | 1e 01000000 01000000 00000000               | 9  | an alignment needs 8
          key cut                  | 3e 01000000 01000000 0200                   | 9  | a channel key needs 4
          foreign key              | 3e 01000000 01000000 07000000 00            | 9  | channel 7 is not in the key set
          key above 2^31           | 3e 01000000 01000000 ffffffff 00            | 9  | channel 4294967295 is not in
          data cut                 | 3e 01000000 02000000 01000000 000000        | 13 | needs 4 bytes, but only 3
          huge length              | 3e 01000000 ffffffff 01000000 0000          | 13 | needs 8589934590 bytes
          all present but absent   | 3f 01000000 ffffffff                        | 9  | needs 8589934590 bytes
          own length cut           | 36 01000000 01000000 01                     | 9  | a length needs 4
          own range cut            | 38 01000000 01000000 02000000 09 00         | 14 | a time range needs 16
          step cut                 | 7e 01000000 01000000 02000000 09 0000       | 14 | an alignment step needs 4
          own alignment cut        | 0e 01000000 01000000 02000000 09 00         | 14 | an alignment needs 8
          left over                | 3f 01000000 01000000 0000 00 00             | 12 | 1 bytes remain
          """)
  void refuses(String what, String hex, int position, String reason) {
    assertThatThrownBy(() -> codec(FIXED).decode(bytes(hex == null ? "" : hex)))
        .as(what)
        .isInstanceOfSatisfying(
            MalformedFrameException.class, e -> assertThat(e.position()).isEqualTo(position))
        .hasMessageContaining("at byte " + position)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          common length            | 3e 01000000 00000000                        | a common length
          inner length cut         | 36 01000000 03000000 03000000 000000        | its length is cut off
          inner length too long    | 36 01000000 03000000 05000000 02000000 61   | length 2 but 1 bytes remain
          inner length above 2^31  | 36 01000000 03000000 04000000 ffffffff      | length 4294967295 but 0
          inner bytes left over    | 36 01000000 03000000 06000000 01000000 6161 | its length is cut off
          longer than the message  | 36 01000000 03000000 ffffffff 00            | needs 4294967295 bytes
          """)
  void refusesWhatDoesNotFitSamplesOfVariableWidth(String what, String hex, String reason) {
    assertThatThrownBy(() -> codec(VARIABLE).decode(bytes(hex)))
        .as(what)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining(reason);
  }

  /** As Synnax's own client of 0.60.0 writes it, with and without a step of 10. */
  @Test
  void readsWhatANewerClientWrites() throws MalformedFrameException {
    // Given
    Map<Long, DataType> types = Map.of(1L, DataType.TIMESTAMP, 2L, DataType.FLOAT64);
    String stamps = "00002a36fe9c9717 01002a36fe9c9717 02002a36fe9c9717";
    String values = "000000000000e03f 000000000000f83f 0000000000000440";
    String rest = " 01000000 03000000 05000000c0bdf0ff ";
    String step = " 0a000000 ";

    // When
    Frame plain = codec(types).decode(bytes("1f" + rest + stamps + values));
    Frame reduced = codec(types).decode(bytes("5f" + rest + stamps + step + values + step));

    // Then
    for (Frame frame : List.of(plain, reduced)) {
      assertThat(frame.seriesAt(0).longAt(2)).isEqualTo(1_700_000_000_000_000_002L);
      assertThat(frame.seriesAt(1).doubleAt(2)).isEqualTo(2.5);
      assertThat(frame.seriesAt(1).alignment().sample()).isEqualTo(5);
    }
    assertThat(plain.seriesAt(1).alignmentStep()).isEqualTo(1);
    assertThat(reduced.seriesAt(1).alignmentStep()).isEqualTo(10);
  }

  @Test
  void unpacksBooleansFromBits() throws MalformedFrameException {
    // Given: nine booleans 1,0,1,1,0,0,1,0,1 before nine float64
    Map<Long, DataType> types = Map.of(3L, DataType.BOOLEAN, 4L, DataType.FLOAT64);
    String header = "1f 01000000 09000000 05000000c0bdf0ff";

    // When
    Frame frame = codec(types).decode(bytes(header + "4d01" + "000000000000f03f".repeat(9)));

    // Then
    Series booleans = frame.seriesAt(0);
    assertThat(IntStream.range(0, 9).mapToObj(booleans::booleanAt))
        .containsExactly(true, false, true, true, false, false, true, false, true);
    assertThat(frame.seriesAt(1).doubleAt(8)).isEqualTo(1);
    assertThat(frame.retainedBytes()).as("bits and bytes").isEqualTo(17 + 2 + 72 + 9);
  }

  @Test
  void keepsHowFarTheSamplesOfAReducedSeriesAreApart() throws MalformedFrameException {
    // Given: key 1 with its own length, alignment and step 10, key 2 with step 1; then with step 0
    String one = "01000000 01000000 0102 05000000c0bdf0ff 0a000000";
    String two = "02000000 02000000 0304 06000000c0bdf0ff ";

    // When
    Frame frame = codec(FIXED).decode(bytes("46 01000000" + one + two + "01000000"));
    Frame zero = codec(FIXED).decode(bytes("46 01000000" + two + "00000000"));

    // Then
    assertThat(frame.seriesAt(0).alignmentStep()).isEqualTo(10);
    assertThat(frame.seriesAt(0).alignmentAt(2).sample()).isEqualTo(25);
    assertThat(frame.seriesAt(1).alignmentStep()).isEqualTo(1);
    assertThat(zero.seriesAt(0).alignmentStep()).isEqualTo(1);
  }

  @Test
  void distinguishesAFormThatOnlyNewerServersSend() {
    assertThatThrownBy(() -> codec(FIXED).decode(bytes("9f 01 01000000 03000000")))
        .isInstanceOf(UnsupportedFrameException.class)
        .hasMessageContaining("unknown flags 0x9f");
    assertThatThrownBy(() -> codec(FIXED).decode(bytes("3a 01000000 01000000")))
        .isNotInstanceOf(UnsupportedFrameException.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bits cut   | 3e 01000000 09000000 03000000 ff | needs 2 bytes, but only 1
          huge count | 3e 01000000 ffffffff 03000000 ff | needs 536870912 bytes, but only 1
          """)
  void refusesBooleansThatAreNotThere(String what, String hex, String reason) {
    assertThatThrownBy(() -> codec(Map.of(3L, DataType.BOOLEAN)).decode(bytes(hex)))
        .as(what)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void decodesFramesOfThePreviousKeySetAfterAnUpdate() throws MalformedFrameException {
    // Given
    FrameCodec codec = codec(Map.of(1L, DataType.INT16));
    codec.addState(CodecState.of(Map.of(2L, DataType.UINT8)));

    // When
    Frame old = codec.decode(bytes("3f 01000000 01000000 0500"));
    Frame young = codec.decode(bytes("3f 02000000 01000000 06"));

    // Then
    assertThat(old.channelKeyAt(0)).isEqualTo(1);
    assertThat(young.channelKeyAt(0)).isEqualTo(2);
  }

  @Test
  void forgetsKeySetsBelowTheLastNumberSeen() throws MalformedFrameException {
    // Given
    FrameCodec codec = codec(FIXED);
    codec.addState(CodecState.of(FIXED));
    codec.addState(CodecState.of(FIXED));

    // When
    codec.decode(bytes("3e 03000000 ffffffff"));

    // Then
    assertThatThrownBy(() -> codec.decode(bytes("3e 02000000 ffffffff")))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("number 2 is no longer known");
    assertThat(codec.decode(bytes("3e 03000000 ffffffff")).isEmpty()).isTrue();
  }

  @Test
  void holdsABoundedNumberOfKeySets() throws MalformedFrameException {
    // Given
    FrameCodec codec = new FrameCodec();
    for (int i = 0; i < 1024; i++) {
      codec.addState(CodecState.of(FIXED));
    }

    // When / Then
    assertThat(codec.statesAhead()).isEqualTo(1024);
    assertThat(codec.isFull()).isTrue();
    assertThatThrownBy(() -> codec.addState(CodecState.of(FIXED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open the stream again");
    codec.onArrival(bytes("3e fe030000 ffffffff"));
    assertThat(codec.statesAhead()).isEqualTo(2);
    assertThat(codec.isFull()).isTrue();
    codec.decode(bytes("3e fc030000 ffffffff"));
    assertThat(codec.statesAhead()).isEqualTo(2);
    assertThat(codec.addState(CodecState.of(FIXED))).isEqualTo(1025);
  }
}

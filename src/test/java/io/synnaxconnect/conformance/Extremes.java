package io.synnaxconnect.conformance;

import io.synnaxconnect.telem.DataType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The samples of each data type that are easiest to get wrong. */
final class Extremes {

  /** A label; what can be only in packed records. */
  static final String NO_UTF_8 = "no UTF-8";

  private static final int LARGE_BYTES = 1 << 20;

  private static final Map<DataType, List<Written>> ALL =
      Arrays.stream(DataType.values()).collect(Collectors.toMap(type -> type, Extremes::make));

  private Extremes() {}

  /** The samples of a type, the same objects at each call. */
  static List<Written> of(DataType dataType) {
    return Objects.requireNonNull(ALL.get(dataType));
  }

  /** Those that a cluster of today lets a writer write. */
  static List<Written> storable(DataType dataType) {
    return of(dataType).stream().filter(sample -> !sample.label().equals(NO_UTF_8)).toList();
  }

  private static List<Written> make(DataType dataType) {
    return switch (dataType) {
      case INT8 -> integers(dataType, "0", "-1", "-128", "127");
      case INT16 -> integers(dataType, "0", "-1", "-32768", "32767");
      case INT32 -> integers(dataType, "0", "-1", "-2147483648", "2147483647");
      case INT64 ->
          integers(
              dataType,
              "0",
              "-1",
              "9007199254740993",
              "-9223372036854775808",
              "9223372036854775807");
      case UINT8 -> integers(dataType, "0", "127", "128", "255");
      case UINT16 -> integers(dataType, "0", "32768", "65535");
      case UINT32 -> integers(dataType, "0", "2147483648", "4294967295");
      case UINT64 ->
          integers(
              dataType, "0", "9223372036854775807", "9223372036854775808", "18446744073709551615");
      case TIMESTAMP ->
          integers(
              dataType,
              "0",
              "-1",
              "1764295199123456789",
              "-9223372036854775808",
              "9223372036854775807");
      case FLOAT32 -> float32();
      case FLOAT64 -> float64();
      case BOOLEAN -> List.of(Written.bool(true), Written.bool(false));
      case UUID -> uuids();
      case STRING -> Stream.concat(texts(dataType), Stream.of(noUtf8(dataType))).toList();
      case JSON -> jsons();
      case BYTES -> bytes();
    };
  }

  private static List<Written> integers(DataType dataType, String... digits) {
    return Arrays.stream(digits)
        .map(text -> Written.integer(dataType, text, new BigInteger(text).longValue()))
        .toList();
  }

  private static List<Written> float32() {
    return List.of(
        Written.float32("1.1", Float.floatToRawIntBits(1.1f)),
        Written.float32("0.0", 0),
        Written.float32("-0.0", 0x8000_0000),
        Written.float32("smallest", 1),
        Written.float32("greatest", 0x7f7f_ffff),
        Written.float32("-greatest", 0xff7f_ffff),
        Written.float32("infinity", 0x7f80_0000),
        Written.float32("-infinity", 0xff80_0000),
        Written.float32("NaN", 0x7fc0_0000),
        Written.float32("NaN with sign and payload", 0xffc1_2345),
        Written.float32("signalling NaN", 0x7fa0_0001));
  }

  private static List<Written> float64() {
    return List.of(
        Written.float64("0.1", Double.doubleToRawLongBits(0.1)),
        Written.float64("0.0", 0),
        Written.float64("-0.0", 0x8000_0000_0000_0000L),
        Written.float64("smallest", 1),
        Written.float64("greatest", 0x7fef_ffff_ffff_ffffL),
        Written.float64("-greatest", 0xffef_ffff_ffff_ffffL),
        Written.float64("infinity", 0x7ff0_0000_0000_0000L),
        Written.float64("-infinity", 0xfff0_0000_0000_0000L),
        Written.float64("NaN", 0x7ff8_0000_0000_0000L),
        Written.float64("NaN with sign and payload", 0xfff8_1234_5678_9abcL),
        Written.float64("signalling NaN", 0x7ff4_0000_0000_0001L));
  }

  private static List<Written> uuids() {
    return List.of(
        Written.uuid("random", UUID.fromString("123e4567-e89b-42d3-a456-426614174000")),
        Written.uuid("nil", new UUID(0, 0)),
        Written.uuid("all ones", new UUID(-1, -1)));
  }

  private static Stream<Written> texts(DataType dataType) {
    return Stream.of(
        Written.text(dataType, "plain", "valve open"),
        Written.text(dataType, "empty", ""),
        Written.text(dataType, "2, 3 and 4 bytes UTF-8", "žluť € 🚀 \uFFFD"),
        Written.text(dataType, "NUL, quotes, line ends", "a\u0000b\"\\\r\n\u2028\u007f"),
        Written.text(dataType, "1 MiB", "pressure 🚀€ž\t".repeat(1 + LARGE_BYTES / 19)));
  }

  private static Written noUtf8(DataType dataType) {
    return Written.bytes(dataType, NO_UTF_8, new byte[] {'o', 'k', (byte) 0xc3, 0x28});
  }

  private static List<Written> jsons() {
    DataType type = DataType.JSON;
    return List.of(
        Written.text(type, "object", "{\"a\": [1.0, null, \"€\"], \"a\": 2}"),
        Written.text(type, "null", "null"),
        Written.text(type, "900 levels deep", "[".repeat(900) + "]".repeat(900)),
        Written.text(type, "big number", "123456789012345678901234567890.10"),
        Written.text(type, "1 MiB", "[" + "1234567.25,".repeat(1 + LARGE_BYTES / 11) + "0]"),
        noUtf8(type));
  }

  private static List<Written> bytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    byte[] large = new byte[LARGE_BYTES];
    new Random(1).nextBytes(large);
    return List.of(
        Written.bytes(DataType.BYTES, "all 256", all),
        Written.bytes(DataType.BYTES, "empty", new byte[0]),
        Written.bytes(DataType.BYTES, "1 MiB", large));
  }
}

package io.synnaxconnect.telem;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types a sample can have. The list is closed for stored channels. */
public enum DataType {
  TIMESTAMP("timestamp", 8),
  UUID("uuid", 16),
  FLOAT64("float64", 8),
  FLOAT32("float32", 4),
  INT64("int64", 8),
  INT32("int32", 4),
  INT16("int16", 2),
  INT8("int8", 1),
  UINT64("uint64", 8),
  UINT32("uint32", 4),
  UINT16("uint16", 2),
  UINT8("uint8", 1),
  BOOLEAN("boolean", 1),
  STRING("string", 0),
  JSON("json", 0),
  BYTES("bytes", 0);

  /** How the first clusters with booleans call the type: development builds before 0.57.0. */
  private static final String EARLY_BOOLEAN = "bool";

  private static final Map<String, DataType> BY_WIRE_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(DataType::wireName, Function.identity()));

  private final String wireName;
  private final int widthBytes;

  DataType(String wireName, int widthBytes) {
    this.wireName = wireName;
    this.widthBytes = widthBytes;
  }

  /** The type that Synnax calls {@code wireName}, or null: virtual channels can carry any text. */
  public static @Nullable DataType ofWireName(String wireName) {
    return wireName.equals(EARLY_BOOLEAN) ? BOOLEAN : BY_WIRE_NAME.get(wireName);
  }

  /** The name of this type in Synnax, for example {@code float64}. */
  public String wireName() {
    return wireName;
  }

  /** Bytes of one sample in a {@link Series}, 0 for types whose samples differ in length. */
  public int widthBytes() {
    return widthBytes;
  }

  /** Whether samples differ in length; its length as u32 then precedes each of them. */
  public boolean isVariable() {
    return widthBytes == 0;
  }
}

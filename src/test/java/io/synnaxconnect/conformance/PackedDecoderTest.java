package io.synnaxconnect.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The decoders that docs/values.md shows read every data type. */
class PackedDecoderTest {

  private static final Path CODE =
      Path.of("src/test/java/io/synnaxconnect/conformance/PackedDecoder.java");
  private static final Pattern REGION =
      Pattern.compile("// tag::java\\[]\n(.*?)\n *// end::java", Pattern.DOTALL);

  /** Prints a line per value, in the form of {@link Written#value}. */
  private static final String PYTHON_DRIVER =
      """

      import sys
      for line in sys.stdin:
          data_type, count, data = line.rstrip("\\n").split(" ")
          for value in unpack(data_type, int(count), bytes.fromhex(data)):
              if value != value:
                  value = "NaN"
              elif data_type in ("float32", "float64"):
                  value = struct.pack(">" + CODES[data_type], value).hex()
              elif data_type == "boolean":
                  value = str(value).lower()
              elif data_type in ("string", "json", "bytes"):
                  value = (value if data_type == "bytes" else value.encode()).hex()
              print(value)
      """;

  @ParameterizedTest
  @EnumSource
  void javaDecoderReadsEveryType(DataType dataType) {
    // Given
    List<Written> samples = Extremes.storable(dataType);

    // When
    List<Object> values =
        PackedDecoder.unpack(dataType.wireName(), samples.size(), ByteBuffer.wrap(pack(samples)));

    // Then
    assertThat(values.stream().map(PackedDecoderTest::plain))
        .containsExactlyElementsOf(samples.stream().map(Written::value).toList());
  }

  @Test
  void pythonDecoderReadsEveryType() {
    assumeTrue(ForeignProcess.answers("python3", "--version"), "python3 is not there");

    // When
    String input =
        Stream.of(DataType.values())
            .map(type -> line(type, Extremes.storable(type)))
            .collect(Collectors.joining());
    String printed =
        ForeignProcess.run(
            input, List.of("python3", "-c", RecordDocs.block("python") + PYTHON_DRIVER));

    // Then
    List<String> expected =
        Stream.of(DataType.values())
            .flatMap(type -> Extremes.storable(type).stream())
            .map(PackedDecoderTest::printed)
            .toList();
    assertThat(printed.lines()).containsExactlyElementsOf(expected);
  }

  @Test
  void theDocumentationShowsTheJavaDecoder() throws IOException {
    // When
    String shown = RecordDocs.block("java");

    // Then
    String run =
        REGION
            .matcher(Files.readString(CODE))
            .results()
            .map(region -> region.group(1).stripIndent() + "\n")
            .findAny()
            .orElseThrow();
    assertThat(shown).isEqualTo(run);
  }

  private static byte[] pack(List<Written> samples) {
    int bytes = samples.stream().mapToInt(sample -> Integer.BYTES + sample.wire().length).sum();
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Written sample : samples) {
      if (sample.dataType().isVariable()) {
        data.putInt(sample.wire().length);
      }
      data.put(sample.wire());
    }
    return Arrays.copyOf(data.array(), data.position());
  }

  private static String line(DataType dataType, List<Written> samples) {
    return "%s %d %s\n"
        .formatted(dataType.wireName(), samples.size(), HexFormat.of().formatHex(pack(samples)));
  }

  private static String plain(Object value) {
    if (value instanceof Double number) {
      return Bits.of(number);
    }
    if (value instanceof Float number) {
      return Bits.of(number);
    }
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }

  private static String printed(Written sample) {
    if (sample.isNan()) {
      return "NaN";
    }
    return sample.dataType().isVariable()
        ? HexFormat.of().formatHex(sample.wire())
        : sample.value();
  }
}

package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.client.SynnaxException.Code;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded refusal becomes the code that a caller can act on. */
class RecordedErrorsTest {

  private static final SynnaxErrors ERRORS = new SynnaxErrors(TestOptions.plaintext(9090));

  /** By status number and type, as the protocol page lists them. */
  private static final Map<String, Code> CODES =
      Map.ofEntries(
          Map.entry("2 sy.auth.invalid-credentials", Code.INVALID_CREDENTIALS),
          Map.entry("2 sy.auth.invalid_token", Code.SERVER_ERROR),
          Map.entry("2 sy.auth", Code.ACCESS_DENIED),
          Map.entry("2 sy.query.not_found", Code.NOT_FOUND),
          Map.entry("2 sy.validation", Code.INVALID_ARGUMENT),
          Map.entry("2 sy.validation.path", Code.INVALID_ARGUMENT),
          Map.entry("2 unknown", Code.SERVER_ERROR),
          Map.entry("8 ", Code.MESSAGE_TOO_LARGE),
          Map.entry("12 ", Code.UNSUPPORTED),
          Map.entry("13 ", Code.INVALID_ARGUMENT),
          Map.entry("14 ", Code.UNREACHABLE));

  @TestFactory
  Stream<DynamicTest> mapsTheRecordedRefusal() {
    return Recording.all().stream()
        .flatMap(
            recording ->
                recording.exchanges().stream()
                    .filter(Exchange::isError)
                    .map(
                        e ->
                            DynamicTest.dynamicTest(
                                recording.file() + " " + e.i() + " " + e.message(),
                                () -> check(e))));
  }

  private static void check(Exchange exchange) {
    // Given
    Status status = Status.fromCodeValue(exchange.code()).withDescription(exchange.message());
    int separator = exchange.message().indexOf("---");
    String type = separator < 0 ? "" : exchange.message().substring(0, separator);

    // When
    SynnaxException error = ERRORS.translate("do it", status);

    // Then
    assertThat(error.code()).isEqualTo(CODES.get(exchange.code() + " " + type));
    assertThat(error).hasMessageStartingWith("could not do it at 127.0.0.1:9090: ");
    assertThat(error.getMessage()).doesNotContain("\n").contains(type);
  }

  /** Files with a refusal. */
  static Set<String> covered() {
    Set<String> files = new TreeSet<>();
    for (Recording recording : Recording.all()) {
      if (recording.exchanges().stream().anyMatch(Exchange::isError)) {
        files.add(recording.file());
      }
    }
    return files;
  }
}

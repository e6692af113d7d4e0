package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What was never recorded; the recorded refusals are in {@link RecordedErrorsTest}. */
class SynnaxErrorsTest {

  private final SynnaxErrors errors = new SynnaxErrors(TestOptions.plaintext(9090));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNKNOWN            | sy.auth.expired_token---token has expired     | SERVER_ERROR        | true
          UNKNOWN            | sy.auth---access denied: auth error           | ACCESS_DENIED       | true
          UNKNOWN            | sy.auth.invalid-credentials---wrong           | INVALID_CREDENTIALS | false
          UNKNOWN            | sy.query.invalid_parameters---bad             | INVALID_ARGUMENT    | false
          UNKNOWN            | sy.control.unauthorized---not yours           | INVALID_ARGUMENT    | false
          UNKNOWN            | freighter.eof---EOF                           | UNREACHABLE         | false
          UNKNOWN            | freighter.stream_closed---closed              | UNREACHABLE         | false
          UNKNOWN            | sy.validation---bad                           | INVALID_ARGUMENT    | false
          UNKNOWN            | unknown---using more than 50 channels         | SERVER_ERROR        | false
          UNKNOWN            | unknown---open 3.domain: too many open files  | SERVER_ERROR        | false
          UNKNOWN            | unknown---context deadline exceeded           | SERVER_ERROR        | false
          UNKNOWN            | sy.resource.closed---cesium.db is closed      | SERVER_ERROR        | false
          UNKNOWN            | sy.license.expired---your license has expired | SERVER_ERROR        | false
          UNKNOWN            | unknown---an unexpected internal error        | SERVER_ERROR        | false
          UNKNOWN            | words without a type                          | SERVER_ERROR        | false
          UNKNOWN            | arc---graph                                   | SERVER_ERROR        | false
          DEADLINE_EXCEEDED  | deadline exceeded after 10s                   | TIMED_OUT           | false
          RESOURCE_EXHAUSTED | gRPC message exceeds maximum size             | MESSAGE_TOO_LARGE   | false
          UNIMPLEMENTED      | unknown service                               | UNSUPPORTED         | false
          INTERNAL           | grpc: error unmarshalling request             | INVALID_ARGUMENT    | false
          INTERNAL           | header key "error" contains value             | INVALID_ARGUMENT    | false
          INTERNAL           | something else                                | SERVER_ERROR        | false
          UNAVAILABLE        | Network closed                                | UNREACHABLE         | false
          OK                 |                                               | UNREACHABLE         | false
          CANCELLED          | RST_STREAM                                    | UNREACHABLE         | false
          UNAUTHENTICATED    | said a proxy                                  | ACCESS_DENIED       | false
          """)
  void decidesByCodeAndType(Status.Code status, String text, Code code, boolean mayBeToken) {
    // Given
    Status refusal = status.toStatus().withDescription(text);

    // When
    SynnaxException error = errors.translate("do it", refusal);

    // Then
    assertThat(error.code()).isEqualTo(code);
    assertThat(SynnaxErrors.mayBeToken(refusal)).isEqualTo(mayBeToken);
  }

  @Test
  void saysThatThereIsTooLittleMemory() {
    Status status = Status.UNKNOWN.withCause(new OutOfMemoryError("Direct buffer memory"));
    SynnaxException error = errors.translate("do it", status);
    assertThat(error).hasMessageContaining("too little memory").hasMessageContaining("-Xmx");
    assertThat(error.retriable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void hasAnAnswerToEveryStatus(Status.Code status) {
    SynnaxException error = errors.translate("do it", status.toStatus());
    assertThat(error).hasMessageStartingWith("could not do it at 127.0.0.1:9090: ");
    assertThat(error.getMessage()).doesNotEndWith(": ").doesNotContain("null");
  }

  @Test
  void triesAgainWhatMetAConnectionAtItsEnd() {
    Status failed =
        Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
    assertThat(errors.translate("do it", failed).retriable()).isTrue();
  }

  @Test
  void takesAnAnswerThatDoesNotParseForMalformed() {
    Status failed =
        Status.CANCELLED
            .withDescription("Failed to read message.")
            .withCause(new IllegalStateException("parse"));
    assertThat(errors.translate("do it", failed).code()).isEqualTo(Code.MALFORMED);
  }

  @Test
  void leavesOutHeadersAndTokensAndControlCharacters() {
    // Given
    String text =
        "HTTP status code 404\u0000\t Bearer abc.def\nheaders: Metadata(authorization=Bearer x)";

    // When
    String shown = SynnaxErrors.text(Status.UNKNOWN.withDescription(text));

    // Then
    assertThat(shown).isEqualTo("HTTP status code 404 Bearer [hidden]");
  }

  @Test
  void putsTheServersWordsBeforeTheTypeOfItsError() {
    SynnaxException error =
        errors.translate(
            "list", Status.UNKNOWN.withDescription("sy.query.not_found---no channel --- 7"));
    assertThat(error)
        .hasMessage("could not list at 127.0.0.1:9090: no channel --- 7 [sy.query.not_found]");
  }
}

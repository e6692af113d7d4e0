package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was never recorded; the recorded refusals are in {@link RecordedErrorsTest}. */
class SynnaxErrorsTest {

  /** Status, text, code, whether a new login may help, and the row of the table. */
  private static final String EXAMPLES =
      """
      UNKNOWN             | HTTP status code 200: missing                            | UNREACHABLE         | false | HTTP_ANSWER
      UNKNOWN             | HTTP status code 500                                     | UNREACHABLE         | false | HTTP_ANSWER
      UNKNOWN             | HTTP status code 520                                     | UNREACHABLE         | false | HTTP_ANSWER
      PERMISSION_DENIED   | HTTP status code 403                                     | UNREACHABLE         | false | HTTP_ANSWER
      UNAUTHENTICATED     | HTTP status code 401                                     | UNREACHABLE         | false | HTTP_ANSWER
      UNIMPLEMENTED       | HTTP status code 404                                     | UNREACHABLE         | false | HTTP_ANSWER
      UNAVAILABLE         | HTTP status code 503                                     | UNREACHABLE         | false | HTTP_ANSWER
      INTERNAL            | HTTP status code 400                                     | UNREACHABLE         | false | HTTP_ANSWER
      UNAVAILABLE         | Network closed                                           | UNREACHABLE         | false | BROKEN_CONNECTION
      OK                  |                                                          | UNREACHABLE         | false | ENDED
      CANCELLED           | RST_STREAM                                               | UNREACHABLE         | false | CUT
      ABORTED             | aborted                                                  | UNREACHABLE         | false | CUT
      DATA_LOSS           | lost                                                     | MALFORMED           | false | UNREADABLE_ANSWER
      DEADLINE_EXCEEDED   | deadline exceeded after 10s                              | TIMED_OUT           | false | TIMED_OUT
      RESOURCE_EXHAUSTED  | gRPC message exceeds maximum size                        | MESSAGE_TOO_LARGE   | false | TOO_LARGE
      RESOURCE_EXHAUSTED  | grpc: received message larger than max (5 vs. 4)         | MESSAGE_TOO_LARGE   | false | TOO_LARGE
      RESOURCE_EXHAUSTED  | Bandwidth exhausted HTTP/2 error code: ENHANCE_YOUR_CALM | SERVER_ERROR        | false | ANYTHING_ELSE
      RESOURCE_EXHAUSTED  | rate limit                                               | SERVER_ERROR        | false | ANYTHING_ELSE
      UNIMPLEMENTED       | unknown service grpc.auth                                | UNSUPPORTED         | false | UNKNOWN_CALL
      UNIMPLEMENTED       | unknown method Exec for service grpc.auth                | UNSUPPORTED         | false | UNKNOWN_CALL
      UNIMPLEMENTED       | Method not found: grpc.auth                              | UNSUPPORTED         | false | UNKNOWN_CALL
      UNIMPLEMENTED       | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      INTERNAL            | grpc: error unmarshalling request                        | INVALID_ARGUMENT    | false | OWN_FAULT
      INTERNAL            | header key "error" contains value                        | INVALID_ARGUMENT    | false | OWN_FAULT
      INTERNAL            | something else                                           | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | sy.auth.invalid-credentials---wrong                      | INVALID_CREDENTIALS | false | WRONG_CREDENTIALS
      UNKNOWN             | sy.auth.invalid_token---bad                              | SERVER_ERROR        | true  | INVALID_TOKEN
      UNKNOWN             | sy.auth.expired_token---token has expired                | SERVER_ERROR        | true  | EXPIRED_TOKEN
      UNKNOWN             | sy.auth.session_ended---the session has ended            | SERVER_ERROR        | true  | ENDED_SESSION
      UNKNOWN             | sy.auth.access_denied---access denied                    | ACCESS_DENIED       | false | DENIED
      UNKNOWN             | sy.auth---access denied: auth error                      | ACCESS_DENIED       | true  | DENIED_OR_INVALID_TOKEN
      UNKNOWN             | sy.license.missing---no license                          | UNLICENSED          | false | NO_LICENSE
      UNKNOWN             | sy.license.expired---your license has expired            | UNLICENSED          | false | NO_LICENSE
      UNKNOWN             | sy.license---license                                     | UNLICENSED          | false | NO_LICENSE
      UNKNOWN             | sy.query.not_found---no                                  | NOT_FOUND           | false | UNKNOWN_CHANNEL
      UNKNOWN             | sy.query.invalid_parameters---bad                        | INVALID_ARGUMENT    | false | BAD_ARGUMENT
      UNKNOWN             | sy.control.unauthorized---not yours                      | INVALID_ARGUMENT    | false | BAD_ARGUMENT
      UNKNOWN             | sy.validation---bad                                      | INVALID_ARGUMENT    | false | BAD_ARGUMENT
      UNKNOWN             | sy.validation.path---bad                                 | INVALID_ARGUMENT    | false | BAD_ARGUMENT
      UNKNOWN             | freighter.eof---EOF                                      | UNREACHABLE         | false | CLOSED_BY_THE_SERVER
      UNKNOWN             | freighter.stream_closed---closed                         | UNREACHABLE         | false | CLOSED_BY_THE_SERVER
      UNKNOWN             | unknown---rpc error: code = Unavailable desc = connection | SERVER_ERROR        | false | OTHER_NODE
      UNKNOWN             | unknown---using more than 50 channels                    | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | unknown---open 3.domain: too many open files             | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | unknown---context deadline exceeded                      | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | sy.resource.closed---cesium.db is closed                 | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | unknown---an unexpected internal error                   | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | words without a type                                     | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | upstream reset                                           | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | Application error processing RPC                         | SERVER_ERROR        | false | ANYTHING_ELSE
      UNKNOWN             | arc---graph                                              | SERVER_ERROR        | false | ANYTHING_ELSE
      UNAUTHENTICATED     | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      PERMISSION_DENIED   | RBAC: access denied                                      | SERVER_ERROR        | false | ANYTHING_ELSE
      INVALID_ARGUMENT    | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      FAILED_PRECONDITION | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      OUT_OF_RANGE        | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      ALREADY_EXISTS      | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      NOT_FOUND           | said a proxy                                             | SERVER_ERROR        | false | ANYTHING_ELSE
      """;

  /** How the documentation describes each row. */
  private static final Map<CallEnd, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry(CallEnd.HTTP_ANSWER, "any status with `HTTP status code …`"),
          Map.entry(
              CallEnd.BROKEN_CONNECTION,
              "UNAVAILABLE; INTERNAL or UNKNOWN with a broken connection as cause"),
          Map.entry(CallEnd.ENDED, "OK, although nobody asked for the end"),
          Map.entry(
              CallEnd.UNREADABLE_ANSWER, "CANCELLED because an answer does not parse; DATA_LOSS"),
          Map.entry(CallEnd.CUT, "any other CANCELLED; ABORTED"),
          Map.entry(CallEnd.TIMED_OUT, "DEADLINE_EXCEEDED"),
          Map.entry(CallEnd.TOO_LARGE, "RESOURCE_EXHAUSTED with the size of a message"),
          Map.entry(
              CallEnd.UNKNOWN_CALL,
              "UNIMPLEMENTED with `unknown service`, `unknown method` or `Method not found`"),
          Map.entry(CallEnd.OWN_FAULT, "INTERNAL with `grpc: error unmarshalling` or `header key`"),
          Map.entry(CallEnd.WRONG_CREDENTIALS, "`sy.auth.invalid-credentials`"),
          Map.entry(CallEnd.INVALID_TOKEN, "`sy.auth.invalid_token`"),
          Map.entry(CallEnd.EXPIRED_TOKEN, "`sy.auth.expired_token`"),
          Map.entry(CallEnd.ENDED_SESSION, "`sy.auth.session_ended`"),
          Map.entry(CallEnd.DENIED, "`sy.auth.access_denied`"),
          Map.entry(CallEnd.DENIED_OR_INVALID_TOKEN, "`sy.auth`"),
          Map.entry(CallEnd.NO_LICENSE, "`sy.license`"),
          Map.entry(CallEnd.UNKNOWN_CHANNEL, "`sy.query.not_found`"),
          Map.entry(
              CallEnd.BAD_ARGUMENT,
              "`sy.validation`, `sy.query.invalid_parameters`, `sy.control.unauthorized`"),
          Map.entry(CallEnd.CLOSED_BY_THE_SERVER, "`freighter`"),
          Map.entry(CallEnd.OTHER_NODE, "`unknown---rpc error: code = …`, of another node"),
          Map.entry(CallEnd.ANYTHING_ELSE, "anything else"));

  private final SynnaxErrors errors = new SynnaxErrors(TestOptions.plaintext(9090));

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = EXAMPLES)
  void decidesByCodeAndType(
      Status.Code status, String text, Code code, boolean mayBeToken, CallEnd row) {
    // Given
    Status refusal = status.toStatus().withDescription(text);

    // When
    SynnaxException error = errors.translate("do it", refusal);

    // Then
    assertThat(error.code()).isEqualTo(code);
    assertThat(SynnaxErrors.mayBeToken(refusal)).isEqualTo(mayBeToken);
    assertThat(CallEnd.of(refusal)).isEqualTo(row);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nheaders: Metadata(authorization=Bearer x)",
        "\ntrailers: Metadata(set-cookie=secret)",
        "\nDATA-----------------------------\n<html>secret"
      })
  void omitsHeadersAndTokensAndControlCharacters(String added) {
    // Given
    String text =
        "HTTP status code 404\u0000\t Bearer abc.def x\u0085b\u2028c\u009b31m\u202e" + added;

    // When
    String shown = SynnaxErrors.text(Status.UNKNOWN.withDescription(text));

    // Then
    assertThat(shown).isEqualTo("HTTP status code 404 Bearer [hidden] x b c 31m");
  }

  @Test
  void boundsTheServersWords() {
    assertThat(SynnaxErrors.text(Status.UNKNOWN.withDescription("w".repeat(1 << 20))))
        .hasSizeLessThan(1100);
  }

  @Test
  void everyRowHasAnExample() {
    List<String> examples = new ArrayList<>();
    EXAMPLES
        .lines()
        .forEach(line -> examples.add(line.substring(line.lastIndexOf('|') + 1).strip()));
    assertThat(examples).containsAll(Stream.of(CallEnd.values()).map(Enum::name).toList());
  }

  private static String line(CallEnd row) {
    String then = new SynnaxException(row.code(), "").retriable() ? "again" : "final";
    return "| %s | %s | %s |%n"
        .formatted(
            DESCRIPTIONS.get(row), row.code(), row.mayBeToken() ? "new login, then " + then : then);
  }

  @Test
  void theTableInTheDocumentationIsThatOfTheCode() throws IOException {
    // Given
    Path page = Path.of("docs", "protocol.md");
    String begin = "<!-- ends of calls: begin -->\n";
    String end = "<!-- ends of calls: end -->";
    StringBuilder table = new StringBuilder("\n| answer | code | then |\n|---|---|---|\n");
    Stream.of(CallEnd.values()).forEach(row -> table.append(line(row)));
    String before = Files.readString(page);
    int from = before.indexOf(begin) + begin.length();
    String expected =
        before.substring(0, from) + table + "\n" + before.substring(before.indexOf(end));
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(page, expected);
    }

    // When / Then
    assertThat(Files.readString(page)).isEqualTo(expected);
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

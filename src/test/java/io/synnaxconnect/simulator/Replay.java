package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Predicate;

/** Sends recorded requests to a simulator and compares its answers with the recorded ones. */
final class Replay implements AutoCloseable {

  private static final String LOGIN = "grpc.auth.AuthLoginService";

  private final TestClient client;
  private final String token;
  private final Map<String, TestClient.Call> calls = new HashMap<>();
  private final Queue<Object> unaryAnswers = new ArrayDeque<>();
  private final Predicate<RecordedExchange.Exchange> isCompared;
  private int compared;

  Replay(Simulator simulator, Predicate<RecordedExchange.Exchange> isCompared) throws Exception {
    this.client = new TestClient(simulator);
    this.isCompared = isCompared;
    byte[] login =
        LoginRequest.newBuilder().setUsername("synnax").setPassword("seldon").build().toByteArray();
    token = "Bearer " + LoginResponse.parseFrom(client.unary(LOGIN, login)).getToken();
  }

  /** Runs the whole recording and returns how many answers were compared. */
  int run(RecordedExchange recording) throws Exception {
    for (RecordedExchange.Exchange exchange : recording.exchanges()) {
      switch (exchange.direction()) {
        case "request" -> request(exchange);
        case "response" -> response(exchange);
        case "half-close" -> call(exchange).halfClose();
        case "status" -> status(exchange);
        default -> {
          // A note.
        }
      }
    }
    return compared;
  }

  private void request(RecordedExchange.Exchange exchange) {
    byte[] message = exchange.bytes().toByteArray();
    if (exchange.json().has("metadata")) {
      client.withToken(exchange.json().at("/metadata/0/1").textValue());
    } else {
      client.withToken(token);
    }
    if (!exchange.call().isEmpty()) {
      call(exchange).send(message);
      return;
    }
    try {
      unaryAnswers.add(ByteString.copyFrom(client.unary(exchange.service(), message)));
    } catch (StatusRuntimeException e) {
      unaryAnswers.add(e.getStatus());
    }
  }

  private TestClient.Call call(RecordedExchange.Exchange exchange) {
    return calls.computeIfAbsent(
        exchange.call(),
        name -> {
          client.withToken(token);
          return client.open(exchange.service());
        });
  }

  private void response(RecordedExchange.Exchange exchange) throws Exception {
    ByteString answer =
        exchange.call().isEmpty()
            ? (ByteString) Objects.requireNonNull(unaryAnswers.remove())
            : ByteString.copyFrom(call(exchange).answer());
    if (isCompared.test(exchange)) {
      assertThat(RecordedExchange.hex(answer))
          .as("exchange %d", exchange.position())
          .isEqualTo(RecordedExchange.hex(exchange.bytes()));
      compared++;
    }
  }

  private void status(RecordedExchange.Exchange exchange) throws Exception {
    Status status =
        exchange.call().isEmpty()
            ? (Status) Objects.requireNonNull(unaryAnswers.remove())
            : call(exchange).status();
    assertThat(status.getCode().value())
        .as("code of exchange %d", exchange.position())
        .isEqualTo(exchange.json().get("code").asInt());
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    if (isCompared.test(exchange)) {
      assertThat(text)
          .as("text of exchange %d", exchange.position())
          .isEqualTo(exchange.json().get("message").asText());
      compared++;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

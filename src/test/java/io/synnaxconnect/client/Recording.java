package io.synnaxconnect.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A conversation with a real Synnax, as recorded: src/test/resources/vectors.
 *
 * @param file its name without directory
 * @param channels the channels that take part
 * @param exchanges what was sent and received, in order
 * @param expected what a response means, by number of exchange
 */
record Recording(
    String file,
    List<Channel> channels,
    List<Exchange> exchanges,
    Map<Integer, JsonNode> expected) {

  static final Path FOLDER = Path.of("src/test/resources/vectors");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One line of a recording.
   *
   * @param call names the stream when there are several
   * @param bytes the message, empty where there is none
   * @param code gRPC status code of the end of a call, else -1
   */
  record Exchange(
      int i,
      String direction,
      String service,
      String call,
      String note,
      ByteString bytes,
      int code,
      String message) {

    boolean isRequestOf(String name) {
      return direction.equals("request") && service.endsWith(name);
    }

    boolean isResponseOf(String name) {
      return direction.equals("response") && service.endsWith(name);
    }

    boolean isError() {
      return direction.equals("status") && code != 0;
    }

    /** Which stream this belongs to. */
    String stream() {
      return service + "/" + call;
    }
  }

  /** All recordings, in order of name. */
  static List<Recording> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(path -> path.toString().endsWith(".json"))
          .sorted()
          .map(Recording::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recording of(String file) {
    return read(FOLDER.resolve(file));
  }

  private static Recording read(Path path) {
    JsonNode root = json(path);
    List<Channel> channels = stream(root.path("channels")).map(Recording::channel).toList();
    List<Exchange> exchanges = stream(root.path("exchange")).map(Recording::exchange).toList();
    Map<Integer, JsonNode> expected = new HashMap<>();
    stream(root.path("expected")).forEach(e -> expected.put(e.path("exchange").asInt(-1), e));
    return new Recording(String.valueOf(path.getFileName()), channels, exchanges, expected);
  }

  static JsonNode json(Path path) {
    try {
      return JSON.readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Of a {@code bool} as the client calls it. */
  static Channel channel(JsonNode node) {
    String type = node.path("data_type").asText();
    return new Channel(
        node.path("key").asLong(),
        node.path("name").asText(),
        type.equals("bool") ? "boolean" : type,
        node.path("index").asLong(),
        node.path("is_index").asBoolean(),
        node.path("virtual").asBoolean(),
        node.path("internal").asBoolean(),
        node.path("expression").asText(""));
  }

  private static Exchange exchange(JsonNode node) {
    return new Exchange(
        node.path("i").asInt(),
        node.path("direction").asText(),
        node.path("service").asText(),
        node.path("call").asText(""),
        node.path("note").asText(""),
        ByteString.copyFrom(bytes(node.path("hex").asText(""))),
        node.path("code").asInt(-1),
        node.path("message").asText(""));
  }

  /** Types of the given channels, without those that the recording does not know. */
  Map<Long, DataType> dataTypes(List<Integer> channelKeys) {
    Map<Long, DataType> types = new HashMap<>();
    for (int signed : channelKeys) {
      long channelKey = Integer.toUnsignedLong(signed);
      for (Channel channel : channels) {
        DataType type = channel.dataType();
        if (channel.key() == channelKey && type != null) {
          types.put(channelKey, type);
        }
      }
    }
    return types;
  }

  /** The exchanges of one stream. */
  List<Exchange> stream(String service, String call) {
    List<Exchange> chosen = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      if (exchange.service().endsWith(service) && exchange.call().equals(call)) {
        chosen.add(exchange);
      }
    }
    return chosen;
  }

  /** What a response means; fails where the recording does not say. */
  JsonNode meaning(int exchange) {
    return Objects.requireNonNull(
        expected.get(exchange), () -> file + " does not say what exchange " + exchange + " means");
  }
}

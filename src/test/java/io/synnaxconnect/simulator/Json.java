package io.synnaxconnect.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/** JSON as the server writes it in errors and change signals. */
final class Json {

  static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A quoted string; like the server it escapes angle brackets and ampersands. */
  static String quote(String text) {
    try {
      return MAPPER
          .writeValueAsString(text)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON string: " + text, e);
    }
  }

  static boolean isValid(byte[] utf8, int offset, int length) {
    try {
      String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
      JsonNode node = MAPPER.readTree(text);
      return node != null && !node.isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}

package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.contract.ClusterUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * The HTTP interface of a real cluster without TLS, which alone has roles and the deletion of
 * ranges.
 */
final class ClusterHttp {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ClusterUnderTest cluster;
  private final String token;

  /** Logs in. */
  ClusterHttp(ClusterUnderTest cluster) {
    this.cluster = cluster;
    Map<String, String> login =
        Map.of("username", cluster.username(), "password", cluster.password());
    this.token = send("auth/login", "", login).path("token").asText();
  }

  /** Sends a request and returns the answer. */
  JsonNode send(String path, Map<String, ?> body) {
    return send(path, token, body);
  }

  private JsonNode send(String path, String bearer, Map<String, ?> body) {
    URI uri = URI.create("http://" + cluster.host() + ":" + cluster.port() + "/api/v1/" + path);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + bearer)
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

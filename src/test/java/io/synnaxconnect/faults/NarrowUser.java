package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.contract.ClusterUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A user of a real cluster without TLS who may list all channels, but stream and read only some, so
 * no control channels. Roles exist in the cluster's HTTP interface only.
 */
final class NarrowUser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "narrow";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ClusterUnderTest cluster;
  private final String name;
  private final String token;
  private final String userKey;
  private final String roleKey;
  private final String policyKey;

  /** Creates the user. */
  NarrowUser(ClusterUnderTest cluster, String name, long... readableKeys) {
    this.cluster = cluster;
    this.name = name;
    this.token =
        send(
                "auth/login",
                "",
                Map.of("username", cluster.username(), "password", cluster.password()))
            .path("token")
            .asText();
    this.roleKey = create("access/role", "roles", Map.of("name", name));
    this.policyKey = create("access/policy", "policies", policy(name, readableKeys));
    this.userKey = create("user", "users", Map.of("username", name, "password", PASSWORD));
    Map<String, String> role = Map.of("type", "role", "key", roleKey);
    Map<String, String> policy = Map.of("type", "policy", "key", policyKey);
    send("ontology/add-children", token, Map.of("id", role, "children", List.of(policy)));
    send("access/role/assign", token, Map.of("user", userKey, "role", roleKey));
  }

  private static Map<String, Object> policy(String name, long... readableKeys) {
    List<Map<String, String>> objects = new ArrayList<>();
    objects.add(Map.of("type", "channel", "key", ""));
    for (long key : readableKeys) {
      objects.add(Map.of("type", "framer", "key", Long.toString(key)));
    }
    return Map.of("name", name, "objects", objects, "actions", List.of("retrieve"));
  }

  private String create(String path, String field, Map<String, ?> wanted) {
    JsonNode answer = send(path + "/create", token, Map.of(field, List.of(wanted)));
    return answer.path(field).path(0).path("key").asText();
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

  /** Settings of a connector that logs in with it. */
  Map<String, String> settings() {
    return Map.of("synnax.username", name, "synnax.password", PASSWORD);
  }

  @Override
  public void close() {
    send("user/delete", token, Map.of("keys", List.of(userKey)));
    send("access/policy/delete", token, Map.of("keys", List.of(policyKey)));
    send("access/role/delete", token, Map.of("keys", List.of(roleKey)));
  }
}

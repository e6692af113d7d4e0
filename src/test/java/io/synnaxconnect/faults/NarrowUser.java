package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.contract.ClusterUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A user of a real cluster without TLS who may list all channels, but stream and read only some, so
 * no control channels. Roles exist in the cluster's HTTP interface only.
 */
final class NarrowUser implements AutoCloseable {

  private static final String PASSWORD = "narrow";

  private final ClusterHttp http;
  private final String name;
  private final String userKey;
  private final String roleKey;
  private final String policyKey;

  /** Creates the user. */
  NarrowUser(ClusterUnderTest cluster, String name, long... readableKeys) {
    this.http = new ClusterHttp(cluster);
    this.name = name;
    this.roleKey = create("access/role", "roles", Map.of("name", name));
    this.policyKey = create("access/policy", "policies", policy(name, readableKeys));
    this.userKey = create("user", "users", Map.of("username", name, "password", PASSWORD));
    Map<String, String> role = Map.of("type", "role", "key", roleKey);
    Map<String, String> policy = Map.of("type", "policy", "key", policyKey);
    http.send("ontology/add-children", Map.of("id", role, "children", List.of(policy)));
    http.send("access/role/assign", Map.of("user", userKey, "role", roleKey));
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
    JsonNode answer = http.send(path + "/create", Map.of(field, List.of(wanted)));
    return answer.path(field).path(0).path("key").asText();
  }

  /** Settings of a connector that logs in with it. */
  Map<String, String> settings() {
    return Map.of("synnax.username", name, "synnax.password", PASSWORD);
  }

  @Override
  public void close() {
    http.send("user/delete", Map.of("keys", List.of(userKey)));
    http.send("access/policy/delete", Map.of("keys", List.of(policyKey)));
    http.send("access/role/delete", Map.of("keys", List.of(roleKey)));
  }
}

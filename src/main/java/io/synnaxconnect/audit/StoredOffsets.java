package io.synnaxconnect.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Connect says that a connector has delivered. */
final class StoredOffsets {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private StoredOffsets() {}

  /**
   * The time from the connector's start up to the position of each group of a cluster, by index
   * key. A group without a position has nothing to compare.
   *
   * @throws AuditException if Connect does not say it
   */
  static Map<Long, TimeRange> ranges(
      URI connect, String connector, String clusterKey, List<IndexGroup> groups)
      throws InterruptedException {
    if (connector.isEmpty()) {
      throw new AuditException(
          "--connector: the file has no name, by which Connect knows the offsets");
    }
    String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
    URI uri =
        URI.create(connect.toString().replaceAll("/+$", "") + "/connectors/" + name + "/offsets");
    String answer = get(uri, connector);
    try {
      return parse(answer, clusterKey, groups);
    } catch (RuntimeException e) {
      throw new AuditException(
          "--since-offset: " + uri + " does not answer with offsets of this connector: " + e, e);
    }
  }

  private static String get(URI uri, String connector) throws InterruptedException {
    try {
      HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      var answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AuditException(
            "--since-offset: "
                + uri
                + " answers "
                + answer.statusCode()
                + "; is '"
                + connector
                + "' the connector's name?");
      }
      return answer.body();
    } catch (IOException e) {
      throw new AuditException("--since-offset: " + uri + " does not answer: " + e, e);
    }
  }

  static Map<Long, TimeRange> parse(String json, String clusterKey, List<IndexGroup> groups) {
    Map<Map<String, String>, Long> groupKeys = new HashMap<>();
    for (IndexGroup group : groups) {
      groupKeys.put(new SourcePartition(clusterKey, group.indexKey()).toMap(), group.groupKey());
    }
    Map<Long, TimeRange> ranges = new HashMap<>();
    for (JsonElement each :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("offsets")) {
      JsonObject partition = each.getAsJsonObject().getAsJsonObject("partition");
      JsonObject offset = each.getAsJsonObject().getAsJsonObject("offset");
      Long groupKey = groupKeys.get(texts(partition));
      TimeRange range = groupKey == null || offset == null ? null : range(texts(offset));
      if (groupKey != null && range != null) {
        ranges.put(groupKey, range);
      }
    }
    return ranges;
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> texts = new HashMap<>();
    object.asMap().forEach((key, value) -> texts.put(key, value.getAsString()));
    return texts;
  }

  private static @Nullable TimeRange range(Map<String, String> offset) {
    SourceOffset parsed = SourceOffset.fromMap(offset);
    TimeStamp position = parsed.position();
    TimeStamp since = parsed.since();
    return position == null
        ? null
        : new TimeRange(since == null ? TimeStamp.MIN : since, new TimeStamp(position.nanos() + 1));
  }
}

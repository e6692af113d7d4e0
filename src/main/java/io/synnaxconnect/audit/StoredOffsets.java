package io.synnaxconnect.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.synnaxconnect.offset.SourceOffset;
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
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
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
  static Map<Long, TimeRange> ranges(URI connect, String connector, String clusterKey)
      throws InterruptedException {
    String path =
        "/connectors/" + URLEncoder.encode(connector, StandardCharsets.UTF_8) + "/offsets";
    URI uri = URI.create(connect.toString().replaceAll("/+$", "") + path);
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
      return parse(answer.body(), clusterKey);
    } catch (IOException e) {
      throw new AuditException("--since-offset: " + uri + " does not answer: " + e, e);
    } catch (JsonParseException | IllegalStateException | ConnectException e) {
      throw new AuditException(
          "--since-offset: "
              + uri
              + " does not answer with offsets of this connector: "
              + e.getMessage(),
          e);
    }
  }

  static Map<Long, TimeRange> parse(String json, String clusterKey) {
    Map<Long, TimeRange> ranges = new HashMap<>();
    for (JsonElement each :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("offsets")) {
      JsonObject partition = each.getAsJsonObject().getAsJsonObject("partition");
      JsonElement cluster = partition.get("cluster_key");
      JsonElement index = partition.get("index_key");
      boolean isOfGroup = cluster != null && index != null && partition.size() == 2;
      if (isOfGroup && cluster.getAsString().equals(clusterKey)) {
        TimeRange range = range(each.getAsJsonObject().getAsJsonObject("offset"));
        if (range != null) {
          ranges.put(Long.parseLong(index.getAsString()), range);
        }
      }
    }
    return ranges;
  }

  private static @Nullable TimeRange range(@Nullable JsonObject offset) {
    if (offset == null) {
      return null;
    }
    Map<String, String> texts = new HashMap<>();
    offset.asMap().forEach((key, value) -> texts.put(key, value.getAsString()));
    SourceOffset parsed = SourceOffset.fromMap(texts);
    TimeStamp position = parsed.position();
    TimeStamp since = parsed.since();
    return position == null
        ? null
        : new TimeRange(since == null ? TimeStamp.MIN : since, new TimeStamp(position.nanos() + 1));
  }
}

package io.synnaxconnect.audit;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.synnaxconnect.audit.AuditResult.OfChannel;
import io.synnaxconnect.telem.ForeignText;
import io.synnaxconnect.telem.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The result of an audit as text. */
final class AuditReport {

  private static final int MAX_NAME = 40;

  private final AuditResult result;
  private final @Nullable Range range;
  private final boolean allowsRepeated;

  /** What comes after the name of a channel. */
  private static final Map<String, ToLongFunction<OfChannel>> NUMBERS = new LinkedHashMap<>();

  static {
    NUMBERS.put("stored", OfChannel::stored);
    NUMBERS.put("delivered", OfChannel::delivered);
    NUMBERS.put("missing", OfChannel::missing);
    NUMBERS.put("repeated", OfChannel::repeated);
    NUMBERS.put("different", OfChannel::different);
    NUMBERS.put("not_stored", OfChannel::notStored);
    NUMBERS.put("late", OfChannel::late);
    NUMBERS.put("out_of_order", OfChannel::outOfOrder);
  }

  /**
   * A report.
   *
   * @param range the range of the cluster that was compared, null if nobody named one
   */
  AuditReport(AuditResult result, @Nullable Range range, boolean allowsRepeated) {
    this.result = result;
    this.range = range;
    this.allowsRepeated = allowsRepeated;
  }

  /** A table, the missing timestamps, and a sentence. */
  String text() {
    List<String> lines = new ArrayList<>();
    if (range != null) {
      lines.add(
          "range %s (%s), from %s to before %s"
              .formatted(
                  range.shownName(),
                  ForeignText.name(range.key()),
                  range.timeRange().start(),
                  range.timeRange().end()));
    }
    lines.add(
        row("channel", NUMBERS.keySet().stream().map(name -> name.replace('_', ' ')).toList()));
    for (OfChannel channel : result.channels()) {
      lines.add(row(channel.name(), numbers(number -> number.applyAsLong(channel))));
    }
    lines.add(row("all " + result.channels().size() + " channels", numbers(result::total)));
    for (OfChannel channel : result.channels()) {
      if (!channel.missingAt().isEmpty()) {
        lines.add("missing of " + channel.name() + ", the first: " + channel.missingAt());
      }
    }
    lines.addAll(remarks());
    lines.add(result.isEqual(allowsRepeated) ? "equal" : "NOT EQUAL");
    return String.join("\n", lines);
  }

  private static List<String> numbers(ToLongFunction<ToLongFunction<OfChannel>> value) {
    return NUMBERS.values().stream()
        .map(number -> String.format(Locale.ROOT, "%,d", value.applyAsLong(number)))
        .toList();
  }

  private static String row(String name, List<String> cells) {
    String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 1) + "…";
    StringBuilder line = new StringBuilder(String.format("%-" + MAX_NAME + "s", shown));
    cells.forEach(cell -> line.append(String.format("%14s", cell)));
    return line.toString();
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (result.total(OfChannel::stored) == 0 && result.total(OfChannel::delivered) == 0) {
      remarks.add("Nothing is stored in this range, and nothing of it was delivered");
    }
    if (!result.missingTopics().isEmpty()) {
      remarks.add("These topics do not exist, or you may not see them: " + result.missingTopics());
    }
    if (result.unreadable() > 0) {
      remarks.add(
          "Records that have not the configured form: "
              + result.unreadable()
              + ", the first: "
              + result.firstUnreadable());
    }
    if (result.others() > 0) {
      remarks.add(
          "Records of channels that this connector does not deliver (now): " + result.others());
    }
    if (!result.isComplete()) {
      remarks.add(
          "More differs than fits into memory: of the rest only samples that must be missing are"
              + " counted; compare a shorter range, or give Java more heap");
    }
    return remarks;
  }

  /** All numbers by name. */
  String json() {
    JsonObject root = new JsonObject();
    if (range != null) {
      root.add("range", json(range));
    }
    root.addProperty("equal", result.isEqual(allowsRepeated));
    root.addProperty("complete", result.isComplete());
    root.addProperty("unreadable_records", result.unreadable());
    root.addProperty("other_records", result.others());
    JsonArray topics = new JsonArray();
    result.missingTopics().forEach(topics::add);
    root.add("missing_topics", topics);
    JsonObject totals = new JsonObject();
    NUMBERS.forEach((name, number) -> totals.addProperty(name, result.total(number)));
    root.add("totals", totals);
    JsonArray channels = new JsonArray();
    result.channels().forEach(channel -> channels.add(json(channel)));
    root.add("channels", channels);
    return new GsonBuilder().setPrettyPrinting().create().toJson(root);
  }

  private static JsonObject json(Range range) {
    JsonObject object = new JsonObject();
    object.addProperty("key", range.key());
    object.addProperty("name", range.name());
    object.addProperty("start", range.timeRange().start().toString());
    object.addProperty("end", range.timeRange().end().toString());
    return object;
  }

  private static JsonObject json(OfChannel channel) {
    JsonObject object = new JsonObject();
    object.addProperty("key", channel.key());
    object.addProperty("name", channel.name());
    NUMBERS.forEach((name, number) -> object.addProperty(name, number.applyAsLong(channel)));
    JsonArray missing = new JsonArray();
    channel.missingAt().forEach(stamp -> missing.add(stamp.toString()));
    object.add("missing_at", missing);
    return object;
  }
}

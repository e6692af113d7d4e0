package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ConnectRest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the live table as lines of text.
 *
 * @param head what is connected to what, one line each
 */
record Table(List<String> head) {

  private static final String CHANNEL_ROW = " %-26s %18s  %-40s %10s %10s";
  private static final String TOPIC_ROW = " %-26s %18s  %-40s";

  List<String> render(Activity activity, ConnectRest.Status status) {
    List<String> lines = new ArrayList<>(head);
    lines.add(" connector " + status.connector() + tasks(status));
    lines.add("");
    lines.add(row(CHANNEL_ROW, "CHANNEL", "LAST VALUE", "LAST 10 SECONDS", "SAMPLES/S", "LAG"));
    activity.channels().forEach((name, channel) -> lines.add(channelRow(name, channel)));
    lines.add("");
    lines.add(row(TOPIC_ROW, "TOPIC", "RECORDS", "SCHEMA ID"));
    for (Map.Entry<String, Activity.TopicActivity> topic : activity.topics().entrySet()) {
      lines.add(topicRow(topic.getKey(), topic.getValue()));
    }
    lines.add("");
    lines.add(" q or Ctrl-C ends everything");
    return lines;
  }

  private static String channelRow(String name, ChannelActivity channel) {
    return row(
        CHANNEL_ROW,
        cut(name, 26),
        cut(text(channel.lastValue()), 18),
        Sparkline.of(channel.history()),
        String.format(Locale.ROOT, "%.1f", channel.samplesPerSecond()),
        channel.lagMillis() + " ms");
  }

  private static String topicRow(String name, Activity.TopicActivity topic) {
    String records = String.format(Locale.ROOT, "%,d", topic.records());
    return row(TOPIC_ROW, cut(name, 26), records, Integer.toString(topic.schemaId()));
  }

  private static String tasks(ConnectRest.Status status) {
    StringBuilder text = new StringBuilder();
    for (ConnectRest.Status.Task task : status.tasks()) {
      text.append("   task ").append(task.id()).append(' ').append(task.state());
      task.trace().lines().findFirst().ifPresent(line -> text.append(": ").append(line));
    }
    return text.toString();
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%.4f", number);
    }
    return value == null ? "" : value.toString();
  }

  private static String cut(String text, int columns) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
  }

  private static String row(String format, Object... cells) {
    return String.format(Locale.ROOT, format, cells);
  }
}

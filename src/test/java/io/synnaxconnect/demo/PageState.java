package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ConnectRest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the web page shows at one moment, as texts: the page lays them out and does not count.
 *
 * @param head what is connected to what, one line each
 * @param notice what happens in the cluster; empty for nothing
 * @param outage phase of the port that the button closes; null without a button
 * @param more how many channels have no room
 */
record PageState(
    List<String> head,
    String notice,
    @Nullable String outage,
    List<Figure> figures,
    List<Channel> channels,
    int more,
    List<Topic> topics) {

  /** More would be slow to draw. */
  static final int MAX_CHANNELS = 200;

  /** A figure of the connector; the tone is {@code good}, {@code bad} or empty. */
  record Figure(String name, String value, String tone) {}

  /** The newest values are numbers; all else is as people read it. */
  record Channel(
      String name, String mark, String value, List<Double> history, String rate, String lag) {}

  /** Counts of a topic. */
  record Topic(String name, String records, String late, String schemaId) {}

  static PageState of(
      List<String> head,
      String notice,
      PortOutage.@Nullable Phase outage,
      List<Figure> figures,
      Activity activity) {
    List<Channel> channels = new ArrayList<>();
    activity.channels().entrySet().stream()
        .limit(MAX_CHANNELS)
        .forEach(entry -> channels.add(channel(activity, entry.getKey(), entry.getValue())));
    List<Topic> topics = new ArrayList<>();
    activity.topics().forEach((name, topic) -> topics.add(topic(name, topic)));
    return new PageState(
        head,
        notice,
        outage == null ? null : outage.name(),
        figures,
        channels,
        activity.channels().size() - channels.size(),
        topics);
  }

  /**
   * States and figures of the connector.
   *
   * @param started whether the first minute is over: until then the start decides the percentile
   */
  static List<Figure> figures(ConnectRest.Status status, TaskFigures tasks, boolean started) {
    List<Figure> figures = new ArrayList<>();
    figures.add(state("Connector", status.connector(), ""));
    for (ConnectRest.Status.Task task : status.tasks()) {
      String reason = task.trace().lines().findFirst().map(line -> ": " + line).orElse("");
      figures.add(state("Task " + task.id(), task.state(), reason));
    }
    long lag = started ? tasks.lagMillis() : tasks.lagMedianMillis();
    figures.add(new Figure(started ? "Lag p99" : "Lag p50", number(lag) + " ms", ""));
    figures.add(new Figure("From history", number(tasks.historyRows()) + " rows", ""));
    String lost = number(tasks.samplesLost()) + " samples";
    figures.add(new Figure("Lost", lost, tasks.samplesLost() == 0 ? "good" : "bad"));
    figures.add(new Figure("Index groups", tasks.phases(), ""));
    return figures;
  }

  private static Figure state(String name, String state, String reason) {
    return new Figure(name, state + reason, state.equals("RUNNING") ? "good" : "bad");
  }

  private static Channel channel(Activity activity, String name, ChannelActivity channel) {
    return new Channel(
        name,
        activity.mark(channel).word(),
        channel.valueText(),
        Arrays.stream(channel.history()).boxed().toList(),
        String.format(Locale.ROOT, "%.1f", channel.samplesPerSecond()),
        number(channel.lagMillis()) + " ms");
  }

  private static Topic topic(String name, Activity.TopicActivity topic) {
    return new Topic(
        name, number(topic.records()), number(topic.late()), Integer.toString(topic.schemaId()));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}

package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ConnectRest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Lays out the live table as lines of text.
 *
 * @param head what is connected to what, one line each
 * @param started whether it was shown for more than a minute
 */
record Table(List<String> head, boolean started) {

  private static final String CHANNEL_ROW = " %s %18s  %s %10s %10s";

  /** Columns of a name; more where the terminal has room. */
  private static final int NAME = 26;

  private static final int LONGEST_MARK = " deleted".length();
  private static final int CHANNEL_ROW_WITHOUT_HISTORY = 70;
  private static final int MIN_HISTORY = 8;

  /** Below it, cells would overlap. */
  private static final int MIN_COLUMNS = CHANNEL_ROW_WITHOUT_HISTORY + MIN_HISTORY;

  private static final AttributedStyle GOOD =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle BAD =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
  private static final AttributedStyle LATE =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
  private static final String TOPIC_ROW = " %s %18s %10s  %s";

  /** Fits into so many rows and columns where the rows are at least 24. */
  List<AttributedString> render(
      Activity activity, ConnectRest.Status status, TaskFigures figures, int columns, int rows) {
    if (columns < MIN_COLUMNS) {
      String needed = " The table needs " + MIN_COLUMNS + " columns; this terminal has " + columns;
      return List.of(new AttributedString(cut(needed, columns)), state(status));
    }
    int history = Math.min(ChannelActivity.HISTORY, columns - CHANNEL_ROW_WITHOUT_HISTORY);
    List<AttributedString> lines = new ArrayList<>();
    head.forEach(line -> lines.add(new AttributedString(cut(line, columns))));
    lines.add(state(status));
    lines.add(new AttributedString(cut(" " + figures.text(started), columns)));
    lines.add(AttributedString.EMPTY);
    String period = cell("LAST " + history / 4 + " S", history);
    int names = names(activity, columns);
    String channel = cell("CHANNEL", names);
    lines.add(heading(CHANNEL_ROW, channel, "LAST VALUE", period, "SAMPLES/S", "LAG"));
    List<AttributedString> foot = foot(activity, names);
    lines.addAll(channelRows(activity, names, history, rows - lines.size() - foot.size()));
    lines.addAll(foot);
    return lines;
  }

  /** How wide names may be beside everything else. */
  private static int names(Activity activity, int columns) {
    int longest =
        Stream.concat(activity.channels().keySet().stream(), activity.topics().keySet().stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    int spare = columns - CHANNEL_ROW_WITHOUT_HISTORY - ChannelActivity.HISTORY;
    return Math.max(NAME, Math.min(longest + LONGEST_MARK, NAME + spare));
  }

  private static List<AttributedString> foot(Activity activity, int names) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(AttributedString.EMPTY);
    lines.add(heading(TOPIC_ROW, cell("TOPIC", names), "RECORDS", "LATE", "SCHEMA ID"));
    activity.topics().forEach((name, topic) -> lines.add(topicRow(name, topic, names)));
    lines.add(AttributedString.EMPTY);
    lines.add(new AttributedString(" q or Ctrl-C ends everything"));
    return lines;
  }

  private static List<AttributedString> channelRows(
      Activity activity, int names, int history, int room) {
    List<AttributedString> lines = new ArrayList<>();
    activity
        .channels()
        .forEach(
            (name, channel) ->
                lines.add(channelRow(name(name, activity.mark(channel), names), channel, history)));
    if (lines.size() <= room || room < 1) {
      return lines;
    }
    int more = lines.size() - room + 1;
    lines.subList(room - 1, lines.size()).clear();
    lines.add(new AttributedString(" and " + more + " channels more"));
    return lines;
  }

  private static AttributedString channelRow(
      AttributedString name, ChannelActivity channel, int history) {
    AttributedStringBuilder line = new AttributedStringBuilder().append(name);
    line.append(row(" %18s  ", cut(channel.valueText(), 18)));
    String bars = Sparkline.of(channel.history());
    String newest = bars.substring(Math.max(0, bars.length() - history));
    line.styled(GOOD, cell(newest, history));
    String rate = row("%.1f", channel.samplesPerSecond());
    return line.append(row(" %10s %10s", rate, channel.lagMillis() + " ms")).toAttributedString();
  }

  private static AttributedStyle style(Activity.Mark mark) {
    return switch (mark) {
      case NONE -> AttributedStyle.DEFAULT;
      case DELETED -> BAD;
      case LATE -> LATE;
      case NEW -> GOOD;
    };
  }

  private static AttributedString name(String name, Activity.Mark mark, int columns) {
    String word = mark.word().isEmpty() ? "" : " " + mark.word();
    String text = cell(shorten(name, columns - word.length()) + word, columns);
    return new AttributedString(" " + text, style(mark));
  }

  private static AttributedString topicRow(String name, Activity.TopicActivity topic, int names) {
    String records = row("%,d", topic.records());
    String late = row("%,d", topic.late());
    String schemaId = Integer.toString(topic.schemaId());
    return new AttributedString(
        row(TOPIC_ROW, cell(shorten(name, names), names), records, late, schemaId));
  }

  private static AttributedString state(ConnectRest.Status status) {
    AttributedStringBuilder line = new AttributedStringBuilder().append(" connector ");
    appendState(line, status.connector());
    for (ConnectRest.Status.Task task : status.tasks()) {
      appendState(line.append("   task " + task.id() + " "), task.state());
      task.trace().lines().findFirst().ifPresent(first -> line.append(": " + first));
    }
    return line.toAttributedString();
  }

  private static void appendState(AttributedStringBuilder line, String state) {
    line.styled(state.equals("RUNNING") ? GOOD : BAD, state);
  }

  private static AttributedString heading(String format, Object... cells) {
    return new AttributedString(row(format, cells), AttributedStyle.BOLD);
  }

  private static String cut(String text, int columns) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
  }

  /** Names differ at their beginning or their end: the middle goes. */
  private static String shorten(String name, int columns) {
    if (name.length() <= columns) {
      return name;
    }
    int end = (columns - 1) / 2;
    return name.substring(0, columns - 1 - end) + "…" + name.substring(name.length() - end);
  }

  private static String cell(String text, int columns) {
    return row("%-" + columns + "s", text);
  }

  private static String row(String format, Object... cells) {
    return String.format(Locale.ROOT, format, cells);
  }
}

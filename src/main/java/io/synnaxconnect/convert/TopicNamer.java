package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names topics by a template with {@code ${channel}}, {@code ${channel_key}}, {@code ${data_type}},
 * {@code ${cluster}}, and {@code ${index}} and {@code ${index_key}}: those of the index channel, or
 * of the channel itself if it has none.
 */
public final class TopicNamer {

  /** Kafka's own limit. */
  private static final int MAX_LENGTH = 249;

  private static final Pattern LEGAL_TEXT = Pattern.compile("[a-zA-Z0-9._-]*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  /** A part of a name. */
  @FunctionalInterface
  private interface Part {
    String of(Channel channel, Channel index, String clusterKey);
  }

  private final List<Part> parts;

  private TopicNamer(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException that names what is wrong and what is allowed
   */
  static TopicNamer of(String template) {
    List<Part> parts = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(template);
    int end = 0;
    while (variables.find()) {
      parts.add(text(template.substring(end, variables.start())));
      parts.add(variable(variables.group(1)));
      end = variables.end();
    }
    parts.add(text(template.substring(end)));
    if (template.isEmpty() || template.equals(".") || template.equals("..")) {
      throw new IllegalArgumentException("is not a name that Kafka allows; use another");
    }
    if (end == 0 && template.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "is longer than " + MAX_LENGTH + " characters; use a shorter name");
    }
    return new TopicNamer(parts);
  }

  /** The variables of a template, as they are written in it. */
  public static List<String> variables(String template) {
    return VARIABLE.matcher(template).results().map(MatchResult::group).toList();
  }

  /** The template filled in; may contain what Kafka does not allow in a name. */
  String render(Channel channel, @Nullable Channel index, String clusterKey) {
    StringBuilder name = new StringBuilder();
    Channel naming = index == null ? channel : index;
    parts.forEach(part -> name.append(part.of(channel, naming, clusterKey)));
    return name.toString();
  }

  /** Replaces what Kafka does not allow by {@code _}, and cuts what is too long. */
  static String legal(String rendered) {
    String name = rendered.replaceAll("[^a-zA-Z0-9._-]", "_");
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      name = "_" + name;
    }
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
  }

  private static Part variable(String name) {
    return switch (name) {
      case "channel" -> (channel, index, cluster) -> channel.name();
      case "channel_key" -> (channel, index, cluster) -> Long.toString(channel.key());
      case "data_type" -> (channel, index, cluster) -> channel.dataTypeName();
      case "index" -> (channel, index, cluster) -> index.name();
      case "index_key" -> (channel, index, cluster) -> Long.toString(index.key());
      case "cluster" -> (channel, index, cluster) -> cluster;
      default ->
          throw new IllegalArgumentException(
              "has the unknown variable ${"
                  + name
                  + "}; use ${channel}, ${channel_key}, ${data_type}, ${index}, ${index_key} or"
                  + " ${cluster}");
    };
  }

  private static Part text(String text) {
    if (text.contains("${")) {
      throw new IllegalArgumentException("has a variable that is not closed; add } after its name");
    }
    if (!LEGAL_TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "has characters that Kafka does not allow in topic names; use letters, digits and . _ -");
    }
    return (channel, index, cluster) -> text;
  }
}

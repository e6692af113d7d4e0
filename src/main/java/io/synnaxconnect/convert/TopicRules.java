package io.synnaxconnect.convert;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names topics by the first rule that fits: {@code expression -> template; ...; template}. The
 * expression is for the whole name of the channel, of a row for that of its index. The last
 * template is for all others.
 */
public final class TopicRules {

  private static final String ARROW = "->";
  private static final String SEPARATOR = ";";

  /** A rule; one without an expression fits every channel. */
  private record Rule(@Nullable Pattern expression, TopicNamer template) {

    boolean fits(String name) {
      return expression == null || expression.matches(name);
    }
  }

  private final List<Rule> rules;
  private final boolean byIndex;

  private TopicRules(List<Rule> rules, boolean byIndex) {
    this.rules = List.copyOf(rules);
    this.byIndex = byIndex;
  }

  /**
   * Reads rules.
   *
   * @throws IllegalArgumentException that names what is wrong and what is allowed
   */
  public static TopicRules of(String text) {
    return of(text, false);
  }

  /** The rules of valid options. */
  static TopicRules of(RecordOptions options) {
    return of(options.topicTemplate(), options.format().content() == RecordFormat.Content.ROW);
  }

  private static TopicRules of(String text, boolean byIndex) {
    String[] parts = text.split(SEPARATOR, -1);
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      rules.add(rule(parts[i]));
    }
    String last = parts[parts.length - 1].strip();
    if (last.contains(ARROW) || (last.isEmpty() && !rules.isEmpty())) {
      throw new IllegalArgumentException(
          "has no topic for channels that fit no rule; end it with one, for example"
              + " '; synnax.${data_type}'");
    }
    rules.add(new Rule(null, TopicNamer.of(last)));
    return new TopicRules(rules, byIndex);
  }

  private static Rule rule(String text) {
    int arrow = text.lastIndexOf(ARROW);
    if (arrow < 0) {
      throw new IllegalArgumentException(
          "has the rule '" + text.strip() + "' without an arrow; use 'expression -> topic'");
    }
    String expression = text.substring(0, arrow).strip();
    try {
      return new Rule(
          Pattern.compile(expression),
          TopicNamer.of(text.substring(arrow + ARROW.length()).strip()));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "has '" + expression + "', which is not a regular expression; correct it", e);
    }
  }

  /** The topic of a channel: {@link #render}, made legal. */
  public String topicOf(Channel channel, @Nullable Channel index, String clusterKey) {
    return TopicNamer.legal(render(channel, index, clusterKey));
  }

  /** The template of the channel filled in; may contain what Kafka does not allow in a name. */
  String render(Channel channel, @Nullable Channel index, String clusterKey) {
    String name = byIndex && index != null ? index.name() : channel.name();
    for (Rule rule : rules) {
      if (rule.fits(name)) {
        return rule.template().render(channel, index, clusterKey);
      }
    }
    throw new IllegalStateException("the last rule fits every channel");
  }
}

package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Calculation;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which calculated channels a cluster computes again from its history with the same
 * values as live: {@code return} and arithmetic on one stored channel. Everything else may depend
 * on what came before, or on which samples came in one frame. Pure.
 */
public final class CalculationRules {

  private static final Pattern COMMENT = Pattern.compile("//[^\r\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  private static final Pattern COMPARISON = Pattern.compile("[=!<>]=");

  private static final Pattern FORM = Pattern.compile("\\s*return\\b[^={}$\\[\\]\"'`;,:]*");

  /** A number is read whole, so that its exponent or unit is not taken for a name. */
  private static final Pattern WORD =
      Pattern.compile("[0-9.]+[eE][-+]?[0-9]+|[0-9.]*[a-zA-Z_][a-zA-Z0-9_]*");

  private static final Set<String> KEYWORDS =
      Set.of(
          "return", "and", "or", "not", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32",
          "f64");

  private static final int MAX_DEPTH = 16;

  private final Map<String, List<Channel>> byName = new HashMap<>();
  private final Map<Long, Channel> byKey = new HashMap<>();

  /** Some clusters allow them, and then a dash is not a minus. */
  private final List<String> dashedNames = new ArrayList<>();

  /** Knows all channels of a cluster that the user may retrieve. */
  CalculationRules(List<Channel> channels) {
    for (Channel channel : channels) {
      byName.computeIfAbsent(channel.name(), name -> new ArrayList<>()).add(channel);
      byKey.put(channel.key(), channel);
      if (channel.name().indexOf('-') >= 0) {
        dashedNames.add(channel.name());
      }
    }
  }

  /**
   * What the values of groups of calculated channels come from, by group key.
   *
   * @param channels all channels of a cluster that the user may retrieve
   */
  public static Map<Long, Calculation> of(List<IndexGroup> groups, List<Channel> channels) {
    Map<Long, Calculation> found = new HashMap<>();
    CalculationRules calculations = null;
    for (IndexGroup group : groups) {
      List<Channel> calculated = group.channels().stream().filter(Channel::isCalculated).toList();
      if (calculated.size() == 1 && group.index() != null) {
        calculations = calculations == null ? new CalculationRules(channels) : calculations;
        found.put(group.groupKey(), calculations.of(calculated.get(0)));
      }
    }
    return found;
  }

  /** Of one calculated channel. */
  Calculation of(Channel calculated) {
    Channel next = calculated;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      String obstacle = obstacle(next);
      if (!obstacle.isEmpty()) {
        return Calculation.impossible(obstacle);
      }
      Channel source = sources(next).get(0);
      if (!source.isCalculated()) {
        return ofSource(source);
      }
      next = source;
    }
    return Calculation.impossible("it is a calculation of too many others");
  }

  private Calculation ofSource(Channel source) {
    Channel index = byKey.get(source.indexKey());
    if (source.isVirtual() || index == null || index.isVirtual()) {
      return Calculation.impossible("the cluster does not store " + source.shownName());
    }
    return Calculation.of(source, index);
  }

  /** Why one step of a calculation cannot be repeated, empty if it can. */
  private String obstacle(Channel channel) {
    if (channel.hasOperations()) {
      return "the operation of " + channel.shownName() + " depends on earlier samples";
    }
    String form = COMPARISON.matcher(text(channel)).replaceAll(" ");
    if (!FORM.matcher(form).matches() || dashedNames.stream().anyMatch(form::contains)) {
      return "the expression of " + channel.shownName() + " is more than arithmetic";
    }
    Set<String> names = names(channel);
    for (String name : names) {
      int known = named(name).size();
      if (known != 1) {
        return "the expression of "
            + channel.shownName()
            + " uses a name that "
            + known
            + " of the listed channels have";
      }
    }
    return names.size() == 1
        ? ""
        : "the expression of " + channel.shownName() + " has " + names.size() + " sources";
  }

  private List<Channel> sources(Channel channel) {
    return names(channel).stream().flatMap(name -> named(name).stream()).toList();
  }

  private List<Channel> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  private static Set<String> names(Channel channel) {
    Set<String> names = new TreeSet<>();
    Matcher words = WORD.matcher(text(channel));
    while (words.find()) {
      if (!KEYWORDS.contains(words.group()) && !isNumber(words.group())) {
        names.add(words.group());
      }
    }
    return names;
  }

  private static boolean isNumber(String word) {
    return Character.isDigit(word.charAt(0)) && word.matches("[0-9.]+[eE][-+]?[0-9]+");
  }

  private static String text(Channel channel) {
    return COMMENT.matcher(channel.expression()).replaceAll(" ");
  }
}

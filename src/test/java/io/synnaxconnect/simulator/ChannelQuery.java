package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Retrieval of channels with all filters of protocol section 8. */
final class ChannelQuery {

  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z0-9_]*");
  private static final int SEARCH_LIMIT = 100;
  private static final int SEARCH_DISTANCE = 1;

  private final Channels channels;
  private final Profile profile;

  ChannelQuery(Channels channels, Profile profile) {
    this.channels = channels;
    this.profile = profile;
  }

  List<Channel> run(ChannelRetrieveRequest request) {
    List<Long> keys = request.getKeysList().stream().map(Integer::toUnsignedLong).toList();
    List<Channel> found;
    if (!keys.isEmpty() && request.getNamesList().isEmpty()) {
      found = channels.require(keys);
    } else if (!request.getNamesList().isEmpty()) {
      found = byNames(request.getNamesList());
      if (!keys.isEmpty()) {
        if (!profile.answersNamesInTheirOrder()) {
          var unused = channels.require(keys);
        }
        found = found.stream().filter(channel -> keys.contains(channel.key())).toList();
      }
    } else if (!request.getSearch().isEmpty()) {
      found = search(request.getSearch());
    } else {
      found = channels.all();
    }
    if (request.getNodeKey() != 0) {
      found = found.stream().filter(c -> Channels.leaseholder(c) == request.getNodeKey()).toList();
    }
    return found;
  }

  private List<Channel> byNames(List<String> names) {
    if (profile.answersNamesInTheirOrder()
        && names.stream().allMatch(name -> PLAIN_NAME.matcher(name).matches())) {
      // In the order of the request; a name asked for twice comes twice.
      List<Channel> found = new ArrayList<>();
      names.forEach(
          name -> channels.all().stream().filter(c -> c.name().equals(name)).forEach(found::add));
      return found;
    }
    List<Pattern> patterns = names.stream().map(ChannelQuery::expression).toList();
    return channels.all().stream()
        .filter(c -> patterns.stream().anyMatch(p -> p.matcher(c.name()).find()))
        .toList();
  }

  private static Pattern expression(String name) {
    boolean anchored = name.startsWith("^") || name.endsWith("$");
    try {
      return Pattern.compile(anchored ? name : "^(?:" + name + ")$");
    } catch (PatternSyntaxException e) {
      return Pattern.compile("^" + Pattern.quote(name) + "$");
    }
  }

  private List<Channel> search(String term) {
    return channels.all().stream()
        .filter(c -> c.name().contains(term) || distance(c.name(), term) <= SEARCH_DISTANCE)
        .sorted(Comparator.comparingInt((Channel c) -> distance(c.name(), term)))
        .limit(SEARCH_LIMIT)
        .collect(Collectors.toList());
  }

  /** Edits that turn one text into the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

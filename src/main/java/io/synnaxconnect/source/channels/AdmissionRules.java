package io.synnaxconnect.source.channels;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.telem.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which selected channels cannot be delivered, and why. The validation of a configuration refuses
 * it for that reason; a running connector omits the channel. Every reason follows the name of a
 * channel or the name of a setting, and ends with a remedy. Pure.
 *
 * @param selection which channels are selected
 * @param recordOptions how samples become records, and so which topics there are
 * @param sideTopics topics that no channel may have, each with the setting that names it
 * @param channelsMax the maximum number of channels
 * @param topicsMax the maximum number of topics
 * @param topicMixed whether a topic may hold several value schemas
 * @param failsOnTypeChange whether a data type that no longer fits its topic is an error
 */
public record AdmissionRules(
    ChannelSelection selection,
    RecordOptions recordOptions,
    Map<String, String> sideTopics,
    int channelsMax,
    int topicsMax,
    boolean topicMixed,
    boolean failsOnTypeChange) {

  /** Why a channel cannot be read at all; null if it can. */
  public @Nullable String unreadable(Channel channel, @Nullable Channel index) {
    if (channel.dataType() == null) {
      return "its data type '"
          + channel.shownType()
          + "' is unknown; exclude it with channels.exclude";
    }
    if (channel.isIndexed() && index == null) {
      return "its index is not among the cluster's channels; exclude it with channels.exclude, or"
          + " give the user the right to retrieve the index";
    }
    return null;
  }

  /** Why a channel is omitted that the user may not read. */
  static String denied() {
    return "channels.denied=omit, and the user may not read it; give the user the right to read it,"
        + " or exclude it with channels.exclude";
  }

  /** Why a channel is omitted whose index the user may not read. */
  static String indexDenied(Channel index) {
    return ("channels.denied=omit, and the user may not read its index '%s'; give the user the"
            + " right to read the index, or exclude the channel with channels.exclude")
        .formatted(index.shownName());
  }

  /** Why a selection of so many channels is refused, to follow {@code channels.max}. */
  public String tooManyChannels(int selected) {
    return "'%d' is exceeded by a selection of %d channels; narrow channels.include or raise it"
        .formatted(channelsMax, selected);
  }

  /** Why one more channel is omitted. */
  public String channelsMaxReached() {
    return "channels.max=%d is reached; narrow channels.include or raise it".formatted(channelsMax);
  }

  /** Why so many topics are refused, to follow {@code topics.max}. */
  public String tooManyTopics(int topics) {
    return "'%d' is exceeded by %d topics; use fewer variables in topic, or raise it"
        .formatted(topicsMax, topics);
  }

  /** Why a channel with one more topic is omitted. */
  public String topicsMaxReached() {
    return "topics.max=%d is reached; use fewer variables in topic, or raise it"
        .formatted(topicsMax);
  }

  /** Why a topic that would hold several value schemas is refused. */
  public String mixture(String phrase) {
    return phrase
        + "; "
        + topicRemedy()
        + ", or set topic.mixed=true for a subject strategy by record name";
  }

  /** Why a running connector fails if the data type of a channel no longer fits its topic. */
  public String changedTypeFails(String phrase) {
    return "channels.type.change: 'fail', and "
        + phrase
        + "; "
        + topicRemedy()
        + ", give the new channel another name, or set channels.type.change=skip to omit it";
  }

  /** Why such a channel is omitted. */
  public String changedTypeSkipped(String phrase) {
    return "channels.type.change=skip, and %s; %s, or give it another name"
        .formatted(phrase, topicRemedy());
  }

  private String topicRemedy() {
    return recordOptions.format().content() == RecordFormat.Content.ROW
        ? "use ${index} in topic"
        : "use ${data_type} in topic";
  }
}

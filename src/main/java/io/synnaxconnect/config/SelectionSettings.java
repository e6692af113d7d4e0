package io.synnaxconnect.config;

import static io.synnaxconnect.config.Setting.Value.optional;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.synnaxconnect.config.Setting.Group;
import io.synnaxconnect.config.Setting.Place;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.source.channels.ChannelSelection;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The keys that select channels: their part of the table of {@link Settings}, and its meaning. */
public final class SelectionSettings {

  public static final String CHANNELS_INCLUDE = "channels.include";
  public static final String CHANNELS_EXCLUDE = "channels.exclude";
  public static final String CHANNELS_KEYS = "channels.keys";
  public static final String CHANNELS_VIRTUAL = "channels.virtual";
  public static final String CHANNELS_INDEX = "channels.index";
  public static final String CHANNELS_INTERNAL = "channels.internal";

  /** Every key of the selection, in the order of the documentation. */
  static final List<Setting> ALL =
      List.of(
          new Setting(
              CHANNELS_INCLUDE,
              optional(STRING, "", ValueRules.CHANNEL_PATTERNS),
              new Place(Group.CHANNELS, HIGH, Width.LONG, "Include"),
              "Channels to stream: names and regular expressions for whole names, comma separated."
                  + " An exact name wins over its reading as an expression. A comma inside {} or []"
                  + " or after \\ does not split."),
          new Setting(
              CHANNELS_EXCLUDE,
              optional(STRING, "", ValueRules.CHANNEL_PATTERNS),
              new Place(Group.CHANNELS, HIGH, Width.LONG, "Exclude"),
              "Channels to exclude, in the same form. It wins over include and keys."),
          new Setting(
              CHANNELS_KEYS,
              optional(STRING, "", ValueRules.CHANNEL_KEYS),
              new Place(Group.CHANNELS, MEDIUM, Width.LONG, "Channel keys"),
              "Channels to stream by their numbers, comma separated. At least one of include and"
                  + " keys is needed."),
          new Setting(
              CHANNELS_VIRTUAL,
              optional(STRING, "include", ValueRule.oneOf("include", "exclude")),
              new Place(Group.CHANNELS, MEDIUM, Width.SHORT, "Virtual channels"),
              "Whether channels that are never stored can be selected. Calculated channels count as"
                  + " virtual."),
          new Setting(
              CHANNELS_INDEX,
              optional(STRING, "include", ValueRule.oneOf("include", "exclude")),
              new Place(Group.CHANNELS, MEDIUM, Width.SHORT, "Index channels"),
              "Whether channels that contain the timestamps of others can be selected. Their"
                  + " samples say nothing that the records of the others do not say."),
          new Setting(
              CHANNELS_INTERNAL,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Internal channels"),
              "Whether internal channels of the cluster can be selected."));

  private SelectionSettings() {}

  /** Which channels the values select. */
  static ChannelSelection selection(ConfigValues values) {
    return new ChannelSelection(
        ChannelPatterns.parse(values.text(CHANNELS_INCLUDE)),
        ChannelPatterns.parse(values.text(CHANNELS_EXCLUDE)),
        ValueRules.unsignedNumbers(values.text(CHANNELS_KEYS)),
        values.text(CHANNELS_VIRTUAL).equals("include"),
        values.flag(CHANNELS_INTERNAL),
        values.text(CHANNELS_INDEX).equals("include"));
  }
}

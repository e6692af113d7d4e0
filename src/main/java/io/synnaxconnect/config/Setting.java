package io.synnaxconnect.config;

import org.apache.kafka.common.config.ConfigDef;

/**
 * One row of the table of keys: all that ConfigDef and the documentation need.
 *
 * @param key dotted lower case, unit last
 * @param value its type, default and rule
 * @param place where and how a form shows the key
 * @param doc sentences; README has only the first one
 */
public record Setting(String key, Value value, Place place, String doc) {

  /**
   * Type, default and rule of a key.
   *
   * @param defaultValue of the Java type that {@code type} parses to, or {@link
   *     ConfigDef#NO_DEFAULT_VALUE} for a required key
   */
  record Value(ConfigDef.Type type, Object defaultValue, ValueRule rule) {

    static Value required(ConfigDef.Type type, ValueRule rule) {
      return new Value(type, ConfigDef.NO_DEFAULT_VALUE, rule);
    }

    static Value optional(ConfigDef.Type type, Object defaultValue, ValueRule rule) {
      return new Value(type, defaultValue, rule);
    }

    boolean isRequired() {
      return defaultValue == ConfigDef.NO_DEFAULT_VALUE;
    }
  }

  /** Where and how a form shows a key. */
  public record Place(
      Group group, ConfigDef.Importance importance, ConfigDef.Width width, String displayName) {}

  /** Groups of keys, in order. */
  public enum Group {
    CONNECTION("Connection"),
    CHANNELS("Channels"),
    DELIVERY("Delivery"),
    RECORDS("Records"),
    VALUES("Values"),
    SIDE_TOPICS("Side topics"),
    BUFFER("Polling and buffering"),
    LIVE("Live stream"),
    VALIDATION("Validation"),
    /** For tests and support: the defaults fit, and forms do not show them. */
    INTERNAL("Internal");

    final String heading;

    Group(String heading) {
      this.heading = heading;
    }
  }
}

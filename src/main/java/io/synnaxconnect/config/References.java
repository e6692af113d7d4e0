package io.synnaxconnect.config;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Values that a config provider should have replaced. Connect passes on what it cannot resolve. */
final class References {

  private static final Pattern ANY = Pattern.compile("\\$\\{[^}]+}");

  /** The variables of a topic have no colon. */
  private static final Pattern OF_PROVIDER = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

  private References() {}

  /** A sentence that starts with the key; null if the value is not such a reference. */
  static @Nullable String problem(Setting setting, @Nullable String value) {
    if (value == null || !isReference(setting, value)) {
      return null;
    }
    String shown = isSecret(setting) ? "" : ValueRule.quoted(value);
    return setting.key()
        + ": "
        + shown
        + "looks like a reference ${…} that the worker did not resolve; check its provider, path"
        + " and key, and config.providers of every worker";
  }

  private static boolean isReference(Setting setting, String value) {
    if (setting.key().equals(Settings.TOPIC)) {
      return OF_PROVIDER.matcher(value).find();
    }
    // A secret may contain anything, but hardly consists of a reference.
    return isSecret(setting) ? ANY.matcher(value.strip()).matches() : ANY.matcher(value).find();
  }

  private static boolean isSecret(Setting setting) {
    return setting.value().type() == ConfigDef.Type.PASSWORD;
  }
}

package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.client.codec.UnsupportedFrameException;
import io.synnaxconnect.telem.ForeignText;

/**
 * The version of a server, for example {@code 0.56.16}, where it makes a difference.
 *
 * @param text as the server reports it
 */
record ServerVersion(String text) {

  /** The oldest minor version whose services have the names of today. */
  private static final int OLDEST_MINOR = 54;

  /** The first minor version that sends the lengths of variable-width samples. */
  private static final int FIRST_MINOR_WITH_LENGTHS = 55;

  /** Whether each variable-width sample just ends with a newline. */
  boolean separatesByNewline() {
    return isOlderThan(FIRST_MINOR_WITH_LENGTHS);
  }

  /** A version that we cannot read counts as new, and so does a development build, 0.0.x. */
  private boolean isOlderThan(int minor) {
    String[] parts = text.split("\\.", 3);
    if (parts.length < 2 || !parts[0].equals("0") || !parts[1].matches("\\d{1,4}")) {
      return false;
    }
    int mine = Integer.parseInt(parts[1]);
    return mine > 0 && mine < minor;
  }

  /** Why it does not know a call of ours. */
  String unknownCall() {
    return isOlderThan(OLDEST_MINOR)
        ? "Synnax 0.54.0 or newer is needed, but this server reports version "
            + ForeignText.name(text)
        : "this server reports version "
            + ForeignText.name(text)
            + ", which serves that call no longer or differently: look for a newer release of this"
            + " connector";
  }

  /** The failure to read a frame of this server. */
  SynnaxException unreadable(String attempt, MalformedFrameException reason) {
    String start = "could not " + attempt + ": " + reason.getMessage();
    return reason instanceof UnsupportedFrameException
        ? new SynnaxException(
            Code.UNSUPPORTED,
            start
                + "; Synnax "
                + ForeignText.name(text)
                + " sends frames that this connector does not know: look for a newer release of it",
            reason)
        : new SynnaxException(Code.MALFORMED, start, reason);
  }
}

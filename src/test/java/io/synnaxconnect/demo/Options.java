package io.synnaxconnect.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./demo} was asked for.
 *
 * @param format of the records
 * @param mode {@code --check}, {@code --outage}, {@code --keep}, or empty for the table
 * @param webPort where the web page is served, 0 for any free port; null without a page
 * @param hasTerminal whether there is one for the table
 */
record Options(String format, String mode, @Nullable Integer webPort, boolean hasTerminal) {

  private static final String WEB = "--web";

  /** The script passes on what it has checked: the format, then the rest in any order. */
  static Options parse(String... arguments) {
    String mode = "";
    Integer port = null;
    boolean hasTerminal = true;
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      if (argument.equals("--no-table")) {
        hasTerminal = false;
      } else if (argument.equals(WEB)) {
        port = 0;
      } else if (argument.startsWith(WEB + "=")) {
        port = port(argument.substring(WEB.length() + 1));
      } else {
        mode = argument;
      }
    }
    return new Options(arguments[0], mode, port, hasTerminal);
  }

  private static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          WEB + " is '" + text + "'; use a port between 1 and 65535, or 0 for any free one");
    }
    return port;
  }
}

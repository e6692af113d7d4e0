package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A calculated channel's expression, as far as the simulator computes it: one source, times and
 * plus a number.
 */
record Expression(Channel source, double factor, double offset) {

  private static final Pattern FORM =
      Pattern.compile("return\\s+([a-zA-Z_]\\w*)\\s*(?:([-+*/])\\s*([-+]?[0-9.]+))?.*");

  /** Throws the server's text where the expression names a channel that does not exist. */
  static Expression parse(String text, Collection<Channel> channels) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw CoreError.unknown("1:0 error: mismatched input");
    }
    String name = matcher.group(1);
    Channel source =
        channels.stream()
            .filter(channel -> channel.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    CoreError.unknown(
                        "1:" + (matcher.start(1) + 1) + " error: undefined symbol: " + name));
    double number = matcher.group(3) == null ? 0 : Double.parseDouble(matcher.group(3));
    return switch (matcher.group(2) == null ? "" : matcher.group(2)) {
      case "*" -> new Expression(source, number, 0);
      case "/" -> new Expression(source, 1 / number, 0);
      case "+" -> new Expression(source, 1, number);
      case "-" -> new Expression(source, 1, -number);
      default -> new Expression(source, 1, 0);
    };
  }

  /** The result for float samples; samples of other types pass unchanged. */
  byte[] apply(DataType type, byte[] samples) {
    ByteBuffer out = ByteBuffer.wrap(samples.clone()).order(ByteOrder.LITTLE_ENDIAN);
    if (type == DataType.FLOAT64) {
      for (int at = 0; at < samples.length; at += Double.BYTES) {
        out.putDouble(at, out.getDouble(at) * factor + offset);
      }
    } else if (type == DataType.FLOAT32) {
      for (int at = 0; at < samples.length; at += Float.BYTES) {
        out.putFloat(at, (float) (out.getFloat(at) * factor + offset));
      }
    }
    return out.array();
  }
}

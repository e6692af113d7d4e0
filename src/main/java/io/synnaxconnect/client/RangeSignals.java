package io.synnaxconnect.client;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the signals of {@link SynnaxCluster#openRangeSignals} say. */
public final class RangeSignals {

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private RangeSignals() {}

  /**
   * The keys of ranges that have changed, or whose properties or aliases have. Texts that look like
   * a key may be among them; deleted ranges are not.
   */
  public static Set<String> changedKeys(Frame frame) {
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < frame.size(); i++) {
      Series series = frame.seriesAt(i);
      if (series.dataType() == DataType.STRING || series.dataType() == DataType.JSON) {
        for (int sample = 0; sample < series.sampleCount(); sample++) {
          Matcher matcher = UUID_TEXT.matcher(series.stringAt(sample));
          while (matcher.find()) {
            keys.add(matcher.group());
          }
        }
      }
    }
    return keys;
  }
}

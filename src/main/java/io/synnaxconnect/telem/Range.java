package io.synnaxconnect.telem;

/**
 * A range of a cluster: a span of time with a name, for example a test run. The key identifies it;
 * names change and may repeat.
 *
 * @param key UUID as text
 * @param name any text that is not empty
 * @param timeRange from its start to before its end; the end of a range that goes on is mostly
 *     {@link TimeStamp#MAX}
 * @param color {@code #rrggbb}, {@code #rrggbbaa} if it is not opaque, empty for none
 */
public record Range(String key, String name, TimeRange timeRange, String color) {

  /** Whether it goes on at an instant: then its end may still change. */
  public boolean isOpenAt(TimeStamp now) {
    return timeRange.end().compareTo(now) > 0;
  }

  /** Its name as a text may show it, see {@link ForeignText}. */
  public String shownName() {
    return ForeignText.name(name);
  }
}

package io.synnaxconnect.bench;

/** A page of documentation with a place for each experiment, so that no result is typed in. */
final class Page {

  private Page() {}

  /**
   * The page with a report between {@code <!-- bench:NAME -->} and {@code <!-- /bench:NAME -->}; as
   * it was where it has no such place.
   */
  static String filled(String page, String name, String report) {
    String begin = "<!-- bench:" + name + " -->\n";
    String end = "<!-- /bench:" + name + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end, Math.max(0, from));
    if (from < 0 || to < 0) {
      return page;
    }
    return page.substring(0, from + begin.length()) + report.strip() + "\n" + page.substring(to);
  }
}

package io.synnaxconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void putsAReportInItsPlaceAlone() {
    String page =
        "a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n";

    assertThat(Page.filled(page, "x", "\nnew\n\n"))
        .isEqualTo(
            "a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n");
  }

  @Test
  void leavesAPageWithoutAPlaceAsItIs() {
    assertThat(Page.filled("a\n", "x", "new")).isEqualTo("a\n");
  }
}

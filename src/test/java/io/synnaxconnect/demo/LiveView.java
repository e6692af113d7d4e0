package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ConnectRest;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What arrives, in the terminal and, by choice, in a browser. */
final class LiveView implements AutoCloseable {

  /** The tasks measure lag over a minute. */
  private static final Duration LAG_PERIOD = Duration.ofSeconds(65);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Options options;
  private final Chain chain;
  private final Supplier<String> notice;
  private final @Nullable PortOutage outage;
  private final Collector collector;
  private final long openedNanos = System.nanoTime();
  private @Nullable WebPage page;

  private LiveView(
      Chain chain, Options options, Supplier<String> notice, @Nullable PortOutage outage) {
    this.chain = chain;
    this.options = options;
    this.notice = notice;
    this.outage = outage;
    this.collector =
        Collector.start(chain.newConsumer(), chain::status, chain::figures, InstantSource.system());
  }

  /**
   * Begins to follow the topics.
   *
   * @param notice what happens in the cluster
   * @param outage for the button of the page, which has none without
   */
  static LiveView open(
      Chain chain, Options options, Supplier<String> notice, @Nullable PortOutage outage) {
    LiveView view = new LiveView(chain, options, notice, outage);
    if (options.webPort() != null) {
      view.page = WebPage.open(options.webPort(), view::pageState, view::beginOutage);
    }
    return view;
  }

  /** Returns when the user wants to end, or all is done. */
  void show(BooleanSupplier done) throws IOException, InterruptedException {
    if (!options.hasTerminal()) {
      head().forEach(System.out::println);
      System.out.println(" Ctrl-C ends everything");
      while (!done.getAsBoolean()) {
        collector.view((activity, status, figures) -> status);
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
      return;
    }
    try (Screen screen = Screen.open()) {
      screen.show(
          size ->
              collector.view(
                  (activity, status, figures) ->
                      new Table(head(), isStarted())
                          .render(activity, status, figures, size.getColumns(), size.getRows())),
          done);
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    collector.close();
  }

  private void beginOutage() {
    if (outage != null) {
      outage.begin();
    }
  }

  private PageState pageState() {
    PortOutage.Phase phase = outage == null ? null : outage.phase();
    return collector.view(
        (activity, status, figures) ->
            PageState.of(
                trimmed(chain.describe()),
                notice.get(),
                phase,
                figures(status, figures),
                activity));
  }

  private List<PageState.Figure> figures(ConnectRest.Status status, TaskFigures figures) {
    return PageState.figures(status, figures, isStarted());
  }

  private boolean isStarted() {
    return System.nanoTime() - openedNanos > LAG_PERIOD.toNanos();
  }

  private List<String> head() {
    List<String> head = new ArrayList<>(chain.describe());
    if (page != null) {
      head.add(" web page at " + page.address());
    }
    if (!notice.get().isEmpty()) {
      head.add(" " + notice.get());
    }
    return head;
  }

  private static List<String> trimmed(List<String> lines) {
    return lines.stream().map(String::strip).toList();
  }
}

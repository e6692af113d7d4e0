package io.synnaxconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ReceivedSample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlPage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebPageTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final AtomicInteger outages = new AtomicInteger();
  private final WebPage page = WebPage.open(0, this::state, this::beginOutage);
  private final WebClient browser = new WebClient(BrowserVersion.CHROME);
  private final Activity activity = new Activity();
  private volatile PortOutage.@Nullable Phase phase = PortOutage.Phase.OPEN;
  private volatile String connectorState = "RUNNING";
  private volatile @Nullable String failure;

  @BeforeEach
  void letScriptsAsk() {
    browser.getOptions().setFetchPolyfillEnabled(true);
  }

  @AfterEach
  void close() {
    browser.close();
    page.close();
  }

  @Test
  void showsWhatArrives() throws IOException {
    // Given
    arrive("pressure", 1_000_000, 7.25);
    HtmlPage shown = open();

    // When
    await(shown, () -> rows(shown, "channels").contains("pressure 7.2500 4.0 1 ms"));
    arrive("pressure", 2_000_000, 8.5);
    arrive("valve", 2_000_000, 1.0);

    // Then
    await(shown, () -> rows(shown, "topics").equals(List.of("synnax.float64 3 0 4")));
    assertThat(rows(shown, "channels"))
        .containsExactly("pressure 8.5000 2.7 1 ms", "valve 1.0000 4.0 1 ms");
    assertThat(text(shown, "figures"))
        .contains("Connector RUNNING", "Lag p99 1,234 ms", "From history 12 rows")
        .contains("Lost 0 samples", "Index groups 3 live, 1 repairing");
    assertThat(text(shown, "head")).isEqualTo("Synnax at here Kafka at there");
    DomNode trend = shown.querySelectorAll("polyline").get(0);
    assertThat(trend.getAttributes().getNamedItem("points").getNodeValue())
        .isEqualTo("0.0,22.0 2.6,2.0 5.1,2.0");
    assertThat(shown.getElementById("ended").isDisplayed()).isFalse();
  }

  @Test
  void marksChannelsInWords() throws IOException {
    // Given
    arrive("pressure", 1_000_000, 1.0);
    arrive("force", 1_000_000, 1.0);
    activity.end(List.of("force"));
    HtmlPage shown = open();

    // Then
    await(
        shown,
        () ->
            rows(shown, "channels")
                .equals(List.of("force deleted 1.0000 4.0 1 ms", "pressure 1.0000 2.0 1 ms")));
  }

  @Test
  void closesThePortOnceUntilTheGapIsClosed() throws IOException {
    // Given
    HtmlPage shown = open();
    HtmlButton button = (HtmlButton) shown.getElementById("outage");
    await(shown, () -> button.isDisplayed() && !button.isDisabled());

    // When
    button.click();

    // Then
    await(shown, () -> text(shown, "notice").startsWith("The port is CLOSED."));
    assertThat(button.isDisabled()).isTrue();
    assertThat(outages).hasValue(1);
    await(shown, () -> text(shown, "spoken").startsWith("The port is CLOSED."));
    phase = PortOutage.Phase.REPAIRING;
    await(shown, () -> text(shown, "notice").startsWith("The port is open again."));
    phase = PortOutage.Phase.OPEN;
    await(shown, () -> text(shown, "notice").equals("something was imported"));
    assertThat(button.isDisabled()).isFalse();
  }

  @Test
  void hasNoButtonForAClusterOfOthers() throws IOException {
    // Given
    phase = null;
    HtmlPage shown = open();

    // Then
    await(shown, () -> !text(shown, "figures").isEmpty());
    assertThat(shown.getElementById("outage").isDisplayed()).isFalse();
  }

  @Test
  void saysWhyATaskOrTheDemoHasFailed() throws IOException {
    // Given
    connectorState = "FAILED";
    HtmlPage shown = open();
    await(shown, () -> text(shown, "figures").contains("Connector FAILED"));

    // When
    failure = "the broker is gone";

    // Then
    await(shown, () -> text(shown, "ended").equals("The demo has failed: the broker is gone"));
    failure = null;
    await(shown, () -> !shown.getElementById("ended").isDisplayed());
  }

  @Test
  void saysThatTheDemoHasEnded() throws IOException {
    // Given
    HtmlPage shown = open();
    await(shown, () -> !text(shown, "figures").isEmpty());

    // When
    page.close();

    // Then
    await(shown, () -> text(shown, "ended").startsWith("The demo does not answer."));
    assertThat(shown.getElementById("ended").getAttribute("role")).isEqualTo("alert");
    assertThat(((HtmlButton) shown.getElementById("outage")).isDisabled()).isTrue();
  }

  @Test
  void showsNamesAsTextWhateverTheyContain() throws IOException {
    // Given
    arrive("<img src=x onerror=document.title='bad'>", 1_000_000, 1.0);
    HtmlPage shown = open();

    // Then
    await(shown, () -> rows(shown, "channels").size() == 1);
    assertThat(rows(shown, "channels").get(0)).startsWith("<img src=x");
    assertThat(shown.querySelectorAll("#channels img")).isEmpty();
  }

  @Test
  void hasAHeaderForEachColumnAndAName() throws IOException {
    // Given
    arrive("pressure", 1_000_000, 1.0);
    HtmlPage shown = open();
    await(shown, () -> rows(shown, "channels").size() == 1);

    // Then
    assertThat(shown.querySelectorAll("#channels thead th[scope=col]")).hasSize(5);
    assertThat(shown.querySelectorAll("#channels tbody td")).hasSize(4);
    assertThat(shown.querySelectorAll("#channels tbody th[scope=row]")).hasSize(1);
    assertThat(shown.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    for (String table : List.of("channels", "topics")) {
      String title = shown.getElementById(table).getAttribute("aria-labelledby");
      assertThat(text(shown, title)).isNotEmpty();
    }
  }

  @Test
  void answersItsOwnPageAlone() throws Exception {
    // When
    HttpResponse<String> foreign = send("POST", "outage", null);
    HttpResponse<String> own = send("POST", "outage", "outage");

    // Then
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(outages).hasValue(1);
    assertThat(send("GET", "secrets", null).statusCode()).isEqualTo(404);
    assertThat(URI.create(page.address()).getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void refusesAPortThatIsInUse() {
    // Given
    int port = URI.create(page.address()).getPort();

    // Then
    assertThatThrownBy(() -> WebPage.open(port, this::state, this::beginOutage))
        .hasMessage("--web=" + port + ": the port is in use; take another, or 0 for any free one");
    assertThatThrownBy(() -> WebPage.requireFree(port)).hasMessageContaining("is in use");
    WebPage.requireFree(0);
  }

  private HttpResponse<String> send(String method, String path, @Nullable String header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(page.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (header != null) {
      request.header("X-Synnax-Demo", header);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HtmlPage open() throws IOException {
    return browser.getPage(page.address());
  }

  /**
   * The page asks over and over, on a thread of the browser, which locks the page while its script
   * runs.
   */
  private void await(HtmlPage shown, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds(shown, condition)) {
      assertThat(System.nanoTime()).as(shown::asNormalizedText).isLessThan(end);
      browser.waitForBackgroundJavaScript(20);
    }
  }

  private static boolean holds(HtmlPage shown, BooleanSupplier condition) {
    synchronized (shown) {
      return condition.getAsBoolean();
    }
  }

  private static String text(HtmlPage shown, String id) {
    synchronized (shown) {
      return oneLine(shown.getElementById(id));
    }
  }

  private static List<String> rows(HtmlPage shown, String table) {
    synchronized (shown) {
      return shown.querySelectorAll("#" + table + " tbody tr").stream()
          .map(row -> oneLine((DomElement) row))
          .toList();
    }
  }

  private static String oneLine(DomElement element) {
    return element.asNormalizedText().replaceAll("\\s+", " ").strip();
  }

  private synchronized void arrive(String channel, long nanos, double value) {
    ReceivedSample sample =
        new ReceivedSample("synnax.float64", 4, channel, 0, true, false, channel, nanos, value);
    activity.add(List.of(sample), nanos + 1_000_000);
    activity.tick();
  }

  private synchronized PageState state() {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    ConnectRest.Status status = new ConnectRest.Status(connectorState, List.of());
    TaskFigures tasks = new TaskFigures(40, 1_234, 12, 0, 0, 3, 1);
    List<String> head = List.of("Synnax at here", "Kafka at there");
    List<PageState.Figure> figures = PageState.figures(status, tasks, true);
    return PageState.of(head, "something was imported", phase, figures, activity);
  }

  private void beginOutage() {
    outages.incrementAndGet();
    phase = PortOutage.Phase.CLOSED;
  }
}

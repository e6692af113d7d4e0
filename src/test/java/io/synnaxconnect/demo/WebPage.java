package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the page of the demo, on this machine alone. */
final class WebPage implements AutoCloseable {

  private static final String FILE = "page.html";

  /** A form of another site cannot send it. */
  private static final String OWN_HEADER = "X-Synnax-Demo";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Supplier<PageState> state;
  private final Runnable outage;

  private WebPage(HttpServer server, Supplier<PageState> state, Runnable outage) {
    this.server = server;
    this.state = state;
    this.outage = outage;
  }

  /**
   * Serves from now on.
   *
   * @param port 0 for any free one
   * @param outage what the button does
   */
  static WebPage open(int port, Supplier<PageState> state, Runnable outage) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      WebPage page = new WebPage(server, state, outage);
      server.createContext("/", page::answer);
      server.start();
      return page;
    } catch (BindException e) {
      throw new IllegalStateException(
          "--web=" + port + ": the port is in use; take another, or 0 for any free one", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve the web page", e);
    }
  }

  /** Throws with a sentence if another program has the port. */
  static void requireFree(int port) {
    open(
            port,
            () -> new PageState(List.of(), "", null, List.of(), List.of(), 0, List.of()),
            () -> {})
        .close();
  }

  /** For a browser on this machine. */
  String address() {
    return "http://127.0.0.1:" + port() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      if (!isOurs(exchange)) {
        send(exchange, 403, "text/plain", "only the page of the demo itself may ask");
      } else if (request.equals("GET /")) {
        send(exchange, 200, "text/html", page());
      } else if (request.equals("GET /state")) {
        sendState(exchange);
      } else if (request.equals("POST /outage")) {
        outage.run();
        sendState(exchange);
      } else {
        send(exchange, 404, "text/plain", "there is only /");
      }
    }
  }

  /** A name that others resolve to this machine, or a page of theirs, must not reach it. */
  private boolean isOurs(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean changes = !exchange.getRequestMethod().equals("GET");
    return Set.of("127.0.0.1:" + port(), "localhost:" + port()).contains(String.valueOf(host))
        && (!changes || exchange.getRequestHeaders().containsKey(OWN_HEADER));
  }

  private void sendState(HttpExchange exchange) throws IOException {
    try {
      send(exchange, 200, "application/json", JSON.writeValueAsString(state.get()));
    } catch (RuntimeException e) {
      String error = String.valueOf(e.getMessage());
      send(exchange, 500, "application/json", JSON.writeValueAsString(Map.of("error", error)));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline';"
                + " style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static String page() throws IOException {
    try (InputStream in = WebPage.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import java.time.Duration;

/** Options for servers on this machine. Time limits are generous: only failing tests reach them. */
final class TestOptions {

  static final String PASSWORD = "canary-pa55word";
  static final Credentials CREDENTIALS = new Credentials("synnax", PASSWORD);

  private TestOptions() {}

  static SynnaxClientOptions plaintext(int port) {
    return new SynnaxClientOptions("127.0.0.1", port, CREDENTIALS, Tls.PLAINTEXT, Limits.DEFAULT);
  }

  static SynnaxClientOptions withTimeout(int port, Duration requestTimeout) {
    Limits limits = new Limits(requestTimeout, 64 << 20, 16 << 20);
    return new SynnaxClientOptions("127.0.0.1", port, CREDENTIALS, Tls.PLAINTEXT, limits);
  }

  static SynnaxClientOptions plaintext(int port, int maxMessageBytes) {
    Limits limits = new Limits(Duration.ofSeconds(60), maxMessageBytes, 1 << 20);
    return new SynnaxClientOptions("127.0.0.1", port, CREDENTIALS, Tls.PLAINTEXT, limits);
  }

  static SynnaxClientOptions tls(String host, int port, Tls tls) {
    return new SynnaxClientOptions(host, port, CREDENTIALS, tls, Limits.DEFAULT);
  }
}

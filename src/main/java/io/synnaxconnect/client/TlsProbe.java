package io.synnaxconnect.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Finds out whether a port speaks TLS, after plaintext failed there: a TLS server just hangs up on
 * plaintext, which looks like any broken connection. It sends the first message of a handshake and
 * reads the first byte of the answer, no more: nobody can keep it waiting by answering slowly.
 */
final class TlsProbe {

  private static final int TIMEOUT_MILLIS = (int) Duration.ofMillis(500).toMillis();

  /** First bytes of TLS records. */
  private static final int ALERT = 21;

  private static final int HANDSHAKE = 22;

  private TlsProbe() {}

  /** Whether the answer of a port to TLS is TLS; takes at most a second. */
  static boolean speaksTls(String host, int port) {
    try (Socket socket = new Socket()) {
      byte[] hello = clientHello();
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(hello);
      out.flush();
      int first = socket.getInputStream().read();
      return first == HANDSHAKE || first == ALERT;
    } catch (IOException | NoSuchAlgorithmException e) {
      return false;
    }
  }

  private static byte[] clientHello() throws NoSuchAlgorithmException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    var unused = engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return bytes;
  }
}

package io.synnaxconnect.simulator;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;

/** The listening port of one server process with its threads and connections. */
final class Endpoint implements AutoCloseable {

  private static final long CLOSE_MILLIS = 1000;

  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final EventLoopGroup boss = eventLoops(1, "simulator-accept");
  private final EventLoopGroup workers = eventLoops(2, "simulator-io");
  private final ExecutorService calls = Executors.newCachedThreadPool(threads("simulator-call"));
  private final Server server;
  private volatile boolean frozen;

  /** Listens on 127.0.0.1; port 0 chooses a free one. */
  Endpoint(Core core, int node, int port) {
    SimulatorCounters counters = core.counters();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback(), port))
            .channelFactory(() -> new TrackedServerChannel(connections, counters, () -> frozen))
            .bossEventLoopGroup(boss)
            .workerEventLoopGroup(workers)
            .executor(calls)
            .intercept(new TokenInterceptor(core))
            .fallbackHandlerRegistry(new UnknownServices());
    if (core.profile().isSupported()) {
      services(core, node)
          .forEach(service -> builder.addService(UnreadableRequests.refused(service)));
    } else {
      builder.addService(EarlyConnectivity.ofVersion(core.profile().version()));
    }
    SimulatorTls changed = core.faults().tls;
    SimulatorTls tls = changed == null ? core.settings().tls() : changed;
    try {
      if (tls != null) {
        builder.sslContext(sslContext(tls));
      }
      server = builder.build().start();
    } catch (IOException | GeneralSecurityException e) {
      closeThreads();
      throw new IllegalStateException("simulator cannot listen on 127.0.0.1:" + port, e);
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static SslContext sslContext(SimulatorTls tls)
      throws GeneralSecurityException, IOException {
    char[] password = tls.password().toCharArray();
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(tls.keyStore())) {
      all.load(in, password);
    }
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, null);
    shown.setKeyEntry(
        tls.alias(),
        all.getKey(tls.alias(), password),
        password,
        all.getCertificateChain(tls.alias()));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(shown, password);
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
            .protocols("TLSv1.3");
    String clients = tls.clientAuthorityPem();
    if (clients != null) {
      builder
          .trustManager(new ByteArrayInputStream(clients.getBytes(StandardCharsets.US_ASCII)))
          .clientAuth(ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  private static List<BindableService> services(Core core, int node) {
    List<BindableService> services = new ArrayList<>(ChannelServices.of(core));
    services.addAll(RangeServices.of(core));
    services.add(new Logins(core, node));
    services.add(new Connectivity(core));
    services.add(new StreamerService(core, node));
    services.add(new IteratorService(core, node));
    services.add(new WriterService(core));
    return services;
  }

  private static EventLoopGroup eventLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(threads, threads(name), NioIoHandler.newFactory());
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  int port() {
    return server.getPort();
  }

  /** While on, it reads nothing, and so answers nothing; all connections stay open. */
  void freeze(boolean on) {
    frozen = on;
    connections.forEach(connection -> connection.config().setAutoRead(!on));
  }

  /** Ends every connection without a goodbye, as a killed process or a broken network does. */
  void cutConnections() {
    for (Channel connection : connections) {
      if (connection.isRegistered()) {
        connection.eventLoop().execute(() -> cut(connection));
        connection.closeFuture().awaitUninterruptibly(CLOSE_MILLIS);
      } else {
        // Accepted this moment: it has no thread yet.
        connection.unsafe().closeForcibly();
      }
    }
  }

  private static void cut(Channel connection) {
    try {
      if (connection instanceof SocketChannel socket) {
        socket.config().setSoLinger(0);
      }
    } catch (ChannelException e) {
      return; // The other side was quicker.
    }
    // Past the pipeline: its HTTP/2 handler would say goodbye and wait for open streams.
    connection.unsafe().close(connection.newPromise());
  }

  @Override
  public void close() {
    server.shutdown();
    cutConnections();
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeThreads();
  }

  private void closeThreads() {
    for (EventLoopGroup loops : List.of(boss, workers)) {
      Future<?> ended = loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      ended.awaitUninterruptibly(CLOSE_MILLIS);
    }
    calls.shutdownNow();
  }
}

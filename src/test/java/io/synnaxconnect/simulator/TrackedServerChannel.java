package io.synnaxconnect.simulator;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A listening socket that remembers its connections, so that a test can cut them. */
final class TrackedServerChannel extends NioServerSocketChannel {

  private final Set<Channel> connections;
  private final SimulatorCounters counters;
  private final BooleanSupplier frozen;

  TrackedServerChannel(
      Set<Channel> connections, SimulatorCounters counters, BooleanSupplier frozen) {
    this.frozen = frozen;
    this.connections = connections;
    this.counters = counters;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int count = super.doReadMessages(accepted);
    for (Object one : accepted) {
      if (one instanceof SocketChannel connection && connections.add(connection)) {
        if (frozen.getAsBoolean()) {
          connection.config().setAutoRead(false);
        }
        counters.connections.incrementAndGet();
        counters.openConnections.incrementAndGet();
        Future<?> unused = connection.closeFuture().addListener(closed -> forget(connection));
      }
    }
    return count;
  }

  private void forget(Channel connection) {
    connections.remove(connection);
    counters.openConnections.decrementAndGet();
  }
}

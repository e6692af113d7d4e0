package io.synnaxconnect.simulator;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.SocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Set;

/** A listening socket that remembers its connections, so that a test can cut them. */
final class TrackedServerChannel extends NioServerSocketChannel {

  private final Set<Channel> connections;
  private final Runnable onAccept;

  TrackedServerChannel(Set<Channel> connections, Runnable onAccept) {
    this.connections = connections;
    this.onAccept = onAccept;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int count = super.doReadMessages(accepted);
    for (Object one : accepted) {
      if (one instanceof SocketChannel connection && connections.add(connection)) {
        onAccept.run();
        Future<?> unused =
            connection.closeFuture().addListener(closed -> connections.remove(connection));
      }
    }
    return count;
  }
}

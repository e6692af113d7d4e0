package io.synnaxconnect.client;

import io.grpc.StatusRuntimeException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.telem.Channel;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a channel that the user may not read: a server that denies a stream does not say for which
 * of its channels, and one denied channel denies them all.
 */
final class DeniedChannel {

  private final GrpcConnection connection;
  private final String token;

  private DeniedChannel(AddressConnection target) {
    this.connection = target.connection();
    this.token = target.credentials().current().getToken();
  }

  /** The refusal with the name of one denied channel; if none is found, the refusal as it is. */
  static SynnaxException name(
      Session session, Collection<Channel> channels, SynnaxException denied) {
    Channel found = new DeniedChannel(session.link()).find(List.copyOf(channels));
    if (found == null) {
      return denied;
    }
    return denied.withMore("; the user may not read channel " + found);
  }

  /** Halves the list until one remains: at most 32 quick calls. */
  private @Nullable Channel find(List<Channel> channels) {
    List<Channel> suspects = channels;
    while (suspects.size() > 1) {
      List<Channel> half = suspects.subList(0, suspects.size() / 2);
      suspects = isDenied(half) ? half : suspects.subList(half.size(), suspects.size());
    }
    return !suspects.isEmpty() && isDenied(suspects) ? suspects.get(0) : null;
  }

  private boolean isDenied(List<Channel> channels) {
    List<Long> channelKeys = channels.stream().map(Channel::key).toList();
    try {
      connection.unary(
          ChannelRetrieveServiceGrpc.getExecMethod(), ToProto.channelsByKeys(channelKeys), token);
      return false;
    } catch (StatusRuntimeException e) {
      return CallEnd.of(e.getStatus()).code() == Code.ACCESS_DENIED;
    }
  }
}

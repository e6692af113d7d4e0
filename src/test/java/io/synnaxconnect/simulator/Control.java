package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may write a channel: the highest authority, among equals the first to come. Changes are told
 * on the control channel of the channel's node (streamer_control_state.json,
 * control_transfers.json). Thread-safe.
 */
final class Control {

  private final Map<Long, List<Claim>> claims = new TreeMap<>();
  private final WriterSession.Subject digest =
      new WriterSession.Subject(UUID.randomUUID().toString(), "cesium_internal_control_digest", 0);
  private long told;

  /** One writer's claim on one channel. */
  record Claim(WriterSession writer, long channelKey, int authority) {
    String json() {
      return Control.json(writer.subject(), channelKey, authority);
    }
  }

  /** A change of who holds a channel, as JSON. */
  record Transfer(long channelKey, String json) {}

  private static String json(WriterSession.Subject subject, long channelKey, int authority) {
    return "{\"subject\":{\"key\":%s,\"name\":%s,\"group\":%d},\"resource\":%d,\"authority\":%d}"
        .formatted(
            Json.quote(subject.key()),
            Json.quote(subject.name()),
            subject.group(),
            channelKey,
            authority);
  }

  /**
   * Sets one writer's claims and returns the transfers that follow.
   *
   * @param authorities one per key, or the last one for all further keys
   */
  synchronized List<Transfer> claimAll(
      WriterSession writer, List<Long> keys, List<Integer> authorities) {
    List<Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      long key = keys.get(i);
      int authority = authorities.get(Math.min(i, authorities.size() - 1));
      List<Claim> list = claims.computeIfAbsent(key, k -> new ArrayList<>());
      Claim before = holder(list);
      Claim claim = new Claim(writer, key, authority);
      int mine = position(list, writer);
      if (mine < 0) {
        list.add(claim);
      } else {
        list.set(mine, claim);
      }
      transfers.addAll(transfer(key, before, holder(list)));
    }
    return transfers;
  }

  /** Gives up all claims of a writer and returns the transfers that follow. */
  synchronized List<Transfer> releaseAll(WriterSession writer, Collection<Long> keys) {
    List<Transfer> transfers = new ArrayList<>();
    for (long key : keys) {
      List<Claim> list = claims.getOrDefault(key, new ArrayList<>());
      Claim before = holder(list);
      list.removeIf(claim -> claim.writer().equals(writer));
      transfers.addAll(transfer(key, before, holder(list)));
    }
    return transfers;
  }

  synchronized boolean isHeld(long channelKey) {
    return holder(claims.getOrDefault(channelKey, List.of())) != null;
  }

  synchronized boolean isHolder(WriterSession writer, long channelKey) {
    Claim holder = holder(claims.getOrDefault(channelKey, List.of()));
    return holder != null && holder.writer().equals(writer);
  }

  private static int position(List<Claim> list, WriterSession writer) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).writer().equals(writer)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Claim holder(List<Claim> list) {
    Claim best = null;
    for (Claim claim : list) {
      if (best == null || claim.authority() > best.authority()) {
        best = claim;
      }
    }
    return best;
  }

  /** One transfer, or none where the holder is the same. */
  private static List<Transfer> transfer(long key, @Nullable Claim from, @Nullable Claim to) {
    if (from == null ? to == null : from.equals(to)) {
      return List.of();
    }
    String left = from == null ? "" : "\"from\":" + from.json();
    String right = to == null ? "" : "\"to\":" + to.json();
    String comma = left.isEmpty() || right.isEmpty() ? "" : ",";
    return List.of(new Transfer(key, "{" + left + comma + right + "}"));
  }

  /**
   * The present holders of a node's channels, the server itself too: what a reader of its control
   * channel gets first.
   */
  synchronized LiveSeries state(int node) {
    List<Transfer> holders = new ArrayList<>();
    claims.forEach(
        (key, list) -> {
          if (Nodes.reportingNode(key) == node) {
            holders.addAll(transfer(key, null, holder(list)));
          }
        });
    long key = BuiltInChannels.control(node);
    holders.add(new Transfer(key, "{\"to\":" + json(digest, key, 255) + "}"));
    return series(node, holders, 0);
  }

  /** The frame that tells readers about transfers of a node's channels. */
  synchronized RelayFrame frame(int node, List<Transfer> transfers) {
    long alignment = Samples.advance(Regions.FIRST_DOMAIN << 32, told++);
    return new RelayFrame(List.of(series(node, transfers, alignment)), 0);
  }

  private static LiveSeries series(int node, List<Transfer> transfers, long alignment) {
    String all = transfers.stream().map(Transfer::json).collect(Collectors.joining(","));
    byte[] text = ("{\"transfers\":[" + all + "]}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(4 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(text.length).put(text);
    return new LiveSeries(
        BuiltInChannels.control(node), DataType.STRING, data.array(), 1, alignment, 0, 0);
  }
}

package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stored group with a hole: four domains of 20, 60, 20 and 24 rows, one per millisecond. Every
 * sample has the number of its row; the sparse channel has only the first and the third domain.
 */
record GroupWithHole(Group full, ChannelMessage sparse) {

  private static final int[] DOMAINS = {20, 60, 20, 24};
  private static final int ROWS = 124;

  static GroupWithHole store(ContractClient client) {
    Group full = client.createGroup("full");
    GroupWithHole stored =
        new GroupWithHole(full, client.createData("sparse", "float64", full.index()));
    int first = 0;
    for (int domain = 0; domain < DOMAINS.length; domain++) {
      stored.write(client, first, DOMAINS[domain], domain % 2 == 0);
      first += DOMAINS[domain];
    }
    return stored;
  }

  private void write(ContractClient client, int first, int count, boolean withSparse) {
    ChannelMessage[] channels =
        withSparse
            ? new ChannelMessage[] {full.index(), full.data(), sparse}
            : new ChannelMessage[] {full.index(), full.data()};
    ContractWriter writer = client.openWriter(c -> c.setStart(T0 + first * MILLISECOND), channels);
    List<ContractWriter.Part> parts = new ArrayList<>();
    parts.add(on(full.index(), milliseconds(first, count)));
    parts.add(on(full.data(), counting(first, count)));
    if (withSparse) {
      parts.add(on(sparse, counting(first, count)));
    }
    writer.write(parts.toArray(ContractWriter.Part[]::new));
    writer.commit();
    writer.close();
  }

  /** By timestamp: the full value, and the sparse one where there is one. */
  static Map<Long, List<Double>> rowsFrom(long start) {
    Map<Long, List<Double>> rows = new TreeMap<>();
    for (int position = 0; position < ROWS; position++) {
      long time = T0 + position * MILLISECOND;
      boolean hasSparse = position < 20 || (position >= 80 && position < 100);
      if (time >= start) {
        double value = position;
        rows.put(time, hasSparse ? List.of(value, value) : List.of(value));
      }
    }
    return rows;
  }
}

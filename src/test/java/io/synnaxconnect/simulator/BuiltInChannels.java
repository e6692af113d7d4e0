package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;

/** The channels that every fresh server has, as recorded in channels.json. */
final class BuiltInChannels {

  static final long CONTROL = 1048577;
  static final long METRICS_TIME = 1048579;
  static final long CHANNEL_SET = 4293918721L;
  static final long CHANNEL_DELETE = 4293918722L;
  static final long FIRST_LEASED = 1048584;
  static final long FIRST_FREE = 4293918765L;

  private static final String METRICS = "sy_node_1_metrics_";

  /** What the pairs of change signals are about, with the types of set and delete. */
  private static final String[][] SIGNALS = {
    {"channel", "json", "uint32"},
    {"group", "json", "uuid"},
    {"ontology_resource", "json", "string"},
    {"ontology_relationship", "string", "string"},
    {"user", "json", "uuid"},
    {"policy", "json", "uuid"},
    {"role", "json", "uuid"},
    {"label", "json", "uuid"},
    {"range", "json", "uuid"},
    {"range_kv", "json", "string"},
    {"workspace", "json", "uuid"},
    {"schematic_symbol", "json", "uuid"},
    {"schematic", "json", "uuid"},
    {"table", "json", "uuid"},
    {"status", "json", "string"},
    {"rack", "json", "uint32"},
    {"device", "json", "string"},
    {"task", "uint64", "uint64"},
    {"arc", "json", "uuid"},
    {"range_alias", "json", "string"},
    {"view", "json", "uuid"},
  };

  private BuiltInChannels() {}

  /** The control channel of a node. */
  static long control(int node) {
    return Nodes.firstKey(node) + 1;
  }

  /** Those of a cluster of so many nodes. */
  static List<Channel> all(int nodes) {
    List<Channel> all = new ArrayList<>();
    for (int node = 1; node <= nodes; node++) {
      all.add(internal(control(node), "sy_node_" + node + "_control", "string"));
    }
    all.add(internal(1048578, "sy_task_cmd", "json"));
    addMetrics(all);
    long key = CHANNEL_SET;
    for (String[] signal : SIGNALS) {
      all.add(internal(key++, "sy_" + signal[0] + "_set", signal[1]));
      all.add(internal(key++, "sy_" + signal[0] + "_delete", signal[2]));
    }
    String total = METRICS + "total_size_gb";
    String sum = "return " + METRICS + "ts_size_gb + " + METRICS + "kv_size_gb";
    all.add(new Channel(key, total, "float32", key + 1, false, true, false, sum));
    all.add(new Channel(key + 1, total + "_time", "timestamp", key + 1, true, true, false, ""));
    return all;
  }

  private static void addMetrics(List<Channel> all) {
    String time = METRICS + "time";
    all.add(new Channel(METRICS_TIME, time, "timestamp", METRICS_TIME, true, false, false, ""));
    long key = METRICS_TIME + 1;
    for (String name : List.of("mem_percentage", "cpu_percentage", "ts_size_gb", "kv_size_gb")) {
      all.add(new Channel(key++, METRICS + name, "float32", METRICS_TIME, false, false, false, ""));
    }
  }

  private static Channel internal(long key, String name, String dataType) {
    return new Channel(key, name, dataType, 0, false, true, true, "");
  }
}

package io.synnaxconnect.worker;

import java.util.Collection;
import java.util.Map;

/** What a sink made of the records. */
interface SinkTables {

  /** By key the other columns that are not null, as text; empty where the table does not exist. */
  Map<String, Map<String, String>> read(String table);

  /** How many lines the sink has written into these tables, with those that others replaced. */
  long written(Collection<String> tables);
}

package io.synnaxconnect.config;

import static io.synnaxconnect.config.Setting.Value.optional;
import static io.synnaxconnect.config.Setting.Value.required;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.synnaxconnect.client.SynnaxClientOptions.Proxy;
import io.synnaxconnect.config.Setting.Group;
import io.synnaxconnect.config.Setting.Place;
import io.synnaxconnect.config.Setting.Value;
import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** The table of all keys: ConfigDef and the documentation are made from it. */
public final class Settings {

  public static final String ADDRESS = "synnax.address";
  public static final String ADDRESS_SPREAD = "synnax.address.spread";
  public static final String USERNAME = "synnax.username";
  public static final String PASSWORD_KEY = "synnax.password";
  static final String PASSWORD_FILE = "synnax.password.file";
  public static final String TLS_ENABLED = "synnax.tls.enabled";
  public static final String TLS_CA = "synnax.tls.ca";
  public static final String TLS_SERVER_NAME = "synnax.tls.server.name";
  static final String TLS_CLIENT_CERTIFICATE = "synnax.tls.client.certificate";
  static final String TLS_CLIENT_KEY = "synnax.tls.client.key";
  static final String TLS_CLIENT_KEY_PASSWORD = "synnax.tls.client.key.password";
  static final String PROXY = "synnax.proxy";
  public static final String REQUEST_TIMEOUT = "synnax.request.timeout.ms";
  static final String RECONNECT_BACKOFF = "synnax.reconnect.backoff.ms";
  static final String RECONNECT_BACKOFF_MAX = "synnax.reconnect.backoff.max.ms";
  static final String CONNECTIVITY_CHECK_INTERVAL = "synnax.connectivity.check.interval.ms";
  public static final String MAX_MESSAGE_BYTES = "synnax.max.message.bytes";
  static final String FLOW_CONTROL_WINDOW = "synnax.flow.control.window.bytes";
  static final String CHANNELS_ASSIGNMENT = "channels.assignment";
  static final String CHANNELS_REFRESH_INTERVAL = "channels.refresh.interval.ms";
  static final String CHANNELS_REFRESH_DEBOUNCE = "channels.refresh.debounce.ms";
  static final String CHANNELS_DELETED = "channels.deleted";
  public static final String CHANNELS_DENIED = "channels.denied";
  static final String CHANNELS_TYPE_CHANGE = "channels.type.change";
  public static final String CHANNELS_MAX = "channels.max";
  public static final String TOPICS_MAX = "topics.max";
  public static final String VALIDATE_LIVE = "validate.live";
  static final String CONFIG_UNKNOWN = "config.unknown";
  static final String DELIVERY = "delivery";
  public static final String START_FROM = "start.from";
  public static final String STOP_AT = "stop.at";
  static final String GAP_RESOLVE_TIMEOUT = "gap.resolve.timeout.ms";
  static final String LATE_WINDOW = "late.window.ms";
  static final String HISTORY_MAX_BYTES = "history.max.bytes.per.second";
  static final String GAP_TOPIC = "gap.topic";
  static final String STATUS_TOPIC = "status.topic";
  static final String CATALOGUE_TOPIC = "catalogue.topic";
  static final String RANGES_TOPIC = "ranges.topic";
  static final String HEARTBEAT_TOPIC = "heartbeat.topic";
  static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
  static final String PROBE_INTERVAL = "probe.interval.ms";
  static final String STALL_TIMEOUT = "stall.timeout.ms";
  public static final String TOPIC = "topic";
  static final String TOPIC_MIXED = "topic.mixed";
  public static final String RECORD_FORMAT = "record.format";
  static final String ROW_FIELD_NAMES = "row.field.names";
  static final String ROW_REPAIR = "row.repair";
  static final String SERIES_MAX_SAMPLES = "series.max.samples";
  static final String RECORD_MAX_BYTES = "record.max.bytes";
  static final String OVERSIZE = "record.oversize";
  static final String RECORD_KEY = "record.key";
  static final String RECORD_TIMESTAMP = "record.timestamp";
  static final String RECORD_TIMESTAMP_MAX_AGE = "record.timestamp.max.age.ms";
  static final String RECORD_TIME = "record.time";
  static final String RECORD_ORIGIN = "record.origin";
  static final String HEADERS = "record.headers";
  static final String RECORD_RANGES = "record.ranges";
  static final String VALUE_UINT64 = "value.uint64";
  static final String VALUE_TIMESTAMP = "value.timestamp";
  static final String VALUE_NAN = "value.nan";
  static final String VALUE_INFINITY = "value.infinity";
  static final String ERRORS_DATA = "errors.data";
  static final String ERRORS_DATA_TOPIC = "errors.data.topic";
  static final String POLL_MAX_RECORDS = "poll.max.records";
  static final String POLL_TIMEOUT = "poll.timeout.ms";
  static final String BUFFER_MAX_BYTES = "buffer.max.bytes";
  static final String LIVE_THROTTLE_RATE = "live.throttle.rate.hz";
  static final String LIVE_DOWNSAMPLE_FACTOR = "live.downsample.factor";
  static final String LIVE_EXCLUDE_GROUPS = "live.exclude.groups";

  /** The topics of records that are not samples. */
  static final List<String> SIDE_TOPICS =
      List.of(
          ERRORS_DATA_TOPIC,
          GAP_TOPIC,
          HEARTBEAT_TOPIC,
          STATUS_TOPIC,
          CATALOGUE_TOPIC,
          RANGES_TOPIC);

  /** The task's number inside the connector, from 0. */
  static final String TASK_ID = "task.id";

  /** How many tasks share the groups. */
  static final String TASK_COUNT = "task.count";

  /**
   * Keys of groups in ranges, see {@link io.synnaxconnect.telem.IndexGroup#groupKey}. Missing if
   * the task finds its groups itself.
   */
  public static final String TASK_GROUPS = "task.groups";

  /** Keys of channels that the connector refuses, in ranges. Missing if there are none. */
  static final String TASK_REFUSED = "task.channels.refused";

  /**
   * Present if a cluster replaced another one: its key, {@code =}, and the nanoseconds since the
   * Unix epoch at which the replaced cluster answered last.
   */
  public static final String TASK_REPLACEMENT = "task.cluster.taken.over";

  /**
   * Keys of groups, in ranges, that appeared while the connector ran; missing if there are none.
   */
  static final String TASK_NEW_GROUPS = "task.groups.new";

  /**
   * Before {@link #START_FROM} and {@link #STOP_AT} if they name a range: the instant that it
   * means, in nanoseconds since the Unix epoch.
   */
  public static final String TASK_PREFIX = "task.";

  /**
   * Key of the range whose end the connector awaits; then the instant of {@link #STOP_AT} is that
   * end as it is now. Missing if the instant is final.
   */
  public static final String TASK_OPEN_RANGE = "task.stop.at.open.range";

  /** Keys that the connector adds for its tasks. */
  static final List<String> TASK_KEYS =
      List.of(
          TASK_ID,
          TASK_COUNT,
          TASK_GROUPS,
          TASK_REFUSED,
          TASK_REPLACEMENT,
          TASK_NEW_GROUPS,
          TASK_PREFIX + START_FROM,
          TASK_PREFIX + STOP_AT,
          TASK_OPEN_RANGE);

  private static final int MIB = 1 << 20;
  private static final int GIB = 1 << 30;

  private static final List<Setting> CONNECTION_ROWS =
      List.of(
          new Setting(
              ADDRESS,
              required(STRING, ValueRules.ADDRESS),
              new Place(Group.CONNECTION, HIGH, Width.MEDIUM, "Address"),
              "Where the Synnax cluster answers. Several addresses of one cluster, comma separated,"
                  + " at most 16, are tried one after the other: the next one after each failure."),
          new Setting(
              ADDRESS_SPREAD,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Spread over addresses"),
              "Whether the tasks begin at different addresses of synnax.address, each at the one"
                  + " after that of the task before. On a cluster of several nodes up to Synnax"
                  + " 0.56.16 this costs its nodes much of a CPU; with the node that founded the"
                  + " cluster among the addresses it blocks their live streams."),
          new Setting(
              USERNAME,
              required(STRING, ValueRule.notBlank("a user name")),
              new Place(Group.CONNECTION, HIGH, Width.MEDIUM, "User name"),
              "User to log in as. It needs the right to retrieve the selected channels."),
          new Setting(
              PASSWORD_KEY,
              optional(PASSWORD, new Password(""), ValueRule.any("a password")),
              new Place(Group.CONNECTION, HIGH, Width.MEDIUM, "Password"),
              "Password of the user, best as a reference to a ConfigProvider. This or"
                  + " synnax.password.file is needed."),
          new Setting(
              PASSWORD_FILE,
              optional(STRING, "", ValueRules.PASSWORD_FILE),
              new Place(Group.CONNECTION, MEDIUM, Width.LONG, "Password file"),
              "File on every worker that contains the password and nothing else. It is read again"
                  + " at each login, so that the password can be replaced without a restart. It"
                  + " must be below a directory of SYNNAX_ALLOWED_PATHS, which the worker sets; a"
                  + " file holds at most 4 KiB. The live check logs in with it only at addresses of"
                  + " SYNNAX_ALLOWED_ADDRESSES; without these it asks for the identity of the"
                  + " cluster alone."),
          new Setting(
              TLS_ENABLED,
              optional(BOOLEAN, true, ValueRule.any("true, false")),
              new Place(Group.CONNECTION, HIGH, Width.SHORT, "TLS"),
              "Whether the connection is encrypted (TLS 1.3). With false the password is sent"
                  + " readable."),
          new Setting(
              TLS_CA,
              optional(STRING, "", ValueRules.CERTIFICATES),
              new Place(Group.CONNECTION, HIGH, Width.LONG, "Certificate authority"),
              "Certificates to trust: a PEM file on every worker, or PEM text. Empty for the"
                  + " trust store of the worker's JVM. Files are read again at each reconnect. They"
                  + " must be below a directory of SYNNAX_ALLOWED_PATHS, which the worker sets, and"
                  + " hold at most 1 MiB."),
          new Setting(
              TLS_SERVER_NAME,
              optional(STRING, "", ValueRules.HOST_NAME),
              new Place(Group.CONNECTION, MEDIUM, Width.MEDIUM, "Server name"),
              "Name that the cluster's certificate must carry. Empty for the host of the address."),
          new Setting(
              TLS_CLIENT_CERTIFICATE,
              optional(STRING, "", ValueRules.CERTIFICATES),
              new Place(Group.CONNECTION, LOW, Width.LONG, "Client certificate"),
              "Certificate chain to show: a PEM file, or PEM text. Synnax asks for none; a proxy in"
                  + " front of it may. A file is read again at each reconnect."),
          new Setting(
              TLS_CLIENT_KEY,
              optional(PASSWORD, new Password(""), ValueRules.PRIVATE_KEY),
              new Place(Group.CONNECTION, LOW, Width.LONG, "Client key"),
              "Private key of the client certificate: a PEM file, or PEM text. PKCS#8, PKCS#1 (RSA)"
                  + " or SEC1 (EC). A file is read again at each reconnect."),
          new Setting(
              TLS_CLIENT_KEY_PASSWORD,
              optional(PASSWORD, new Password(""), ValueRule.any("a password")),
              new Place(Group.CONNECTION, LOW, Width.MEDIUM, "Client key password"),
              "Password of the client key, if that is encrypted (PKCS#8, BEGIN ENCRYPTED PRIVATE"
                  + " KEY)."),
          new Setting(
              PROXY,
              optional(STRING, "direct", ValueRule.oneOf(Proxy.class)),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Proxy"),
              "Way to the cluster: direct, whatever the worker's JVM is set to, or jvm for the HTTP"
                  + " proxy of its system properties (https.proxyHost and its like). Without TLS"
                  + " the proxy can read password and data."),
          new Setting(
              REQUEST_TIMEOUT,
              optional(INT, 10_000, ValueRule.between(100, 600_000)),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Request timeout"),
              "Time limit of one request, in milliseconds."),
          new Setting(
              RECONNECT_BACKOFF,
              optional(INT, 100, ValueRule.between(10, 600_000)),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Reconnect backoff"),
              "Maximum wait before the first new attempt after a lost connection, in milliseconds."
                  + " It doubles with each failure; the wait itself is random below it."),
          new Setting(
              RECONNECT_BACKOFF_MAX,
              optional(INT, 800, ValueRule.between(10, 600_000)),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Maximum reconnect backoff"),
              "Maximum wait before any new attempt, in milliseconds. Attempts never end."),
          new Setting(
              CONNECTIVITY_CHECK_INTERVAL,
              optional(INT, 10_000, ValueRule.between(1_000, 600_000)),
              new Place(Group.INTERNAL, LOW, Width.SHORT, "Connectivity check interval"),
              "How often an open connection is checked, in milliseconds."),
          new Setting(
              MAX_MESSAGE_BYTES,
              optional(INT, 64 * MIB, ValueRule.between(4 * MIB, GIB)),
              new Place(Group.CONNECTION, LOW, Width.SHORT, "Maximum message size"),
              "Maximum size of a message from the cluster, in bytes. If it is not set, and a"
                  + " quarter of the JVM's heap is less, that is the maximum. The rows of a larger"
                  + " frame are read from history."),
          new Setting(
              FLOW_CONTROL_WINDOW,
              optional(INT, 16 * MIB, ValueRule.between(16 * MIB, GIB)),
              new Place(Group.INTERNAL, LOW, Width.SHORT, "Flow-control window"),
              "How much the cluster may send before the task reads it, in bytes. With a small"
                  + " window the cluster skips frames during a pause of the JVM."));

  private static final List<Setting> CHANNEL_ROWS =
      List.of(
          new Setting(
              CHANNELS_ASSIGNMENT,
              optional(STRING, "connector", ValueRule.oneOf("connector", "task")),
              new Place(Group.CHANNELS, MEDIUM, Width.SHORT, "Assignment"),
              "Who assigns index groups to tasks: the connector, balanced, with a restart of the"
                  + " tasks when a group appears or vanishes; or each task for itself by a hash"
                  + " (task), without restarts."),
          new Setting(
              CHANNELS_REFRESH_INTERVAL,
              optional(INT, 60_000, ValueRule.between(1_000, 86_400_000)),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Refresh interval"),
              "How often channels are listed, in milliseconds. Signals of the cluster report most"
                  + " changes at once, but can get lost."),
          new Setting(
              CHANNELS_REFRESH_DEBOUNCE,
              optional(INT, 5_000, ValueRule.between(0, 600_000)),
              new Place(Group.INTERNAL, LOW, Width.SHORT, "Refresh debounce"),
              "Minimum time between two restarts of the tasks for new or vanished index groups, in"
                  + " milliseconds. The first change after a longer calm restarts them at once. Only"
                  + " with channels.assignment=connector."),
          new Setting(
              CHANNELS_DELETED,
              optional(STRING, "ignore", ValueRule.oneOf("ignore", "tombstone")),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Deleted channels"),
              "What follows the last record of a channel that is deleted while a task reads it:"
                  + " nothing, or a record with its key and no value (tombstone)."),
          new Setting(
              CHANNELS_DENIED,
              optional(STRING, "refuse", ValueRule.oneOf("refuse", "omit")),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Denied channels"),
              "What happens to selected channels whose samples the user may not read: they are an"
                  + " error (refuse), or the connector omits and counts them, and delivers them"
                  + " once the user has the right (omit). A right that is taken away counts after"
                  + " stall.timeout.ms."),
          new Setting(
              CHANNELS_TYPE_CHANGE,
              optional(STRING, "fail", ValueRule.oneOf("fail", "skip")),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Type change"),
              "What happens to a new channel whose data type no longer fits its topic: the"
                  + " connector fails, or omits the channel and counts it (skip)."),
          new Setting(
              CHANNELS_MAX,
              optional(INT, 10_000, ValueRule.between(1, 1_000_000)),
              new Place(Group.CHANNELS, LOW, Width.SHORT, "Maximum number of channels"),
              "Refuses a selection with more channels, and later omits further ones. A guardrail"
                  + " against an expression that matches too much."));

  private static final List<Setting> DELIVERY_ROWS =
      List.of(
          new Setting(
              DELIVERY,
              optional(STRING, "lossless", ValueRule.oneOf("lossless", "live")),
              new Place(Group.DELIVERY, HIGH, Width.SHORT, "Delivery"),
              "What is delivered: every stored sample, from history if the live stream misses it"
                  + " (lossless), or only what the live stream brings (live)."),
          new Setting(
              START_FROM,
              optional(STRING, "latest", ValueRules.START_FROM),
              new Place(Group.DELIVERY, HIGH, Width.MEDIUM, "Start from"),
              "Where a connector without offsets starts: at what is written from now on (latest),"
                  + " at everything that is stored (earliest), at an instant, for example"
                  + " 2026-01-31T12:00:00Z, at an age before now by the worker's clock, for"
                  + " example -7d, -12h, -90m or -30s, or at the start of a range of the cluster,"
                  + " for example range:Hotfire 12. The first start stores where it began;"
                  + " later starts continue from the stored offsets, an age is not counted again,"
                  + " and a range is not looked up again. Only with delivery=lossless."),
          new Setting(
              STOP_AT,
              optional(STRING, "", ValueRules.STOP_AT),
              new Place(Group.DELIVERY, MEDIUM, Width.MEDIUM, "Stop at"),
              "Instant before which a bounded replay ends, or a range of the cluster, for example"
                  + " range:Hotfire 12, at whose end the replay ends; then the task stays idle."
                  + " While the range is open, the connector delivers live and waits for its end."
                  + " Empty for no end. Only with delivery=lossless."),
          new Setting(
              GAP_RESOLVE_TIMEOUT,
              optional(INT, 60_000, ValueRule.between(1_000, 86_400_000)),
              new Place(Group.DELIVERY, MEDIUM, Width.SHORT, "Gap timeout"),
              "How long the task looks in history for rows that the live stream omitted before it"
                  + " reports them as unrecoverable, in milliseconds. Writers that commit by hand"
                  + " have to commit in this time."),
          new Setting(
              LATE_WINDOW,
              optional(LONG, 604_800_000L, ValueRule.between(-1, 3_153_600_000_000L)),
              new Place(Group.DELIVERY, MEDIUM, Width.SHORT, "Late window"),
              "How far before now the task looks for rows that are stored late and never streamed,"
                  + " such as an imported file, in milliseconds. -1 for no limit, 0 for not at all."
                  + " Only with delivery=lossless."),
          new Setting(
              HISTORY_MAX_BYTES,
              optional(LONG, 0L, ValueRule.between(0, 1L << 40)),
              new Place(Group.DELIVERY, LOW, Width.SHORT, "History rate"),
              "Maximum number of bytes that a task reads from history per second, on average, while"
                  + " it catches up or replays. The rows that a live group lacks are read at once"
                  + " and count. 0 for no limit."),
          new Setting(
              PROBE_INTERVAL,
              optional(INT, 30_000, ValueRule.between(100, 3_600_000)),
              new Place(Group.INTERNAL, LOW, Width.SHORT, "Probe interval"),
              "How long an index group may be silent before the task looks in history for newer"
                  + " rows, in milliseconds. Grows to ten times as long while nothing is found."),
          new Setting(
              STALL_TIMEOUT,
              optional(INT, 300_000, ValueRule.between(1_000, 86_400_000)),
              new Place(Group.DELIVERY, LOW, Width.SHORT, "Stall timeout"),
              "How long an index group may be stalled although the cluster stores newer rows, in"
                  + " milliseconds. Then the task opens the stream again, and if that does not help"
                  + " in the same time, it fails. Time in which Kafka is slow, no stream is open,"
                  + " or a gap may still close does not count."));

  private static final List<Setting> RECORD_ROWS =
      List.of(
          new Setting(
              RECORD_FORMAT,
              optional(STRING, "sample", ValueRule.oneOf(RecordFormat.class)),
              new Place(Group.RECORDS, HIGH, Width.SHORT, "Record format"),
              "What one record is: a sample of a channel (sample), a run of samples of a channel as"
                  + " arrays (series) or as little-endian bytes (packed), or one timestamp of an"
                  + " index with a field for each of its channels (row)."),
          new Setting(
              TOPIC,
              optional(STRING, "", ValueRules.TOPIC_TEMPLATE),
              new Place(Group.RECORDS, HIGH, Width.LONG, "Topic"),
              "Topic, or template with ${channel}, ${channel_key}, ${data_type}, ${index},"
                  + " ${index_key} and ${cluster}. Empty for that of the format:"
                  + " synnax.${data_type}, synnax.series.${data_type}, synnax.packed, or"
                  + " synnax.row.${index}. Topics of rows allow the last three only. Rules"
                  + " may come before it, 'expression -> template;': the first whose regular"
                  + " expression is the whole name of the channel (of the index for rows) counts."
                  + " What Kafka"
                  + " does not allow in a name becomes _."),
          new Setting(
              TOPIC_MIXED,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Mixed topics"),
              "Whether one topic may have several value schemas. Needs a subject strategy by record"
                  + " name in the schema registry."),
          new Setting(
              TOPICS_MAX,
              optional(INT, 100, ValueRule.between(1, 1_000_000)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Maximum number of topics"),
              "Refuses a topic template that makes more topics, and later omits channels that"
                  + " would. Kafka Connect looks up each topic one after the other."),
          new Setting(
              ROW_FIELD_NAMES,
              optional(STRING, "channel", ValueRule.oneOf(RowNames.class)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Field names of rows"),
              "What the field of a channel is called in a row: as the channel, with its key"
                  + " appended where Avro does not allow the name (channel), or always with its key"
                  + " appended (channel_key). Only channel_key fits channels of one index whose"
                  + " names differ in case alone. Only with record.format=row."),
          new Setting(
              ROW_REPAIR,
              optional(STRING, "whole", ValueRule.oneOf("whole", "partial")),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Repaired rows"),
              "What follows a row that was emitted without a channel, once history has its sample:"
                  + " the row again with all its channels, so that an upsert is right (whole), or a"
                  + " record with that channel alone (partial), which costs less to read. Only with"
                  + " record.format=row."),
          new Setting(
              SERIES_MAX_SAMPLES,
              optional(INT, 1_000, ValueRule.between(1, 1_000_000)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Samples per series"),
              "Maximum number of samples in a record. Only with record.format=series; a record"
                  + " has samples of one frame."),
          new Setting(
              RECORD_MAX_BYTES,
              optional(INT, 900_000, ValueRule.between(16_384, GIB)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Maximum record size"),
              "Maximum size of a record in bytes, as Avro writes it. Larger series are split."
                  + " Raise it together with producer.override.max.request.size."),
          new Setting(
              OVERSIZE,
              optional(STRING, "fail", ValueRule.oneOf(Oversize.class)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Oversized values"),
              "What happens to a text or bytes value that alone is larger than a record may be: the"
                  + " task fails, omits the value (skip), or cuts it and adds a header that says so"
                  + " (truncate; json is omitted). A value that is larger than a message of the"
                  + " cluster may be (synnax.max.message.bytes) is never read, so it is omitted"
                  + " instead of cut. Omitted and cut values are counted."),
          new Setting(
              RECORD_KEY,
              optional(STRING, "channel", ValueRule.oneOf(RecordKey.class)),
              new Place(Group.RECORDS, MEDIUM, Width.SHORT, "Record key"),
              "Record key: the channel's name, its number, or none. Of a row it is the index"
                  + " channel's. Without a key the order of a channel is kept only in topics with"
                  + " one partition."),
          new Setting(
              RECORD_TIMESTAMP,
              optional(STRING, "sample", ValueRule.oneOf(RecordTimestamp.class)),
              new Place(Group.RECORDS, MEDIUM, Width.SHORT, "Record timestamp"),
              "Timestamp of the Kafka record: that of the sample, or that of receipt. Where Kafka"
                  + " would refuse the sample's (before 1970, or more than 30 minutes ahead), it is"
                  + " that of receipt. The field timestamp of the value does not depend on it; see"
                  + " record.time for another form of that field."),
          new Setting(
              RECORD_TIMESTAMP_MAX_AGE,
              optional(LONG, -1L, ValueRule.between(-1, 3_153_600_000_000L)),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Maximum age of record timestamps"),
              "How old a sample may be whose timestamp becomes the record timestamp, in"
                  + " milliseconds; older ones get that of receipt. Set it below"
                  + " message.timestamp.before.max.ms of the topic, where a broker has that limit,"
                  + " else it refuses old records. -1 for no limit."),
          new Setting(
              RECORD_TIME,
              optional(STRING, "none", ValueRule.oneOf(TimeForm.class)),
              new Place(Group.RECORDS, MEDIUM, Width.SHORT, "Time field"),
              "A second time field beside the nanoseconds, for sinks: time, Connect's Timestamp"
                  + " (connect); time_micros, microseconds (micros); time_iso, ISO-8601 text (iso);"
                  + " or none. Of a run of samples it is that of the first one."),
          new Setting(
              RECORD_ORIGIN,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Fields of origin"),
              "Whether every record has the fields cluster_key, index_key and, except for rows,"
                  + " channel_key."),
          new Setting(
              HEADERS,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Headers"),
              "Whether every record says its origin in headers: synnax.channel.key, synnax.index,"
                  + " synnax.cluster, synnax.data.type, and synnax.origin (live, history or"
                  + " import)."),
          new Setting(
              RECORD_RANGES,
              optional(BOOLEAN, false, ValueRule.any("true, false")),
              new Place(Group.RECORDS, LOW, Width.SHORT, "Ranges as header"),
              "Whether records say in the header synnax.ranges the names of the cluster's ranges"
                  + " in which they lie: those that the task knows when it makes the record. A"
                  + " range that is created, changed or deleted afterwards changes no record. All"
                  + " samples of a record lie in the same ranges."));

  private static final List<Setting> VALUE_ROWS =
      List.of(
          new Setting(
              VALUE_UINT64,
              optional(STRING, "decimal", ValueRule.oneOf(Uint64Form.class)),
              new Place(Group.VALUES, MEDIUM, Width.SHORT, "Unsigned 64-bit integers"),
              "Form of unsigned 64-bit integers. Values above 9223372036854775807 do not fit long"
                  + " and follow errors.data."),
          new Setting(
              VALUE_TIMESTAMP,
              optional(STRING, "nanos", ValueRule.oneOf(TimestampForm.class)),
              new Place(Group.VALUES, MEDIUM, Width.SHORT, "Timestamp values"),
              "Form of the values of channels with the data type timestamp: nanoseconds, ISO-8601"
                  + " text, or Connect's Timestamp. Connect's Timestamp keeps milliseconds only."
                  + " When a sample was taken is another question: see record.time."),
          new Setting(
              VALUE_NAN,
              optional(STRING, "keep", ValueRule.oneOf(NonFiniteForm.class)),
              new Place(Group.VALUES, MEDIUM, Width.SHORT, "NaN"),
              "What becomes of a NaN: it stays, becomes null, or its sample is dropped. In a row,"
                  + " dropped is null."),
          new Setting(
              VALUE_INFINITY,
              optional(STRING, "keep", ValueRule.oneOf(NonFiniteForm.class)),
              new Place(Group.VALUES, MEDIUM, Width.SHORT, "Infinity"),
              "What becomes of an infinity: it stays, becomes null, or its sample is dropped. In a"
                  + " row, dropped is null."),
          new Setting(
              ERRORS_DATA,
              optional(STRING, "fail", ValueRule.oneOf(DataErrors.class)),
              new Place(Group.VALUES, MEDIUM, Width.SHORT, "Samples that cannot be converted"),
              "What happens to a sample that cannot be converted: the task fails, or it omits"
                  + " and counts the sample (skip), or it also sends the sample as it came to"
                  + " errors.data.topic (dead_letter)."),
          new Setting(
              ERRORS_DATA_TOPIC,
              optional(STRING, "", ValueRules.TOPIC_NAME),
              new Place(Group.VALUES, LOW, Width.MEDIUM, "Dead letter topic"),
              "Topic for samples that cannot be converted. Only with errors.data=dead_letter."));

  private static final List<Setting> SIDE_TOPIC_ROWS =
      List.of(
          new Setting(
              GAP_TOPIC,
              optional(STRING, "", ValueRules.TOPIC_NAME),
              new Place(Group.SIDE_TOPICS, MEDIUM, Width.MEDIUM, "Gap topic"),
              "Topic for a record about every gap that was repaired late or could not be repaired."
                  + " Empty for none."),
          new Setting(
              STATUS_TOPIC,
              optional(STRING, "", ValueRules.TOPIC_NAME),
              new Place(Group.SIDE_TOPICS, MEDIUM, Width.MEDIUM, "Status topic"),
              "Topic for a record about everything that happens to a task: started, assigned other"
                  + " index groups, stream lost and open again, gaps, changed channels, warnings."
                  + " Empty for none."),
          new Setting(
              CATALOGUE_TOPIC,
              optional(STRING, "", ValueRules.TOPIC_NAME),
              new Place(Group.SIDE_TOPICS, MEDIUM, Width.MEDIUM, "Catalogue topic"),
              "Topic for one record per channel: name, type, index, topic, first seen, deleted."
                  + " Create it compacted. Empty for none."),
          new Setting(
              RANGES_TOPIC,
              optional(STRING, "", ValueRules.TOPIC_NAME),
              new Place(Group.SIDE_TOPICS, MEDIUM, Width.MEDIUM, "Ranges topic"),
              "Topic for one record per range of the cluster, such as a test run: name, start, end,"
                  + " color, properties, aliases; a tombstone if it is deleted. Create it"
                  + " compacted. Empty for none."),
          new Setting(
              HEARTBEAT_TOPIC,
              optional(STRING, "__synnax-heartbeat", ValueRules.TOPIC_NAME),
              new Place(Group.SIDE_TOPICS, LOW, Width.MEDIUM, "Heartbeat topic"),
              "Topic for one record per index group at its first start, which stores where the"
                  + " group began before its first row can be missed, and for heartbeats. Empty for"
                  + " none: if the task restarts before a first row is delivered, what was written"
                  + " meanwhile is omitted."),
          new Setting(
              HEARTBEAT_INTERVAL,
              optional(INT, 0, ValueRules.HEARTBEAT_INTERVAL),
              new Place(Group.SIDE_TOPICS, LOW, Width.SHORT, "Heartbeat interval"),
              "How often each index group that moved sends a heartbeat, in milliseconds: a record"
                  + " that carries the offset if a transformation filters out all other records. 0"
                  + " for never. Needs heartbeat.topic."));

  private static final List<Setting> BUFFER_ROWS =
      List.of(
          new Setting(
              POLL_MAX_RECORDS,
              optional(INT, 2_000, ValueRule.between(1, 1_000_000)),
              new Place(Group.BUFFER, LOW, Width.SHORT, "Records per poll"),
              "Maximum number of records that one poll returns to Kafka Connect. Samples with the"
                  + " same timestamp are not split, whatever the number of channels."),
          new Setting(
              POLL_TIMEOUT,
              optional(INT, 500, ValueRule.between(10, 1_000)),
              new Place(Group.INTERNAL, LOW, Width.SHORT, "Poll timeout"),
              "Maximum time that a poll waits for records, in milliseconds."),
          new Setting(
              BUFFER_MAX_BYTES,
              optional(LONG, 64L * MIB, ValueRule.between(MIB, Long.MAX_VALUE)),
              new Place(Group.BUFFER, MEDIUM, Width.SHORT, "Buffer"),
              "Memory per task for frames that are not yet delivered, in bytes. When it is full,"
                  + " the newest frames are shed and counted."));

  private static final List<Setting> LIVE_ROWS =
      List.of(
          new Setting(
              LIVE_THROTTLE_RATE,
              optional(DOUBLE, 0.0, ValueRules.THROTTLE_RATE),
              new Place(Group.LIVE, LOW, Width.SHORT, "Throttle rate"),
              "Only with delivery=live. Messages per second into which the cluster gathers frames,"
                  + " in hertz. 0 for each write on its own."),
          new Setting(
              LIVE_DOWNSAMPLE_FACTOR,
              optional(INT, 1, ValueRule.between(1, 1_000_000)),
              new Place(Group.LIVE, LOW, Width.SHORT, "Down-sampling"),
              "Only with delivery=live. Of each series only every n-th sample is sent. Lost samples"
                  + " then look like omitted ones."),
          new Setting(
              LIVE_EXCLUDE_GROUPS,
              optional(STRING, "", ValueRules.CONTROL_GROUPS),
              new Place(Group.LIVE, LOW, Width.MEDIUM, "Excluded control groups"),
              "Only with delivery=live. Control groups whose writers are excluded: numbers, comma"
                  + " separated."));

  private static final List<Setting> VALIDATION_ROWS =
      List.of(
          new Setting(
              VALIDATE_LIVE,
              optional(BOOLEAN, true, ValueRule.any("true, false")),
              new Place(Group.VALIDATION, LOW, Width.SHORT, "Validate against the cluster"),
              "Whether a configuration is tried against the cluster before it is accepted. With"
                  + " false a connector can be created while the cluster is down."),
          new Setting(
              CONFIG_UNKNOWN,
              optional(STRING, "warn", ValueRule.oneOf("warn", "fail")),
              new Place(Group.VALIDATION, MEDIUM, Width.SHORT, "Unknown keys"),
              "What happens to a key that neither this connector nor Kafka Connect has: the"
                  + " connector logs it at its start (warn), or config/validate and the start"
                  + " refuse it (fail). Both name the key that fits, if one does, also for"
                  + " well-known keys of other connectors."));

  /** Every key, in the order of the documentation. */
  public static final List<Setting> ALL =
      Stream.of(
              CONNECTION_ROWS,
              SelectionSettings.ALL,
              CHANNEL_ROWS,
              DELIVERY_ROWS,
              RECORD_ROWS,
              VALUE_ROWS,
              SIDE_TOPIC_ROWS,
              BUFFER_ROWS,
              LIVE_ROWS,
              VALIDATION_ROWS)
          .flatMap(List::stream)
          .toList();

  private Settings() {}

  /** The same table as Connect knows it. */
  static ConfigDef configDef() {
    ConfigDef def = new ConfigDef();
    Map<Group, Integer> orders = new EnumMap<>(Group.class);
    for (Setting setting : ALL) {
      Value value = setting.value();
      Place place = setting.place();
      def.define(
          setting.key(),
          value.type(),
          value.defaultValue(),
          value.rule(),
          place.importance(),
          setting.doc(),
          place.group().heading,
          orders.merge(place.group(), 1, Integer::sum),
          place.width(),
          place.displayName(),
          KeyConditions.dependents(setting.key()),
          KeyConditions.RECOMMENDER);
    }
    return def;
  }
}

package io.synnaxconnect.config;

import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Proxy;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.source.channels.AdmissionRules;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.source.channels.ReadRights;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A valid configuration of a connector; makes the options of all its parts. */
public final class SynnaxSourceConnectorConfig {

  private static final InstantOffset NO_END = new InstantOffset(TimeStamp.MAX);

  private final ConfigValues values;
  private final List<String> warnings;
  private final MessageLimit messageLimit;

  /**
   * Reads a configuration.
   *
   * @throws ConfigException with a sentence for every problem, not only for the first
   */
  public SynnaxSourceConnectorConfig(Map<String, String> properties) {
    ParsedConfig parsed = ParsedConfig.of(properties);
    if (!parsed.problems().isEmpty()) {
      throw new ConfigException(String.join("\n", parsed.problems()));
    }
    this.values = new ConfigValues(parsed.parsed());
    this.warnings = List.copyOf(parsed.warnings());
    this.messageLimit =
        MessageLimit.of(
            values.number(Settings.MAX_MESSAGE_BYTES).intValue(),
            properties.containsKey(Settings.MAX_MESSAGE_BYTES),
            Runtime.getRuntime().maxMemory());
  }

  /** Sentences on what is valid and may not be meant. */
  public List<String> warnings() {
    return warnings;
  }

  /** Addresses of the cluster, in order of preference. */
  public List<Address> addresses() {
    return Address.parseList(values.text(Settings.ADDRESS));
  }

  /** All addresses, as written. */
  public String addressText() {
    return values.text(Settings.ADDRESS);
  }

  public String username() {
    return values.text(Settings.USERNAME);
  }

  public boolean tlsEnabled() {
    return values.flag(Settings.TLS_ENABLED);
  }

  /** Time limit of one request. */
  public Duration requestTimeout() {
    return values.millis(Settings.REQUEST_TIMEOUT);
  }

  /** What was set; otherwise the default, or less in a small heap. */
  public int maxMessageBytes() {
    return messageLimit.bytes();
  }

  /** Logs if the heap limits the size of messages, or should. */
  void reportMessageLimit() {
    messageLimit.report();
  }

  /** PEM text or the name of a file, as written. */
  public String tlsCa() {
    return values.text(Settings.TLS_CA);
  }

  public String tlsServerName() {
    return values.text(Settings.TLS_SERVER_NAME);
  }

  /** The key that selects channels, to which problems of the selection belong. */
  public String selectingKey() {
    return values.text(SelectionSettings.CHANNELS_INCLUDE).isBlank()
        ? SelectionSettings.CHANNELS_KEYS
        : SelectionSettings.CHANNELS_INCLUDE;
  }

  /** The value that selects channels, as written. */
  public String selectingValue() {
    return values.text(selectingKey());
  }

  /** What excludes channels, as written. */
  public String excludingValue() {
    return values.text(SelectionSettings.CHANNELS_EXCLUDE);
  }

  /** Whether internal channels of the cluster can be selected. */
  public boolean allowsInternal() {
    return values.flag(SelectionSettings.CHANNELS_INTERNAL);
  }

  /** Whether index channels can be selected. */
  public boolean allowsIndexes() {
    return values.text(SelectionSettings.CHANNELS_INDEX).equals("include");
  }

  public boolean validateLive() {
    return values.flag(Settings.VALIDATE_LIVE);
  }

  /**
   * Whether a mere check may log in: whoever checks a configuration chooses its address, and must
   * not receive a password that a file of the worker holds.
   */
  public boolean mayLogInToCheck() {
    return values.text(Settings.PASSWORD_FILE).isEmpty() || AllowedAddresses.areSet();
  }

  /** Whether each task finds its groups itself. */
  public boolean assignsByTask() {
    return values.text(Settings.CHANNELS_ASSIGNMENT).equals("task");
  }

  /** Whether channels are selected by key, which is valid for one cluster only. */
  boolean selectsByKey() {
    return !values.text(SelectionSettings.CHANNELS_KEYS).isBlank();
  }

  public Duration refreshDebounce() {
    return values.millis(Settings.CHANNELS_REFRESH_DEBOUNCE);
  }

  Duration reconnectBackoff() {
    return values.millis(Settings.RECONNECT_BACKOFF);
  }

  Duration reconnectBackoffMax() {
    return values.millis(Settings.RECONNECT_BACKOFF_MAX);
  }

  /** Whether the tasks begin at different addresses. */
  boolean spreadsOverAddresses() {
    return values.flag(Settings.ADDRESS_SPREAD);
  }

  /** How to connect to each address of the cluster; reads files for each attempt. */
  public SynnaxEndpoints endpoints() {
    return new SynnaxEndpoints(addresses().stream().map(this::endpoint).toList());
  }

  private Supplier<SynnaxClientOptions> endpoint(Address address) {
    return () -> clientOptions(address);
  }

  /** How to connect to one address of the cluster; reads files. */
  public SynnaxClientOptions clientOptions(Address address) {
    return new SynnaxClientOptions(
        address.host(),
        address.port(),
        new Credentials(values.text(Settings.USERNAME), password()),
        tls(),
        new Limits(
            requestTimeout(),
            maxMessageBytes(),
            values.number(Settings.FLOW_CONTROL_WINDOW).intValue()),
        values.constant(Proxy.class, Settings.PROXY));
  }

  private Tls tls() {
    if (!tlsEnabled()) {
      return Tls.PLAINTEXT;
    }
    return new Tls(
        true,
        FileValues.certificates(Settings.TLS_CA, tlsCa()),
        tlsServerName(),
        FileValues.certificates(
            Settings.TLS_CLIENT_CERTIFICATE, values.text(Settings.TLS_CLIENT_CERTIFICATE)),
        FileValues.privateKey(Settings.TLS_CLIENT_KEY, values.secret(Settings.TLS_CLIENT_KEY)),
        values.secret(Settings.TLS_CLIENT_KEY_PASSWORD));
  }

  private String password() {
    String file = values.text(Settings.PASSWORD_FILE);
    return file.isEmpty()
        ? values.secret(Settings.PASSWORD_KEY)
        : FileValues.password(Settings.PASSWORD_FILE, file);
  }

  /** Which channels are selected. */
  public ChannelSelection selection() {
    return SelectionSettings.selection(values);
  }

  /** Whether selected channels that the user may not read are omitted. */
  public boolean omitsDenied() {
    return values.text(Settings.CHANNELS_DENIED).equals("omit");
  }

  /**
   * Finds selected channels that the user may not read; empty if these are not omitted.
   *
   * @param cluster the cluster of the channels
   */
  public Optional<ReadRights> readRights(SynnaxCluster cluster) {
    long graceNanos = values.millis(Settings.STALL_TIMEOUT).toNanos();
    return omitsDenied()
        ? Optional.of(new ReadRights(cluster, this::streamed, graceNanos, System::nanoTime))
        : Optional.empty();
  }

  /** What a stream of the selection carries. */
  public List<Channel> streamed(List<Channel> channels) {
    return streamed(channels, group -> true, channel -> true);
  }

  /** What a stream of some groups and some channels of the selection carries. */
  List<Channel> streamed(
      List<Channel> channels, Predicate<IndexGroup> groups, Predicate<Channel> members) {
    return selection().groups(channels).stream()
        .filter(groups)
        .flatMap(
            group ->
                Stream.concat(
                    Stream.ofNullable(group.index()), group.channels().stream().filter(members)))
        .filter(channel -> channel.dataType() != null)
        .distinct()
        .toList();
  }

  /** Which selected channels cannot be delivered. */
  public AdmissionRules admissionRules() {
    return new AdmissionRules(
        selection(),
        recordOptions(),
        sideTopics(),
        values.number(Settings.CHANNELS_MAX).intValue(),
        values.number(Settings.TOPICS_MAX).intValue(),
        values.flag(Settings.TOPIC_MIXED),
        values.text(Settings.CHANNELS_TYPE_CHANGE).equals("fail"));
  }

  /** The topics that no channel may have, each with the setting that names it. */
  private Map<String, String> sideTopics() {
    Map<String, String> settings = new HashMap<>();
    for (String key : Settings.SIDE_TOPICS) {
      if (!values.text(key).isEmpty()) {
        settings.put(values.text(key), key);
      }
    }
    return settings;
  }

  private RecordFormat recordFormat() {
    return values.constant(RecordFormat.class, Settings.RECORD_FORMAT);
  }

  /** How samples become records. */
  public RecordOptions recordOptions() {
    String topic = values.text(Settings.TOPIC);
    return new RecordOptions(
        recordFormat(),
        topic.isEmpty() ? recordFormat().defaultTopic() : topic,
        values.constant(RecordKey.class, Settings.RECORD_KEY),
        values.constant(RecordTimestamp.class, Settings.RECORD_TIMESTAMP),
        values.flag(Settings.HEADERS),
        new ValueOptions(
            values.constant(Uint64Form.class, Settings.VALUE_UINT64),
            values.constant(TimestampForm.class, Settings.VALUE_TIMESTAMP),
            values.constant(NonFiniteForm.class, Settings.VALUE_NAN),
            values.constant(NonFiniteForm.class, Settings.VALUE_INFINITY),
            values.constant(DataErrors.class, Settings.ERRORS_DATA)),
        new RecordSizes(
            values.number(Settings.SERIES_MAX_SAMPLES).intValue(),
            values.number(Settings.RECORD_MAX_BYTES).intValue(),
            values.constant(Oversize.class, Settings.OVERSIZE)),
        values.text(Settings.ERRORS_DATA_TOPIC),
        new RecordFields(
            values.constant(RowNames.class, Settings.ROW_FIELD_NAMES),
            values.constant(TimeForm.class, Settings.RECORD_TIME),
            values.flag(Settings.RECORD_ORIGIN)),
        timestampMaxAgeMillis());
  }

  private long timestampMaxAgeMillis() {
    long millis = values.number(Settings.RECORD_TIMESTAMP_MAX_AGE).longValue();
    return millis < 0 ? Long.MAX_VALUE : millis;
  }

  /** How a task reads, buffers and delivers. */
  public SourceTaskOptions taskOptions() {
    return taskOptions(Map.of(), Set.of(), Map.of());
  }

  /**
   * The same after clusters were replaced and groups appeared, see {@link StartFrom}, and with the
   * instants of the settings that name a range.
   */
  SourceTaskOptions taskOptions(
      Map<String, TimeStamp> replacements,
      Set<Long> newGroups,
      Map<String, InstantOffset> instants) {
    return new SourceTaskOptions(
        values.number(Settings.POLL_MAX_RECORDS).intValue(),
        values.millis(Settings.POLL_TIMEOUT),
        values.number(Settings.BUFFER_MAX_BYTES).longValue(),
        values.number(Settings.HISTORY_MAX_BYTES).longValue(),
        reconnectBackoff(),
        reconnectBackoffMax(),
        values.millis(Settings.CONNECTIVITY_CHECK_INTERVAL),
        values.millis(Settings.CHANNELS_REFRESH_INTERVAL),
        streamerOptions(),
        isLossless(),
        new StartFrom(startFrom(instants).instant(), replacements, newGroups),
        deliveryOptions(instants),
        new SideTopicOptions(
            values.text(Settings.GAP_TOPIC),
            values.text(Settings.HEARTBEAT_TOPIC),
            values.millis(Settings.HEARTBEAT_INTERVAL),
            values.text(Settings.STATUS_TOPIC),
            values.text(Settings.CATALOGUE_TOPIC),
            values.text(Settings.RANGES_TOPIC),
            values.text(Settings.CHANNELS_DELETED).equals("tombstone"),
            bySetting(instants)),
        values.flag(Settings.RECORD_RANGES));
  }

  private Map<String, InstantOffset> bySetting(Map<String, InstantOffset> instants) {
    return instants.entrySet().stream()
        .collect(Collectors.toMap(entry -> rangeSetting(entry.getKey()), Map.Entry::getValue));
  }

  /** The names of the ranges at which the delivery starts and stops, by setting; may be empty. */
  public Map<String, String> namedRanges() {
    Map<String, String> names = new TreeMap<>();
    for (String key : List.of(Settings.START_FROM, Settings.STOP_AT)) {
      String name = NamedRange.nameIn(values.text(key));
      if (name != null) {
        names.put(key, name);
      }
    }
    return names;
  }

  /** The instant that {@code start.from} names; null if it is a word, an age or a range. */
  public @Nullable TimeStamp fixedStart() {
    String start = values.text(Settings.START_FROM);
    return ValueRules.isFixed(start) ? ValueRules.instant(start, "") : null;
  }

  /** The instant that {@code stop.at} names; null if it is empty or a range. */
  public @Nullable TimeStamp fixedStop() {
    String stop = values.text(Settings.STOP_AT);
    return stop.isBlank() || !ValueRules.isFixed(stop) ? null : ValueRules.instant(stop, "");
  }

  /** A setting that names a range, as {@link io.synnaxconnect.offset.InstantOffset} knows it. */
  public String rangeSetting(String key) {
    return key + "=" + values.text(key).strip();
  }

  /** Whether history is read for rows that the live stream omits. */
  public boolean isLossless() {
    return values.text(Settings.DELIVERY).equals("lossless");
  }

  /** Whether all selected channels are stored, so that exactly-once delivery is possible. */
  public boolean isStoredOnly() {
    return values.text(SelectionSettings.CHANNELS_VIRTUAL).equals("exclude");
  }

  /** Whoever needs no instants of ranges delivers nothing. */
  private StartFrom startFrom(Map<String, InstantOffset> instants) {
    if (namedRanges().containsKey(Settings.START_FROM)) {
      InstantOffset start = instants.get(Settings.START_FROM);
      return new StartFrom(start == null ? null : start.instant());
    }
    String start = values.text(Settings.START_FROM);
    return switch (ValueRule.lowerCase(start)) {
      case "latest" -> StartFrom.LATEST;
      case "earliest" -> StartFrom.EARLIEST;
      default -> new StartFrom(startInstant(start, Instant.now()));
    };
  }

  /** An age counts from now; if a start was stored, nobody asks for this one. */
  static TimeStamp startInstant(String start, Instant now) {
    Duration age = ValueRules.age(start);
    return age == null ? ValueRules.instant(start, "") : TimeStamp.of(now.minus(age));
  }

  private DeliveryOptions deliveryOptions(Map<String, InstantOffset> instants) {
    return new DeliveryOptions(
        values.millis(Settings.GAP_RESOLVE_TIMEOUT).toNanos(),
        values.millis(Settings.PROBE_INTERVAL).toNanos(),
        values.millis(Settings.STALL_TIMEOUT).toNanos(),
        lateWindowNanos(),
        emitsWholeRows(),
        endNanos(instants));
  }

  private long endNanos(Map<String, InstantOffset> instants) {
    String end = values.text(Settings.STOP_AT);
    if (end.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return NamedRange.nameIn(end) == null
        ? ValueRules.instant(end, "").nanos()
        : instants.getOrDefault(Settings.STOP_AT, NO_END).instant().nanos();
  }

  private boolean emitsWholeRows() {
    return recordFormat().content() == RecordFormat.Content.ROW
        && values.text(Settings.ROW_REPAIR).equals("whole");
  }

  private long lateWindowNanos() {
    long millis = values.number(Settings.LATE_WINDOW).longValue();
    return millis < 0 ? Long.MAX_VALUE : Duration.ofMillis(millis).toNanos();
  }

  private StreamerOptions streamerOptions() {
    // To repair dropped frames, which alignments show, costs less than to open the stream again.
    return new StreamerOptions(
            values.number(Settings.LIVE_DOWNSAMPLE_FACTOR).intValue(),
            values.number(Settings.LIVE_THROTTLE_RATE).doubleValue(),
            List.copyOf(ValueRules.unsignedNumbers(values.text(Settings.LIVE_EXCLUDE_GROUPS))))
        .withBuffer(StreamerOptions.DEFAULT_BUFFER_BYTES, Overflow.DROP_OLDEST);
  }

  /** Without values, because a configuration contains secrets. */
  @Override
  public String toString() {
    return "SynnaxSourceConnectorConfig[" + addressText() + "]";
  }
}

package io.synnaxconnect.config;

import static java.util.Objects.requireNonNull;

import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NanForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.channels.AdmissionRules;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** A valid configuration of a connector; makes the options of all its parts. */
public final class SynnaxSourceConnectorConfig {

  private final Map<String, Object> values;

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
    this.values = parsed.parsed();
  }

  /** Addresses of the cluster, in order of preference. */
  public List<Address> addresses() {
    return Address.parseList(text(Settings.ADDRESS));
  }

  /** All addresses, as written. */
  public String addressText() {
    return text(Settings.ADDRESS);
  }

  public String username() {
    return text(Settings.USERNAME);
  }

  public boolean tlsEnabled() {
    return flag(Settings.TLS_ENABLED);
  }

  public int maxMessageBytes() {
    return number(Settings.MAX_MESSAGE_BYTES).intValue();
  }

  /** PEM text or the name of a file, as written. */
  public String tlsCa() {
    return text(Settings.TLS_CA);
  }

  public String tlsServerName() {
    return text(Settings.TLS_SERVER_NAME);
  }

  /** The key that selects channels, to which problems of the selection belong. */
  public String selectingKey() {
    return text(Settings.CHANNELS_INCLUDE).isBlank()
        ? Settings.CHANNELS_KEYS
        : Settings.CHANNELS_INCLUDE;
  }

  /** The value that selects channels, as written. */
  public String selectingValue() {
    return text(selectingKey());
  }

  /** Whether internal channels of the cluster can be selected. */
  public boolean allowsInternal() {
    return flag(Settings.CHANNELS_INTERNAL);
  }

  public boolean validateLive() {
    return flag(Settings.VALIDATE_LIVE);
  }

  /** Whether each task finds its groups itself. */
  public boolean assignsByTask() {
    return text(Settings.CHANNELS_ASSIGNMENT).equals("task");
  }

  /** Whether channels are selected by key, which is valid for one cluster only. */
  boolean selectsByKey() {
    return !text(Settings.CHANNELS_KEYS).isBlank();
  }

  public Duration refreshDebounce() {
    return millis(Settings.CHANNELS_REFRESH_DEBOUNCE);
  }

  Duration reconnectBackoff() {
    return millis(Settings.RECONNECT_BACKOFF);
  }

  Duration reconnectBackoffMax() {
    return millis(Settings.RECONNECT_BACKOFF_MAX);
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
        new Credentials(text(Settings.USERNAME), password()),
        tls(),
        new Limits(
            millis(Settings.REQUEST_TIMEOUT),
            maxMessageBytes(),
            number(Settings.FLOW_CONTROL_WINDOW).intValue()));
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
            Settings.TLS_CLIENT_CERTIFICATE, text(Settings.TLS_CLIENT_CERTIFICATE)),
        FileValues.privateKey(Settings.TLS_CLIENT_KEY, secret(Settings.TLS_CLIENT_KEY)));
  }

  private String password() {
    String file = text(Settings.PASSWORD_FILE);
    return file.isEmpty()
        ? secret(Settings.PASSWORD_KEY)
        : FileValues.password(Settings.PASSWORD_FILE, file);
  }

  /** Which channels are selected. */
  public ChannelSelection selection() {
    return new ChannelSelection(
        ChannelPatterns.parse(text(Settings.CHANNELS_INCLUDE)),
        ChannelPatterns.parse(text(Settings.CHANNELS_EXCLUDE)),
        ValueRules.unsignedNumbers(text(Settings.CHANNELS_KEYS)),
        text(Settings.CHANNELS_VIRTUAL).equals("include"),
        allowsInternal());
  }

  /** Which selected channels cannot be delivered. */
  public AdmissionRules admissionRules() {
    return new AdmissionRules(
        selection(),
        recordOptions(),
        number(Settings.CHANNELS_MAX).intValue(),
        number(Settings.TOPICS_MAX).intValue(),
        flag(Settings.TOPIC_MIXED),
        text(Settings.CHANNELS_TYPE_CHANGE).equals("fail"));
  }

  private RecordFormat recordFormat() {
    return constant(RecordFormat.class, Settings.RECORD_FORMAT);
  }

  /** How samples become records. */
  public RecordOptions recordOptions() {
    String topic = text(Settings.TOPIC);
    return new RecordOptions(
        recordFormat(),
        topic.isEmpty() ? recordFormat().defaultTopic() : topic,
        constant(RecordKey.class, Settings.RECORD_KEY),
        constant(RecordTimestamp.class, Settings.RECORD_TIMESTAMP),
        flag(Settings.HEADERS),
        new ValueOptions(
            constant(Uint64Form.class, Settings.VALUE_UINT64),
            constant(TimestampForm.class, Settings.VALUE_TIMESTAMP),
            constant(NanForm.class, Settings.VALUE_NAN),
            constant(DataErrors.class, Settings.ERRORS_DATA)),
        new RecordSizes(
            number(Settings.SERIES_MAX_SAMPLES).intValue(),
            number(Settings.RECORD_MAX_BYTES).intValue(),
            constant(Oversize.class, Settings.OVERSIZE)),
        text(Settings.ERRORS_DATA_TOPIC));
  }

  /** How a task reads, buffers and delivers. */
  public SourceTaskOptions taskOptions() {
    return taskOptions(Map.of(), Set.of());
  }

  /** The same after clusters were replaced and groups appeared, see {@link StartFrom}. */
  SourceTaskOptions taskOptions(Map<String, TimeStamp> replacements, Set<Long> newGroups) {
    return new SourceTaskOptions(
        number(Settings.POLL_MAX_RECORDS).intValue(),
        millis(Settings.POLL_TIMEOUT),
        number(Settings.BUFFER_MAX_BYTES).longValue(),
        reconnectBackoff(),
        reconnectBackoffMax(),
        millis(Settings.CONNECTIVITY_CHECK_INTERVAL),
        millis(Settings.CHANNELS_REFRESH_INTERVAL),
        streamerOptions(),
        isLossless(),
        new StartFrom(startFrom().instant(), replacements, newGroups),
        deliveryOptions(),
        new SideTopicOptions(
            text(Settings.GAP_TOPIC),
            text(Settings.HEARTBEAT_TOPIC),
            millis(Settings.HEARTBEAT_INTERVAL),
            text(Settings.STATUS_TOPIC),
            text(Settings.CATALOGUE_TOPIC),
            text(Settings.CHANNELS_DELETED).equals("tombstone")));
  }

  /** Whether history is read for rows that the live stream omits. */
  public boolean isLossless() {
    return text(Settings.DELIVERY).equals("lossless");
  }

  /** Whether all selected channels are stored, so that exactly-once delivery is possible. */
  public boolean isStoredOnly() {
    return text(Settings.CHANNELS_VIRTUAL).equals("exclude");
  }

  private StartFrom startFrom() {
    return switch (text(Settings.START_FROM)) {
      case "latest" -> StartFrom.LATEST;
      case "earliest" -> StartFrom.EARLIEST;
      default -> new StartFrom(ValueRules.instant(text(Settings.START_FROM), ""));
    };
  }

  private DeliveryOptions deliveryOptions() {
    String end = text(Settings.STOP_AT);
    return new DeliveryOptions(
        millis(Settings.GAP_RESOLVE_TIMEOUT).toNanos(),
        millis(Settings.PROBE_INTERVAL).toNanos(),
        millis(Settings.STALL_TIMEOUT).toNanos(),
        lateWindowNanos(),
        end.isEmpty() ? Long.MAX_VALUE : ValueRules.instant(end, "").nanos());
  }

  private long lateWindowNanos() {
    long millis = number(Settings.LATE_WINDOW).longValue();
    return millis < 0 ? Long.MAX_VALUE : Duration.ofMillis(millis).toNanos();
  }

  private StreamerOptions streamerOptions() {
    // To repair dropped frames, which alignments show, costs less than to open the stream again.
    return new StreamerOptions(
            number(Settings.LIVE_DOWNSAMPLE_FACTOR).intValue(),
            number(Settings.LIVE_THROTTLE_RATE).doubleValue(),
            List.copyOf(ValueRules.unsignedNumbers(text(Settings.LIVE_EXCLUDE_GROUPS))))
        .withBuffer(StreamerOptions.DEFAULT_BUFFER_BYTES, Overflow.DROP_OLDEST);
  }

  private Object value(String key) {
    return requireNonNull(values.get(key), key);
  }

  private String text(String key) {
    return ((String) value(key)).strip();
  }

  private String secret(String key) {
    return ((Password) value(key)).value();
  }

  private boolean flag(String key) {
    return (Boolean) value(key);
  }

  private Number number(String key) {
    return (Number) value(key);
  }

  private Duration millis(String key) {
    return Duration.ofMillis(number(key).longValue());
  }

  private <E extends Enum<E>> E constant(Class<E> type, String key) {
    return ValueRule.constant(type, text(key));
  }

  /** Without values, because a configuration contains secrets. */
  @Override
  public String toString() {
    return "SynnaxSourceConnectorConfig[" + addressText() + "]";
  }
}

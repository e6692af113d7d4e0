package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks for a password, and for tokens, where neither may ever be. */
final class SecretSearch {

  /** The password of the cluster, which a ConfigProvider of the workers fills in. */
  static final String PASSWORD = "Canary9e8d7c6b5a40";

  /** What the tokens of every Synnax begin with. */
  private static final String TOKEN = "eyJhbGciOi";

  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  /** Searches topics of this broker. */
  SecretSearch(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** What a connector's configuration has in the place of the password. */
  static String reference(Path folder) {
    Path file = folder.resolve("chaos-secrets.properties");
    try {
      Files.writeString(file, "password=" + PASSWORD + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "${file:" + file + ":password}";
  }

  /** Fails if the text has one; it does not repeat the text. */
  static void requireNone(String what, String text) {
    String hex = HexFormat.of().formatHex(PASSWORD.getBytes(StandardCharsets.UTF_8));
    assertThat(text.contains(PASSWORD)).as("password in " + what).isFalse();
    assertThat(text.contains(hex)).as("password in hex in " + what).isFalse();
    assertThat(text.contains(TOKEN)).as("token in " + what).isFalse();
  }

  /** Reads all topics that begin so; returns how many records there were. */
  long requireNoneInTopics(String... prefixes) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .filter(info -> List.of(prefixes).stream().anyMatch(info.topic()::startsWith))
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long records = 0;
      while (partitions.stream()
          .anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          requireNone(record.topic(), text(record.key()) + text(record.value()));
          for (Header header : record.headers()) {
            requireNone(record.topic(), text(header.value()));
          }
          records++;
        }
      }
      return records;
    }
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

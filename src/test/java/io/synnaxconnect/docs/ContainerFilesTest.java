package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.SchemaRegistry;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.ConfigSchema;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.UnknownKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Image, compose file and Kubernetes resources fit together and to the rest of the project. They
 * are read, not run: nothing is pulled, and no Docker is needed.
 */
class ContainerFilesTest {

  @Test
  void everyImageHasATagThatStays() throws IOException {
    assertThat(ContainerFiles.pulledImages())
        .hasSizeGreaterThan(5)
        .allSatisfy(image -> assertThat(image).matches("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+\\S*"))
        .noneMatch(image -> image.contains("latest"));
  }

  @Test
  void versionsAreThoseOfTheBuild() throws IOException {
    String version = ContainerFiles.pomProperty("pom.xml", "version");
    String kafka = ContainerFiles.pomProperty("pom.xml", "kafka.version");
    String registry = ContainerFiles.pomProperty("src/test/runtime/pom.xml", "apicurio.version");
    String exporter = ContainerFiles.pomProperty("pom.xml", "jmx-exporter.version");
    JsonNode workers = ContainerFiles.yaml("kubernetes/kafka-connect.yaml").get("spec");

    assertThat(ContainerFiles.pulledImages())
        .contains("apache/kafka:" + kafka, "apicurio/apicurio-registry-kafkasql:" + registry);
    assertThat(ContainerFiles.service("connect", "/image").asText())
        .isEqualTo("kafka-connect-synnax:" + version);
    assertThat(ContainerFiles.text("Dockerfile"))
        .contains("jmx_prometheus_javaagent:" + exporter + " ")
        .contains("kafka-connect-synnax:" + version + " ");
    assertThat(workers.get("version").asText()).isEqualTo(kafka);
    assertThat(workers.at("/build/output/image").asText()).endsWith(":" + version);
    assertThat(workers.at("/build/plugins/0/artifacts/0/url").asText())
        .endsWith("/kafka-connect-synnax-" + version + "-flat.zip");
    assertThat(workers.at("/build/plugins/1/artifacts/0/version").asText()).isEqualTo(registry);
  }

  @Test
  void nothingIsReachableFromOtherMachines() throws IOException {
    List<String> published = new ArrayList<>();
    for (JsonNode service : ContainerFiles.services().values()) {
      service.path("ports").forEach(port -> published.add(port.asText()));
    }

    assertThat(published).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(published).map(port -> port.split(":", -1)[1]).doesNotHaveDuplicates();
  }

  @Test
  void whatIsCopiedAndMountedIsThere() throws IOException {
    List<String> files = new ArrayList<>();
    for (String line : ContainerFiles.found("Dockerfile", "(?m)^COPY ((?!--from).*)$")) {
      List<String> words = List.of(line.split(" "));
      files.addAll(words.subList(0, words.size() - 1));
    }
    for (JsonNode service : ContainerFiles.services().values()) {
      for (JsonNode volume : service.path("volumes")) {
        if (volume.asText().startsWith("./")) {
          files.add("docker/" + volume.asText().split(":", -1)[0].substring(2));
        }
      }
    }

    assertThat(files).hasSizeGreaterThan(10).allMatch(file -> Files.exists(Path.of(file)));
  }

  @Test
  void servicesAwaitAndReachEachOtherByTheirNames() throws IOException {
    Map<String, JsonNode> services = ContainerFiles.services();
    for (JsonNode service : services.values()) {
      service
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(o -> assertThat(services).containsKey(o));
    }
    String environment = ContainerFiles.text("Dockerfile");
    JsonNode kafka = ContainerFiles.service("kafka", "/environment");

    assertThat(environment)
        .contains("BOOTSTRAP_SERVERS=kafka:9092")
        .contains("REGISTRY_URL=http://registry:8080/");
    assertThat(kafka.get("KAFKA_ADVERTISED_LISTENERS").asText()).contains("INSIDE://kafka:9092");
    assertThat(ContainerFiles.service("registry", "/ports/0").asText()).endsWith(":8080");
    assertThat(ContainerFiles.service("connector", "/command").toString())
        .contains("http://connect:8083/connectors/synnax/config");
    assertThat(ContainerFiles.yaml("monitoring/prometheus.yaml").toString())
        .contains("connect:9404");
    assertThat(ContainerFiles.yaml("monitoring/grafana/datasource.yaml").toString())
        .contains("http://prometheus:9090");
    assertThat(ContainerFiles.service("prometheus", "/ports/0").asText()).endsWith(":9090");
    assertThat(environment).contains("=9404:/opt/connect/jmx-exporter.yaml", "EXPOSE 8083 9404");
  }

  @Test
  void whatWasNeverRunSaysSoFirst() throws IOException {
    for (String file :
        List.of(
            "compose.yaml",
            "Dockerfile",
            "kubernetes/kafka-connect.yaml",
            "kubernetes/kafka-connector.yaml",
            "kubernetes/kafka-user.yaml",
            "kubernetes/pod-monitor.yaml")) {
      String text = ContainerFiles.text(file).replaceFirst("# syntax=.*\n", "");
      assertThat(text).as(file).matches("(?s)# Never (run|built).*");
    }
  }

  @Test
  void theBrokerWritesIntoItsVolume() throws IOException {
    String volume = ContainerFiles.service("kafka", "/volumes/0").asText();

    assertThat(volume.split(":", -1)[1])
        .isEqualTo(ContainerFiles.service("kafka", "/environment").get("KAFKA_LOG_DIRS").asText());
  }

  @Test
  void theExporterStartsInTheWorkerAlone() throws IOException {
    // A variable of the image is also one of every kafka-*.sh in the container.
    assertThat(ContainerFiles.found("Dockerfile", "(?ms)^ENV (.*?[^\\\\])$"))
        .singleElement()
        .asString()
        .doesNotContain("javaagent");
    assertThat(ContainerFiles.found("Dockerfile", "(?m)^ENTRYPOINT (.*)$"))
        .singleElement()
        .asString()
        .contains("javaagent", "$KAFKA_OPTS");
  }

  @Test
  void providersReadNothingElse() throws IOException {
    Properties worker = ContainerFiles.properties("worker.properties");
    Pattern allowed =
        Pattern.compile(worker.getProperty("config.providers.env.param.allowlist.pattern"));

    assertThat(ContainerFiles.found("worker.properties", "\\$\\{env:([A-Z_]+)}"))
        .allMatch(name -> allowed.matcher(name).matches());
    assertThat(List.of("PATH", "KAFKA_OPTS", "AWS_SECRET_ACCESS_KEY"))
        .noneMatch(name -> allowed.matcher(name).matches());
  }

  @Test
  void theWorkerGetsFromTheEnvironmentWhatTheImageSets() throws IOException {
    Properties worker = ContainerFiles.properties("worker.properties");
    String image = ContainerFiles.text("Dockerfile");

    assertThat(ContainerFiles.found("worker.properties", "\\$\\{env:([A-Z_]+)}"))
        .hasSizeGreaterThan(3)
        // Docker itself sets the name of the host.
        .allMatch(name -> name.equals("HOSTNAME") || image.contains(name + "="));
    assertThat(worker.getProperty("plugin.path")).isEqualTo("/opt/connect/plugins");
    assertThat(image).contains("/build/runtime/plugins /opt/connect/plugins\n");
    assertThat(image)
        .contains(
            "SYNNAX_ALLOWED_PATHS="
                + worker.getProperty("config.providers.file.param.allowed.paths")
                + " ");
    assertThat(image)
        .contains(
            "COPY --from=build /build/secrets "
                + worker.getProperty("config.providers.file.param.allowed.paths")
                + "\n");
    assertThat(worker.getProperty("listeners")).endsWith(":8083");
  }

  @Test
  void theConnectorsAreConfiguredWithKeysThatExist() throws IOException {
    // Given
    JsonNode resource = ContainerFiles.yaml("kubernetes/kafka-connector.yaml");
    ObjectNode strimzi = resource.at("/spec/config").deepCopy();
    strimzi.put("connector.class", resource.at("/spec/class").asText());
    strimzi.put("tasks.max", resource.at("/spec/tasksMax").asText());

    // Then
    assertGood(ContainerFiles.json("connector.json"));
    assertGood(strimzi);
    assertThat(ContainerFiles.service("connect", "/environment").fieldNames())
        .toIterable()
        .contains("SYNNAX_PASSWORD");
  }

  @Test
  void theConnectorsForSamplesLookSchemasUp() throws IOException {
    Map<String, String> example = ExampleConfigs.config(Path.of("config", "source-tls.json"));
    Map<String, String> container = ContainerFiles.config(ContainerFiles.json("connector.json"));
    JsonNode resource = ContainerFiles.yaml("kubernetes/kafka-connector.yaml");
    Map<String, String> strimzi = ContainerFiles.config(resource.at("/spec/config"));

    assertThat(example).containsAllEntriesOf(SchemaRegistry.LOOKING_UP);
    assertThat(container).containsAllEntriesOf(SchemaRegistry.LOOKING_UP);
    assertThat(strimzi).containsAllEntriesOf(SchemaRegistry.LOOKING_UP);
    String page = Files.readString(Path.of("docs", "converters.md"));
    SchemaRegistry.LOOKING_UP.forEach((key, value) -> assertThat(page).contains(key + "=" + value));
  }

  @Test
  void kubernetesResourcesBelongTogether() throws IOException {
    JsonNode workers = ContainerFiles.yaml("kubernetes/kafka-connect.yaml");
    JsonNode connector = ContainerFiles.yaml("kubernetes/kafka-connector.yaml");

    assertThat(workers.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
    assertThat(connector.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
    assertThat(connector.at("/metadata/labels").get("strimzi.io/cluster").asText())
        .isEqualTo(workers.at("/metadata/name").asText());
    assertThat(workers.at("/spec/config").get("config.providers.directory.param.allowed.paths"))
        .isEqualTo(workers.at("/spec/template/connectContainer/volumeMounts/0/mountPath"));
    assertThat(workers.at("/spec/template/connectContainer/env/0/name").asText())
        .isEqualTo("SYNNAX_ALLOWED_PATHS");
    assertThat(workers.at("/spec/template/connectContainer/env/0/value"))
        .isEqualTo(workers.at("/spec/template/connectContainer/volumeMounts/0/mountPath"));
    JsonNode user = ContainerFiles.yaml("kubernetes/kafka-user.yaml");
    assertThat(workers.at("/spec/authentication/certificateAndKey/secretName"))
        .isEqualTo(user.at("/metadata/name"));
    assertThat(workers.at("/spec/template/pod/metadata/labels"))
        .isEqualTo(
            ContainerFiles.yaml("kubernetes/pod-monitor.yaml").at("/spec/selector/matchLabels"));
    assertThat(workers.at("/spec/template/pod/volumes/0/name"))
        .isEqualTo(workers.at("/spec/template/connectContainer/volumeMounts/0/name"));
    assertThat(connector.at("/spec/config").get("synnax.tls.ca").asText())
        .startsWith(
            workers.at("/spec/template/connectContainer/volumeMounts/0/mountPath").asText());
  }

  private static void assertGood(JsonNode connector) {
    Map<String, String> config = ContainerFiles.config(connector);
    ObjectNode document = new ObjectMapper().createObjectNode().put("name", "synnax");
    document.set("config", connector);
    // Files in the container, which this machine does not have.
    config.remove("synnax.tls.ca");
    if (config.remove("synnax.password.file") != null) {
      config.put("synnax.password", "secret");
    }

    assertThat(ParsedConfig.of(ConfigFixtures.resolved(config)).problems()).isEmpty();
    assertThat(UnknownKeys.warnings(config.keySet())).isEmpty();
    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(ConfigSchema.document())
                .validate(document))
        .isEmpty();
    assertThat(config)
        .containsEntry("connector.class", SynnaxSourceConnector.class.getName())
        .containsEntry("topic.creation.default.retention.ms", "-1")
        .containsEntry("producer.override.enable.idempotence", "true");
  }
}

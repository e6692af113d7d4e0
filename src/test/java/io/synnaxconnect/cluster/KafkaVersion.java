package io.synnaxconnect.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Kafka releases whose jars the build copies. */
public enum KafkaVersion {
  V4_3("kafka-4.3", "-Dlog4j2.configurationFile=", "log4j2.properties"),
  /** The oldest worker that the connector supports. */
  V3_9("kafka-3.9", "-Dlog4j.configuration=file:", "log4j.properties");

  /** System property: more options of {@code java}, separated by blanks. */
  public static final String JAVA_OPTIONS = "cluster.java.options";

  private final String folder;
  private final String loggingOption;
  private final String loggingFile;

  KafkaVersion(String folder, String loggingOption, String loggingFile) {
    this.folder = folder;
    this.loggingOption = loggingOption;
    this.loggingFile = loggingFile;
  }

  /**
   * Arguments of {@code java} to run a main class of this release.
   *
   * @param connectorLogLevel level of our own loggers
   */
  List<String> javaArguments(String connectorLogLevel, String... mainClassAndArguments) {
    Path logging = Path.of("src/test/resources/cluster").resolve(loggingFile).toAbsolutePath();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Xms64m", "-Xmx512m", loggingOption + logging));
    arguments.add("-Dconnector.log.level=" + connectorLogLevel);
    // What a benchmark wants of its processes: the last option counts.
    arguments.addAll(List.of(System.getProperty(JAVA_OPTIONS, "-Xshare:auto").split(" ")));
    arguments.addAll(List.of("-cp", Artifacts.runtime(folder) + "/*"));
    arguments.addAll(List.of(mainClassAndArguments));
    return arguments;
  }
}

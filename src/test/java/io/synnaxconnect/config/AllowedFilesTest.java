package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.synnaxconnect.SynnaxSourceConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configurations name no other files of the worker than it allows. */
@Timeout(60)
class AllowedFilesTest {

  private static final String OUTSIDE = "names a file outside of the directories";

  @TempDir private Path folder;
  private Path allowed;
  private Path secret;
  private AllowedPaths paths;

  @BeforeEach
  void allow() throws Exception {
    allowed = Files.createDirectory(folder.resolve("allowed"));
    secret = Files.writeString(folder.resolve("secret"), "token");
    Files.writeString(allowed.resolve("password"), "s3cret\n");
    paths = AllowedPaths.of(folder.resolve("not there"), allowed);
  }

  @AfterEach
  void forget() {
    paths.close();
  }

  @Test
  void withoutDirectoriesThereAreNoFiles() {
    // Given
    paths.close();

    // When
    List<String> existing = passwordMessages(allowed.resolve("password"));
    List<String> missing = passwordMessages(folder.resolve("no such file"));

    // Then
    assertThat(existing)
        .singleElement()
        .asString()
        .contains("this worker allows none; start every worker with SYNNAX_ALLOWED_PATHS");
    assertThat(missing.get(0).replace("no such file", "allowed/password"))
        .isEqualTo(existing.get(0));
    assertThat(
            ConfigFixtures.messages(
                validated("synnax.tls.ca", folder.resolve("no such file").toString())))
        .singleElement()
        .asString()
        .contains("is not PEM text, and names a file, but this worker allows none");
  }

  @Test
  void filesBelowADirectoryAreRead() throws Exception {
    // Given: as Kubernetes mounts a secret
    Path data = Files.createDirectory(allowed.resolve("..2026_01_31"));
    Files.writeString(data.resolve("linked"), "linked");
    Files.createSymbolicLink(allowed.resolve("..data"), data);
    Path linked = Files.createSymbolicLink(allowed.resolve("linked"), Path.of("..data", "linked"));

    // Then
    assertThat(passwordMessages(allowed.resolve("password"))).isEmpty();
    assertThat(passwordMessages(linked)).isEmpty();
  }

  @Test
  void aDirectoryThatIsALinkItselfCounts() throws Exception {
    // Given
    Path link = Files.createSymbolicLink(folder.resolve("link"), allowed);
    paths.close();
    paths = AllowedPaths.of(link);

    // Then
    assertThat(passwordMessages(link.resolve("password"))).isEmpty();
    assertThat(passwordMessages(allowed.resolve("password"))).isEmpty();
  }

  @Test
  void noWayLeadsOut() throws Exception {
    // Given
    Path link = Files.createSymbolicLink(allowed.resolve("out"), secret);
    Path folderLink = Files.createSymbolicLink(allowed.resolve("up"), folder);
    Files.createDirectory(folder.resolve("allowed too"));
    Path sibling = Files.writeString(folder.resolve("allowed too").resolve("file"), "token");

    // Then
    for (Path path :
        List.of(
            secret,
            sibling,
            link,
            folderLink.resolve("secret"),
            allowed.resolve("..").resolve("secret"),
            folder.resolve("no such file"),
            Path.of("/etc/shadow"),
            Path.of("/proc/self/environ"))) {
      assertThat(passwordMessages(path)).singleElement().asString().contains(OUTSIDE);
    }
  }

  @Test
  void onlyRegularFilesAreOpened() throws Exception {
    // Given
    Path pipe = allowed.resolve("pipe");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    paths.close();
    paths = AllowedPaths.of(allowed, Path.of("/dev"));

    // Then
    for (Path path : List.of(pipe, allowed, Path.of("/dev/zero"))) {
      assertThat(passwordMessages(path))
          .singleElement()
          .asString()
          .contains("names something that is not a regular file");
    }
  }

  @Test
  void noMoreThanACertificateOrAPasswordIsRead() throws Exception {
    // Given
    Path large = Files.write(allowed.resolve("large"), new byte[(1 << 20) + 1]);
    Path lines = Files.writeString(allowed.resolve("lines"), "a" + "\n".repeat(4096));

    // Then
    assertThat(passwordMessages(lines)).singleElement().asString().contains("more than 4096 bytes");
    assertThat(ConfigFixtures.messages(validated("synnax.tls.ca", large.toString())))
        .singleElement()
        .asString()
        .contains("names a file of more than 1048576 bytes");
  }

  @Test
  void aSizeThatTheFileSystemStatesWronglyDoesNotMatter() {
    // Given: it says that its size is 0
    Path endless = Path.of("/proc/self/smaps");
    assumeThat(endless).exists();
    try (AllowedPaths proc = AllowedPaths.of(Path.of("/proc"))) {
      // Then
      assertThat(proc).isNotNull();
      assertThatThrownBy(() -> AllowedFiles.read(endless.toString(), 100))
          .hasMessageContaining("more than 100 bytes");
    }
  }

  private static Config validated(String key, String value) {
    return new SynnaxSourceConnector().validate(ConfigFixtures.with(key, value));
  }

  private static List<String> passwordMessages(Path file) {
    return ConfigFixtures.messages(
        new SynnaxSourceConnector()
            .validate(
                ConfigFixtures.with(
                    "synnax.password", "", "synnax.password.file", file.toString())));
  }
}

package io.synnaxconnect.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of the worker that a configuration may name: those below directories that the worker
 * allows. Whoever reaches the REST interface of Connect can try configurations, and must not read
 * the worker's other files by that.
 */
final class AllowedFiles {

  static final String PROPERTY = "synnax.allowed.paths";

  private static final WorkerSetting SETTING = new WorkerSetting(PROPERTY);

  private AllowedFiles() {}

  /**
   * The content of a regular file.
   *
   * @throws IllegalArgumentException with reason and remedy; does not say whether a file exists
   *     that is not allowed
   */
  static byte[] read(String file, int maxBytes) {
    List<String> allowed = SETTING.entries();
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException(
          "names a file, but this worker allows none; start every worker with SYNNAX_ALLOWED_PATHS"
              + " set to the directory of the file, or give the text itself");
    }
    try {
      return readAllowed(Path.of(file.strip()).toAbsolutePath(), directories(allowed), maxBytes);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "names a file that this worker cannot read ("
              + e.getClass().getSimpleName()
              + "); correct the path or the rights",
          e);
    }
  }

  private static byte[] readAllowed(Path file, List<Path> directories, int maxBytes)
      throws IOException {
    // First without a look at the file system, which would show what exists elsewhere.
    requireBelow(directories, file.normalize());
    Path real = file.toRealPath();
    requireBelow(directories, real);
    // Opening a pipe would wait for its writer.
    if (!Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new IllegalArgumentException("names something that is not a regular file; name a file");
    }
    try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      // The size that the file system states may be wrong, as that of files in /proc is.
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IllegalArgumentException(
            "names a file of more than " + maxBytes + " bytes; name the right file");
      }
      return bytes;
    }
  }

  private static void requireBelow(List<Path> directories, Path file) {
    if (directories.stream().noneMatch(file::startsWith)) {
      throw new IllegalArgumentException(
          "names a file outside of the directories that this worker allows; move it below one of"
              + " SYNNAX_ALLOWED_PATHS, or add its directory to that on every worker");
    }
  }

  /** Each as it is written and, if it exists, without links. */
  private static List<Path> directories(List<String> allowed) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (String entry : allowed) {
      Path directory = Path.of(entry).toAbsolutePath().normalize();
      directories.add(directory);
      if (Files.isDirectory(directory)) {
        directories.add(directory.toRealPath());
      }
    }
    return directories;
  }
}

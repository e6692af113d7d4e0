package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Plugins as a user installs them: an archive, unzipped. */
public final class PluginFolder {

  private PluginFolder() {}

  /** Unzips an archive into a folder, which is then fit for {@code plugin.path}. */
  public static Path unzip(Path archive, Path folder) {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(entry.getName() + " points out of the archive");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unzip " + archive, e);
    }
  }
}

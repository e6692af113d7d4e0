package io.synnaxconnect.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that holds a password and nothing else. Messages never repeat it. */
final class PasswordFile {

  private PasswordFile() {}

  /**
   * The password, without the end of its line. Blanks belong to it.
   *
   * @throws IllegalArgumentException with reason and remedy
   */
  static String read(String file) {
    String password = text(file).replaceFirst("\\R+\\z", "");
    if (password.isBlank()) {
      throw new IllegalArgumentException("names an empty file; write the password into it");
    }
    if (password.lines().count() > 1) {
      throw new IllegalArgumentException(
          "names a file of several lines; leave only the password in it");
    }
    return password;
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file.strip()));
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("names a binary file; write the password as text", e);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "names no file that this worker can read ("
              + e.getClass().getSimpleName()
              + "); correct the path or the rights",
          e);
    }
  }
}

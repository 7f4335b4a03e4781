package dev.sluice.local.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class PemFile {
  private PemFile() {}

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " can't be written: make its folder writable", e);
    }
  }

  static void writeSecret(Path file, String text) {
    write(file, "");
    try {
      // PostgreSQL refuses a key that others can read.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " can't be protected", e);
    }
    write(file, text);
  }
}

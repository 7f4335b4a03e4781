package dev.sluice.local.binary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The downloaded sources of the module that a program is built from, in Go's module cache.
 */
record SourceFolder(Path path) {
  SourceFolder {
    requireNonNull(path, "path is null");
  }

  /**
   * @param module the folder with go.mod that the program was just built in
   */
  static SourceFolder of(GoProgram program, Path module) throws IOException {
    Process list = GoBuild.go(module, "list", "-mod=readonly", "-f", "{{.Module.Dir}}", program.goPackage())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    return new SourceFolder(Path.of(new String(list.getInputStream().readAllBytes(), UTF_8).strip()));
  }

  /** The plain files of one folder, over what is at the target. */
  void copy(String folder, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(path.resolve(folder))) {
      files.filter(Files::isRegularFile).forEach(file -> copyFile(file, target.resolve(file.getFileName())));
    }
  }

  private static void copyFile(Path file, Path target) {
    try {
      // The module cache is read-only; a copy with its rights couldn't be replaced.
      Files.write(target, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " can't be copied to " + target, e);
    }
  }
}

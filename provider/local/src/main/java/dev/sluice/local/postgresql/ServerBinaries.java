package dev.sluice.local.postgresql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.FileLock;
import dev.sluice.local.platform.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs for this platform. This module's build puts one archive per major into its resources, below
 * the full version; they are unpacked once into the user's cache folder.
 */
record ServerBinaries(Path folder) {
  private static final SortedMap<Integer, String> VERSIONS =
      new TreeMap<>(Map.of(14, "14.24.0", 15, "15.19.0", 16, "16.15.0", 17, "17.11.0", 18, "18.6.0"));
  private static final int OWNER_EXECUTE = 0100;

  ServerBinaries {
    requireNonNull(folder, "folder is null");
  }

  /** Those that this build has packed, in their order. */
  static List<Integer> majors() {
    String archive = archiveName(Platform.current());
    return VERSIONS.entrySet().stream()
        .filter(version -> ServerBinaries.class.getResource(version.getValue() + "/" + archive) != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * @throws IllegalArgumentException if this major isn't packed
   */
  static ServerBinaries ofMajor(int major) {
    String version = VERSIONS.get(major);
    if (version == null) {
      throw new IllegalArgumentException(
          "PostgreSQL " + major + " is not packed: choose one of " + majors() + ", or build with -Pall-servers");
    }
    Platform platform = Platform.current();
    Path folder = CacheFolder.ofUser().resolve("postgresql/" + version + "-" + platform);
    if (!Files.isDirectory(folder)) {
      unpackOnce(version + "/" + archiveName(platform), folder);
    }
    return new ServerBinaries(folder);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static String archiveName(Platform platform) {
    String processor = platform.architecture().equals("arm64") ? "arm_64" : "x86_64";
    return "postgres-" + platform.os() + "-" + processor + ".txz";
  }

  private static void unpackOnce(String archive, Path folder) {
    try (FileLock lock = FileLock.acquire(folder.resolveSibling(folder.getFileName() + ".lock"), () -> { })) {
      if (Files.isDirectory(folder)) {
        return;
      }
      Path unfinished = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".tmp");
      unpack(archive, unfinished);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL can't be unpacked into " + folder
          + ": make the folder writable and see that 60 MB are free", e);
    }
  }

  private static void unpack(String archive, Path target) throws IOException {
    try (InputStream packed = ServerBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new IllegalStateException("resource " + archive + " is missing beside " + ServerBinaries.class.getName()
            + ": build sluice-local on this platform (mvn -pl provider/local -am package)");
      }
      TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
    Path file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("the archive names a file outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, target.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      file.toFile().setExecutable((entry.getMode() & OWNER_EXECUTE) != 0);
    }
  }
}

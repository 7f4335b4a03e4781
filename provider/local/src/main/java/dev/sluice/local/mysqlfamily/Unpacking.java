package dev.sluice.local.mysqlfamily;

import dev.sluice.local.platform.CacheFolder;
import dev.sluice.local.platform.FileLock;
import dev.sluice.local.platform.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Makes folders below the user's cache folder, once, however many processes ask at the same time. */
public final class Unpacking {
  private static final String PLATFORM = "linux-amd64";
  private static final int OWNER_EXECUTE = 0100;

  private Unpacking() {}

  /** Fills a folder that isn't in its place yet. */
  @FunctionalInterface
  public interface Filling {
    void fill(Path folder) throws IOException;
  }

  /**
   * @param name of the folder, such as {@code mysql/8.0.12}; a new one for every change of the filling
   * @throws IllegalStateException where these servers have no programs
   */
  public static Path once(String name, Filling filling) {
    if (!Platform.current().toString().equals(PLATFORM)) {
      throw new IllegalStateException("MySQL and MariaDB are packed for " + PLATFORM + " only, and this is " + Platform.current()
          + ": use servers of your own");
    }
    Path folder = CacheFolder.ofUser().resolve(name + "-" + PLATFORM);
    if (!Files.isDirectory(folder)) {
      fillOnce(folder, filling);
    }
    return folder;
  }

  private static void fillOnce(Path folder, Filling filling) {
    try (FileLock lock = FileLock.acquire(folder.resolveSibling(folder.getFileName() + ".lock"), () -> { })) {
      if (Files.isDirectory(folder)) {
        return;
      }
      Path unfinished = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".tmp");
      filling.fill(unfinished);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " can't be made: make its parent writable and see that 500 MB are free", e);
    }
  }

  /**
   * @param owner beside whose class file the build has put a resource that says where an archive is
   * @return empty where it hasn't
   */
  public static Optional<Path> archive(Class<?> owner, String resource) {
    try (InputStream place = owner.getResourceAsStream(resource)) {
      return place == null ? Optional.empty() : Optional.of(Path.of(new String(place.readAllBytes(), StandardCharsets.UTF_8).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void tarGz(InputStream packed, Path target) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(packed));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path file = place(target, entry.getName());
      if (entry.isSymbolicLink()) {
        link(file, entry.getLinkName());
      } else if (!entry.isDirectory()) {
        write(tar, file, (entry.getMode() & OWNER_EXECUTE) != 0);
      }
    }
  }

  /** @param places the path below the target that an entry gets, by its name; null leaves it out */
  public static void zip(Path archive, UnaryOperator<String> places, Path target) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : (Iterable<ZipArchiveEntry>) zip.getEntriesInPhysicalOrder()::asIterator) {
        Optional<String> wanted = entry.isDirectory() ? Optional.empty() : Optional.ofNullable(places.apply(entry.getName()));
        if (wanted.isPresent()) {
          unzip(zip, entry, place(target, wanted.get()));
        }
      }
    }
  }

  private static void unzip(ZipFile zip, ZipArchiveEntry entry, Path file) throws IOException {
    if (entry.isUnixSymlink()) {
      link(file, zip.getUnixSymlink(entry));
      return;
    }
    try (InputStream content = zip.getInputStream(entry)) {
      // Archives made by Java know of no modes.
      write(content, file, file.getParent().endsWith("bin"));
    }
  }

  private static Path place(Path target, String name) throws IOException {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("the archive names a file outside of itself: " + name);
    }
    return file;
  }

  private static void link(Path file, String to) throws IOException {
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, Path.of(to));
  }

  private static void write(InputStream content, Path file, boolean executable) throws IOException {
    Files.createDirectories(file.getParent());
    Files.copy(content, file);
    file.toFile().setExecutable(executable);
  }
}

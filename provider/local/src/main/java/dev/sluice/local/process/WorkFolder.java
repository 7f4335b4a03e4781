package dev.sluice.local.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder for the data and logs of one server. A temporary one disappears at {@link #close}; those of JVMs that were
 * killed are found by the next one, which ends their processes and removes them.
 */
public final class WorkFolder implements AutoCloseable {
  private static final String OWNER = "owner";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;
  private final boolean temporary;

  private WorkFolder(Path path, boolean temporary) {
    this.path = requireNonNull(path, "path is null");
    this.temporary = temporary;
  }

  /** Stays at close. */
  public static WorkFolder at(Path path) {
    try {
      return new WorkFolder(Files.createDirectories(path).toRealPath(), false);
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + path + " can't be made: choose one that is writable", e);
    }
  }

  /**
   * Stays at close, and is empty now: what a killed owner left there is ended and removed.
   *
   * @throws IllegalStateException if its owner still runs
   */
  public static WorkFolder emptied(Path path) {
    Optional<ProcessHandle> owner = ProcessIdentity.read(path.resolve(OWNER)).flatMap(ProcessIdentity::find);
    if (owner.isPresent() && owner.get().pid() != ProcessHandle.current().pid()) {
      throw new IllegalStateException(path + " is in use by process " + owner.get().pid() + ": end that one first");
    }
    if (Files.isDirectory(path)) {
      try {
        endLeftovers(path);
      } catch (IOException e) {
        throw new UncheckedIOException("folder " + path + " can't be read", e);
      }
      delete(path);
    }
    WorkFolder folder = at(path);
    ProcessIdentity.of(ProcessHandle.current()).write(folder.path.resolve(OWNER));
    return folder;
  }

  public static WorkFolder temporary(String name) {
    try {
      Path root = Path.of(System.getProperty("java.io.tmpdir"), "sluice-" + System.getProperty("user.name"));
      Files.createDirectories(root, OWNER_ONLY);
      root = root.toRealPath();
      list(root).forEach(WorkFolder::removeAbandoned);
      Path path = Files.createTempDirectory(root, name + "-", OWNER_ONLY);
      ProcessIdentity.of(ProcessHandle.current()).write(path.resolve(OWNER));
      return new WorkFolder(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder can be made for " + name + " below java.io.tmpdir", e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    if (temporary) {
      delete(path);
    }
  }

  private static void removeAbandoned(Path folder) {
    boolean abandoned = ProcessIdentity.read(folder.resolve(OWNER))
        .map(owner -> owner.find().isEmpty())
        .orElse(false);
    if (!abandoned) {
      return;
    }
    try {
      endLeftovers(folder);
      delete(folder);
    } catch (IOException removedByAnother) {
      // Two JVMs may sweep at once.
    }
  }

  private static void endLeftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files.filter(file -> file.toString().endsWith(".pid"))
          .flatMap(file -> ProcessIdentity.read(file).flatMap(ProcessIdentity::find).stream())
          .forEach(LocalProcess::endLeftover);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(WorkFolder::deleteFile);
    } catch (IOException | UncheckedIOException concurrentlyChanged) {
      // A server's last child may still write; the next JVM's sweep removes what is left.
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Timeouts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes a file appear with its claim in it, or not at all, and never over another. */
record Creation(DatabaseFiles files, Timeouts timeouts) {
  private static final Set<PosixFilePermission> PASSED_ON =
      EnumSet.of(
          PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ);

  /** Where somebody else was faster his file stays, and nothing is said: whose it is the claim tells. */
  void make(String relative, ClaimRecord record) throws SQLException {
    Path file = files.file(relative);
    checkNoRemains(relative, file);
    Path fresh = file.resolveSibling("." + file.getFileName() + "." + UUID.nameUUIDFromBytes(record.claim().uid().getBytes()) + ".new");
    try {
      Files.createDirectories(file.getParent());
      // Somebody may have put a link in its place.
      files.file(relative);
      // An earlier attempt's, which was cut short.
      remove(fresh);
      write(fresh, record);
      shareLikeFolder(fresh);
      publish(fresh, file);
      remove(fresh);
    } catch (IOException e) {
      throw FileTrouble.failure("SQLite database " + record.name() + " can't be created as " + relative + " in " + files.folder().directory(), e);
    }
  }

  /** A journal would be played into the new file, and it may be all that is left of an old one. */
  private void checkNoRemains(String relative, Path file) {
    for (String suffix : new String[] {"-journal", "-wal"}) {
      if (Files.exists(file.resolveSibling(file.getFileName() + suffix), LinkOption.NOFOLLOW_LINKS)) {
        throw new EngineException(
            new Failure.MissingRight(
                Reasons.ALREADY_EXISTS,
                relative + suffix + " in SQLite directory " + files.folder().directory() + " is left of a database whose file is gone; move it"
                    + " away, or choose another path.",
                Optional.empty()));
      }
    }
  }

  private void write(Path fresh, ClaimRecord record) throws SQLException {
    try (SqliteConnection connection = SqliteConnection.openNew(fresh, timeouts.lock())) {
      connection.setAutoCommit(false);
      record.write(connection);
      connection.commit();
      connection.setAutoCommit(true);
      if (record.journalMode().equals(Optional.of(JournalMode.WAL))) {
        // Where the file system can't, the one who looks next says so.
        JournalMode.WAL.set(connection);
      }
    }
  }

  /** Applications often run as another user of the folder's group. */
  private static void shareLikeFolder(Path fresh) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(PASSED_ON);
    permissions.retainAll(Files.getPosixFilePermissions(fresh.getParent()));
    Files.setPosixFilePermissions(fresh, permissions);
  }

  private static void publish(Path fresh, Path file) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here. An empty file is a database too, and is claimed a moment later, before all others or after.
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException faster) {
        return;
      }
    }
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void remove(Path fresh) throws IOException {
    for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
      Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + suffix));
    }
  }
}

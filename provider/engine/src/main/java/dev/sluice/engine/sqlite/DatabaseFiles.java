package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Which file is which database's. One whose path was chosen has a note with that path in the folder's {@code .sluice}, since
 * whoever knows the name alone - a migration, after a restart - must find it; any other is the name and {@code .db}.
 */
record DatabaseFiles(DataFolder folder) {
  private static final String NOTES = ".sluice";
  private static final int LONGEST_NOTE = 2000;

  /** Where the database is, or would be; the file needn't exist. */
  String relative(String database) {
    FileName.checkDatabase(database);
    return recorded(database).orElse(FileName.usual(database));
  }

  /** The path that was chosen for the database, where it was. */
  Optional<String> recorded(String database) {
    Path note = note(database);
    try {
      if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) || Files.size(note) > LONGEST_NOTE) {
        return Optional.empty();
      }
      // Whoever can write here must not lead us elsewhere.
      return Optional.of(Files.readString(note).strip()).filter(FileName::acceptable);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void record(String database, String relative) {
    if (relative.equals(FileName.usual(database))) {
      forget(database);
    } else if (!recorded(database).equals(Optional.of(relative))) {
      Path note = note(database);
      try {
        Files.createDirectories(note.getParent());
        checkNoLink(note.getParent());
        Path fresh = Files.createTempFile(note.getParent(), "note", null);
        Files.writeString(fresh, relative + "\n");
        Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw FileTrouble.failure("The path of SQLite database " + database + " can't be noted in " + folder.directory(), e);
      }
    }
  }

  void forget(String database) {
    try {
      Files.deleteIfExists(note(database));
    } catch (IOException e) {
      throw FileTrouble.failure("The path of SQLite database " + database + " can't be forgotten in " + folder.directory(), e);
    }
  }

  /**
   * The file itself, no part of its path a link.
   *
   * @throws EngineException where one is, or where something else than a file is in its place
   */
  Path file(String relative) {
    Path real = folder.real();
    Path file = real.resolve(relative);
    for (Path part = file; !part.equals(real); part = part.getParent()) {
      checkNoLink(part);
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(relative, "isn't a file");
    }
    return file;
  }

  boolean exists(String relative) {
    return Files.exists(file(relative), LinkOption.NOFOLLOW_LINKS);
  }

  private Path note(String database) {
    return folder.real().resolve(NOTES).resolve(database + ".path");
  }

  private void checkNoLink(Path part) {
    if (Files.isSymbolicLink(part)) {
      throw refused(folder.real().relativize(part).toString(), "is a symbolic link, which may lead out of it");
    }
  }

  private EngineException refused(String what, String why) {
    return new EngineException(
        new Failure.MissingRight(
            Reasons.NOT_SUPPORTED, what + " in SQLite directory " + folder.directory() + " " + why + "; remove it, or choose another path.", Optional.empty()));
  }
}

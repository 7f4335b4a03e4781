package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a ProviderConfig's databases are, provided that the operator's own configuration allows it: a tenant mustn't read
 * or write what else is on this machine.
 *
 * @param directory as the ProviderConfig names it
 * @param allowed folders below which it has to be, links resolved
 */
record DataFolder(Path directory, List<Path> allowed) {
  private static final String FIELD = "directory";

  /** @throws EngineException {@link Reasons#INVALID_SERVER} for what can't be such a folder, whatever the machine has */
  static DataFolder of(Server server) {
    if (server.login().isPresent()) {
      throw invalid("The ProviderConfig has spec.credentials, and SQLite has no logins; remove them, and name spec.sqlite.directory.");
    }
    if (server.tls().authority().isPresent() || server.tls().client().isPresent()) {
      throw invalid("The ProviderConfig has certificates in spec.tls, and SQLite has no connections to secure; remove spec.tls.");
    }
    Map<String, Object> options = server.options();
    options.keySet().stream().filter(name -> !name.equals(FIELD)).sorted().findFirst().ifPresent(name -> {
      throw invalid("The ProviderConfig's spec.sqlite." + name + " isn't a field that SQLite has; remove it.");
    });
    return new DataFolder(directory(options.get(FIELD)), server.folders());
  }

  private static Path directory(Object option) {
    if (!(option instanceof String text) || text.isBlank()) {
      throw invalid("The ProviderConfig has no spec.sqlite.directory; name the folder that shall hold the databases, such as /data.");
    }
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw invalid("The ProviderConfig's spec.sqlite.directory is " + text + "; write it from the root, such as /data.");
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw invalid("The ProviderConfig's spec.sqlite.directory can't be a path; write one such as /data.");
    }
  }

  /** The folder itself, links resolved; asked at each use, since volumes come and go. */
  Path real() {
    try {
      Path real = directory.toRealPath();
      if (!below(real)) {
        throw notAllowed();
      }
      if (!Files.isDirectory(real)) {
        throw invalid("SQLite directory " + directory + " is a file; name the folder that it is in.");
      }
      return real;
    } catch (IOException e) {
      // Of what is elsewhere on this machine a tenant learns nothing, not even that it isn't there.
      if (!below(directory)) {
        throw notAllowed();
      }
      throw new EngineException(
          e instanceof NoSuchFileException
              ? new Failure.Transient(
                  Reasons.UNREACHABLE, "SQLite directory " + directory + " doesn't exist; mount its volume, or create it.", Optional.empty())
              : new Failure.MissingRight(
                  Reasons.MISSING_RIGHT, "SQLite directory " + directory + " can't be entered; allow it to the provider's user.", Optional.empty()));
    }
  }

  void checkWritable() {
    Path real = real();
    try {
      Files.delete(Files.createTempFile(real, ".sluice-", ".probe"));
    } catch (IOException e) {
      throw new EngineException(
          new Failure.MissingRight(
              Reasons.MISSING_RIGHT,
              "SQLite directory " + directory + " can't be written: " + FileTrouble.words(e)
                  + ". Allow it to the provider's user, mount the volume for writing, or make room.",
              Optional.empty()));
    }
  }

  private boolean below(Path path) {
    return allowed.stream().anyMatch(folder -> path.startsWith(folder) || path.startsWith(resolved(folder)));
  }

  private static Path resolved(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  private EngineException notAllowed() {
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT,
            "SQLite directory " + directory + " lies below no folder that the operator allows; name another one, or start the operator"
                + " with --data-folder.",
            Optional.empty()));
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SERVER, message, Optional.empty()));
  }
}

package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which names a database and its file may have: such as lead nowhere but down, and are nobody's special file. */
final class FileName {
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
  private static final int LONGEST = 1000;
  /** What lies beside a database under its name: SQLite's journals, and our lock. */
  private static final List<String> TAKEN = List.of("-journal", "-wal", "-shm", SqliteMigrationLock.SUFFIX);

  private FileName() {}

  /** Where a database is of which nothing else is said. */
  static String usual(String database) {
    return database + ".db";
  }

  /** @throws EngineException {@link Reasons#INVALID_SPEC} */
  static void checkDatabase(String name) {
    if (!SEGMENT.matcher(name).matches()) {
      throw invalid(
          "Database " + name + " can't be a file of that name; use letters, digits, dot, dash and underscore, 200 at most, and begin with a"
              + " letter, a digit or an underscore.");
    }
  }

  /** A path below the folder, its parts divided by slashes. */
  static boolean acceptable(String path) {
    return path.length() <= LONGEST
        && List.of(path.split("/", -1)).stream().allMatch(part -> SEGMENT.matcher(part).matches() && !part.equals(".."))
        && TAKEN.stream().noneMatch(path::endsWith);
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }
}

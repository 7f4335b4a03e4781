package dev.sluice.engine.migration;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.util.Objects;
import java.util.Optional;

/** A file did not go through. */
public final class MigrationException extends EngineException {
  private static final long serialVersionUID = 1;

  private final transient FailedStatement where;

  public MigrationException(Failure failure, FailedStatement where) {
    super(failure);
    this.where = Objects.requireNonNull(where, "where");
  }

  public FailedStatement where() {
    return where;
  }

  /**
   * @param version empty for a repeatable file
   * @param line in the file, from 1: where the server points to, else where the statement begins; empty where no statement
   *     in particular failed, as at the commit
   * @param statement its text, shortened; empty where it may not be shown
   * @param message the server's words, without DETAIL
   */
  public record FailedStatement(
      Optional<String> version, String file, Optional<Integer> line, Optional<String> statement, String message) {}
}

package dev.sluice.engine.schema;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.util.Objects;
import java.util.Optional;

/** A statement failed: of the desired SQL, or of a plan. */
public final class SchemaException extends EngineException {
  private static final long serialVersionUID = 1;

  private final transient FailedStatement statement;

  public SchemaException(Failure failure, FailedStatement statement) {
    super(failure);
    this.statement = Objects.requireNonNull(statement, "statement");
  }

  public FailedStatement statement() {
    return statement;
  }

  /**
   * @param file of the desired SQL; empty for a statement of a plan
   * @param line in the file; of a plan's statement its number from 1
   * @param sql empty where it may not be shown
   * @param message the server's, or ours
   */
  public record FailedStatement(Optional<String> file, int line, Optional<String> sql, Optional<String> sqlState, String message) {
    public FailedStatement {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(sqlState, "sqlState");
      Objects.requireNonNull(message, "message");
    }
  }
}

package dev.sluice.engine.migration;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.migration.MigrationException.FailedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns what went wrong in a file into words that may be shown. */
final class FileFailure {
  private final MigrationDialect dialect;
  private final Redaction redaction;
  private final String database;

  FileFailure(MigrationDialect dialect, MigrationDesign design) {
    this.dialect = dialect;
    this.redaction = new Redaction(design);
    this.database = design.database();
  }

  MigrationException of(SQLException e, MigrationFile file, Optional<FileStatement> statement, Remains remains) {
    var words = dialect.words(e);
    var near = words.near().filter(text -> statement.flatMap(redaction::statement).isPresent());
    var message = redaction.named(words.primary() + near.map(text -> " near '" + text + "'").orElse(""));
    var line = statement.map(failed -> failed.lineOf(words.position(), words.line()));
    var text = file.name() + line.map(at -> " line " + at).orElse("") + ": " + message + ". " + remains.of(file, statement);
    return new MigrationException(reworded(dialect.classify(e, database), text), where(file, statement, line, message));
  }

  MigrationException interrupted(Interruption.Cause cause, MigrationFile file, Optional<FileStatement> statement, Remains remains) {
    var line = statement.map(failed -> failed.lineOf(OptionalInt.empty(), OptionalInt.empty()));
    var at = file.name() + line.map(number -> " line " + number).orElse("");
    var failure =
        switch (cause) {
          case CANCELLED -> new Failure.Transient("Cancelled", "The run was cancelled in " + at + ". " + remains.of(file, statement), Optional.empty());
          case DEADLINE -> new Failure.Permanent(
              "DeadlineExceeded",
              "The deadline passed in " + at + ". " + remains.of(file, statement) + " Raise spec.forProvider.timeouts.deadline, or make the file smaller.",
              Optional.empty());
          case STATEMENT -> new Failure.Permanent(
              Reasons.STATEMENT_TIMEOUT,
              at + ": the statement took longer than it may. " + remains.of(file, statement)
                  + " Raise spec.forProvider.timeouts.statement, or make the statement smaller.",
              Optional.empty());
        };
    var message =
        switch (cause) {
          case CANCELLED -> "cancelled";
          case DEADLINE -> "deadline exceeded";
          case STATEMENT -> "statement timeout";
        };
    return new MigrationException(failure, where(file, statement, line, message));
  }

  /** The catalog was asked before the run; what it says has changed since, or depends on the file's own settings. */
  MigrationException outcomeUnknown(MigrationFile file, FileStatement statement) {
    var problem = Findings.outcomeUnknown(file.name(), statement.number(), statement.digest());
    return new MigrationException(
        new Failure.Permanent(problem.reason(), problem.message(), Optional.empty()),
        where(file, Optional.of(statement), Optional.of(statement.line()), "whether it took effect is not known"));
  }

  MigrationException keepsWhatIsWritten(MigrationFile file, FileStatement statement, Remains remains) {
    var message = "the statement writes to a table whose storage engine has no transactions, inside a transaction of the file's own";
    return new MigrationException(
        new Failure.Permanent(
            "InvalidSource",
            file.name() + " line " + statement.line() + ": " + message + ": a crash would leave it written and not recorded. "
                + remains.of(file, Optional.of(statement)) + " Move it out of the transaction, or convert the table to InnoDB.",
            Optional.empty()),
        where(file, Optional.of(statement), Optional.of(statement.line()), message));
  }

  MigrationException leftOpen(MigrationFile file) {
    var message = "the file ends inside a transaction";
    return new MigrationException(
        new Failure.Permanent("InvalidSource", file.name() + ": " + message + ", so its last part was rolled back: add COMMIT.", Optional.empty()),
        where(file, Optional.empty(), Optional.empty(), message));
  }

  private FailedStatement where(MigrationFile file, Optional<FileStatement> statement, Optional<Integer> line, String message) {
    return new FailedStatement(
        file.version(), file.name(), line, statement.flatMap(redaction::statement), message);
  }

  private static Failure reworded(Failure failure, String message) {
    return switch (failure) {
      case Failure.Transient it -> new Failure.Transient(it.reason(), message, it.sqlState());
      case Failure.Permanent it -> new Failure.Permanent(it.reason(), message, it.sqlState());
      case Failure.MissingRight it -> new Failure.MissingRight(it.reason(), message, it.sqlState());
    };
  }
}

package dev.sluice.engine.migration;

import dev.sluice.engine.Failure;
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

  MigrationException of(SQLException e, MigrationFile file, Optional<FileStatement> statement) {
    var words = dialect.words(e);
    var message = redaction.named(words.primary());
    var line = statement.map(failed -> failed.lineOf(words.position()));
    var text = file.name() + line.map(at -> " line " + at).orElse("") + ": " + message + ". " + remains(file);
    return new MigrationException(reworded(dialect.classify(e, database), text), where(file, statement, line, message));
  }

  MigrationException interrupted(Interruption.Cause cause, MigrationFile file, Optional<FileStatement> statement) {
    var line = statement.map(failed -> failed.lineOf(OptionalInt.empty()));
    var at = file.name() + line.map(number -> " line " + number).orElse("");
    var failure =
        switch (cause) {
          case CANCELLED -> new Failure.Transient("Cancelled", "The run was cancelled in " + at + ". " + remains(file), Optional.empty());
          case DEADLINE -> new Failure.Permanent(
              "DeadlineExceeded",
              "The deadline passed in " + at + ". " + remains(file) + " Raise spec.forProvider.timeouts.deadline, or make the file smaller.",
              Optional.empty());
        };
    var message = cause == Interruption.Cause.CANCELLED ? "cancelled" : "deadline exceeded";
    return new MigrationException(failure, where(file, statement, line, message));
  }

  MigrationException leftOpen(MigrationFile file) {
    var message = "the file ends inside a transaction";
    return new MigrationException(
        new Failure.Permanent("InvalidSource", file.name() + ": " + message + ", so its last part was rolled back: add COMMIT.", Optional.empty()),
        where(file, Optional.empty(), Optional.empty(), message));
  }

  private FailedStatement where(MigrationFile file, Optional<FileStatement> statement, Optional<Integer> line, String message) {
    return new FailedStatement(
        file.version(), file.name(), line, statement.flatMap(failed -> redaction.statement(failed.sql())), message);
  }

  private static String remains(MigrationFile file) {
    return file.wholeInOne()
        ? "The file was rolled back as a whole."
        : "What the file did before this stays applied and is left out when it runs again.";
  }

  private static Failure reworded(Failure failure, String message) {
    return switch (failure) {
      case Failure.Transient it -> new Failure.Transient(it.reason(), message, it.sqlState());
      case Failure.Permanent it -> new Failure.Permanent(it.reason(), message, it.sqlState());
      case Failure.MissingRight it -> new Failure.MissingRight(it.reason(), message, it.sqlState());
    };
  }
}

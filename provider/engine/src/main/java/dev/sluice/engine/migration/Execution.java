package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationDialect.RunSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/** Executes statements of files on the one session of a run. */
final class Execution {
  private static final int APPLICATION_NAME = 63;

  private final Connection connection;
  private final MigrationDialect dialect;
  private final MigrationDesign design;
  private final HistoryPlace place;
  private final String user;
  private final MigrationRun run;
  private final Interruption interruption;
  private final FileFailure failures;

  Execution(
      Connection connection, MigrationDialect dialect, MigrationDesign design, HistoryPlace place, String user, MigrationRun run, Interruption interruption) {
    this.connection = connection;
    this.dialect = dialect;
    this.design = design;
    this.place = place;
    this.user = user;
    this.run = run;
    this.interruption = interruption;
    this.failures = new FileFailure(dialect, design);
  }

  Connection connection() {
    return connection;
  }

  MigrationDialect dialect() {
    return dialect;
  }

  HistoryPlace place() {
    return place;
  }

  String user() {
    return user;
  }

  FileFailure failures() {
    return failures;
  }

  void begin() throws SQLException {
    dialect.begin(connection, design.lockTimeout());
  }

  void prepare(MigrationFile file) throws SQLException {
    prepare("sluice migration " + file.name());
  }

  /** Makes the session ours again after the last file, whoever that made it be. */
  void leave() throws SQLException {
    prepare("sluice");
  }

  private void prepare(String application) throws SQLException {
    dialect.prepare(
        connection,
        new RunSettings(
            user,
            place.schema(),
            application.length() <= APPLICATION_NAME ? application : application.substring(0, APPLICATION_NAME),
            design.lockTimeout(),
            design.statementTimeout()));
  }

  void announce(MigrationFile file, FileStatement statement) {
    run.progress(
        new MigrationRun.Progress(file.name(), file.version().orElse(""), statement.number(), file.statements().size()));
  }

  void execute(FileStatement statement) throws SQLException {
    interruptibly(
        () -> {
          dialect.statements().sending(connection, statement.sql());
          // Flyway's way to send it: COPY data travel in the file, and all results are read for their errors.
          var flyway = new JdbcTemplate(connection, Types.NULL);
          var sent = dialect.statements().sent(statement.sql(), place);
          var results = sent.equals(statement.sql()) ? statement.parsed().execute(flyway, null, null) : flyway.executeStatement(sent);
          if (results.getException() != null) {
            throw results.getException();
          }
          return true;
        });
  }

  /** To be asked before a commit: some statements end well when they are given up, having done nothing. */
  void stillWanted() throws SQLException {
    if (interruption.cause().isPresent()) {
      throw new SQLException("interrupted before the commit");
    }
  }

  void interruptibly(Interruption.Work<Boolean> work) throws SQLException {
    if (interruption.during(connection, work).isEmpty()) {
      throw new NotSentException();
    }
  }

  /** The run was ended between two statements. */
  static final class NotSentException extends SQLException {
    private static final long serialVersionUID = 1L;

    private NotSentException() {
      super("interrupted before it was sent");
    }
  }

  /**
   * What to say of an exception, wherever in a file it came from.
   *
   * @param statement that failed, where it was one
   */
  RuntimeException failure(SQLException e, MigrationFile file, Optional<FileStatement> statement, Remains remains) {
    return interruption.cause().isPresent()
        ? failures.interrupted(interruption.cause().get(), file, statement, remains)
        : failures.of(e, file, statement, remains);
  }

  HistoryRow row(MigrationFile file, int rank, long startNanos) {
    return new HistoryRow(
        rank,
        file.version(),
        file.description(),
        file.type(),
        file.name(),
        file.checksum(),
        user,
        Instant.EPOCH,
        (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - startNanos) / 1_000_000),
        true);
  }
}

package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.MigrationDialect.RunSettings;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a run's session is told around the files. All of it is sent as plain batches: in a prepared one settings and REVERT
 * would end with it.
 */
final class SqlServerMigrationSession {
  /** A number of our own, for what only we can notice. */
  static final int TRANSACTION_ENDED = 51000;

  /** A file may have told the server not to execute, or only so many rows, or to be somebody else, and have left it at that. */
  static final String OURSELVES =
      """
      SET NOEXEC OFF; SET PARSEONLY OFF; SET FMTONLY OFF; SET ROWCOUNT 0;
      DECLARE @sluice_depth int = 0;
      WHILE @sluice_depth < 8 AND SUSER_SNAME() <> ORIGINAL_LOGIN()
      BEGIN
        REVERT;
        SET @sluice_depth += 1;
      END;
      """;

  /**
   * A ROLLBACK in a CATCH that then passes over the error ends the transaction, and what comes after begins another one:
   * a file of which half is lost would be recorded as applied.
   */
  static final String SAME_TRANSACTION =
      """
      DECLARE @sluice_transaction bigint = CAST(SESSION_CONTEXT(N'sluice_transaction') AS bigint);
      IF @sluice_transaction IS NOT NULL AND (@@TRANCOUNT = 0 OR CURRENT_TRANSACTION_ID() <> @sluice_transaction)
        THROW %d, N'the file ended the transaction that it runs in, so that a part of it was rolled back', 1;
      """
          .formatted(TRANSACTION_ENDED);

  /** Where a file is one transaction, it has begun; else there is none whose number is to be kept. */
  private static final String KEEP_TRANSACTION =
      """
      DECLARE @sluice_transaction bigint = CASE WHEN @@TRANCOUNT > 0 THEN CURRENT_TRANSACTION_ID() END;
      EXEC sys.sp_set_session_context @key = N'sluice_transaction', @value = @sluice_transaction;
      """;

  private SqlServerMigrationSession() {}

  /**
   * Sets the session for one file, over whatever the one before has set. With XACT_ABORT an error ends batch and transaction;
   * without it the rest of a batch would go on after it. A schema can't be put first: names without one are looked up in the
   * login's own, as Flyway leaves it too.
   */
  static void prepare(Connection connection, RunSettings settings) throws SQLException {
    String database = TrackedConnection.of(connection).database();
    // On Azure there is no USE, and no need for it.
    String back = database.equals(connection.getCatalog()) ? "" : "USE " + Quoting.identifier(database) + ";\n";
    Batch.execute(connection, back + preparation(settings));
  }

  static String preparation(RunSettings settings) {
    return OURSELVES + SessionSettings.ANSI + " SET NOCOUNT OFF; SET XACT_ABORT ON; SET LOCK_TIMEOUT " + SessionSettings.lockMillis(settings.lock())
        + ";\n" + KEEP_TRANSACTION;
  }
}

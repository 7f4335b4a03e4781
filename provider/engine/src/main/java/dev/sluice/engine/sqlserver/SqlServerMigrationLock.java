package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.HistoryPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Two application locks of the session: one that all our runs in a database share, and Flyway's own for the history table, so
 * that somebody's command line and we don't meet. The server answers with a number, and only those of 0 and more mean that
 * the lock is had; Flyway doesn't look at it, and goes on without the lock after an hour.
 *
 * @param flyway the name that Flyway computes from the table's
 */
record SqlServerMigrationLock(String flyway) {
  private static final String OURS = "sluice migrations";

  // Both or none.
  private static final String TAKE =
      """
      DECLARE @ours int, @flyway int = -1;
      EXEC @ours = sys.sp_getapplock @Resource = %1$s, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;
      IF @ours >= 0
      BEGIN
        EXEC @flyway = sys.sp_getapplock @Resource = %2$s, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;
        IF @flyway < 0 EXEC sys.sp_releaseapplock @Resource = %1$s, @LockOwner = 'Session';
      END;
      SELECT @ours, @flyway;""";
  private static final String RELEASE =
      """
      EXEC sys.sp_releaseapplock @Resource = %2$s, @LockOwner = 'Session';
      EXEC sys.sp_releaseapplock @Resource = %1$s, @LockOwner = 'Session';""";
  // Whether it can be had anyone may ask; who has it, only those who may see other sessions.
  private static final String HOLDER =
      """
      DECLARE @holder nvarchar(600);
      IF APPLOCK_TEST(N'public', %1$s, N'Exclusive', N'Session') = 0 OR APPLOCK_TEST(N'public', %2$s, N'Exclusive', N'Session') = 0
      BEGIN
        SET @holder = N'another session';
        BEGIN TRY
          SELECT TOP (1) @holder = N'session ' + CAST(l.request_session_id AS nvarchar(10)) + N' (application ' + ISNULL(s.program_name, N'')
            + N', login ' + ISNULL(s.login_name, N'') + N')'
          FROM sys.dm_tran_locks l JOIN sys.dm_exec_sessions s ON s.session_id = l.request_session_id
          WHERE l.resource_type = N'APPLICATION' AND l.resource_database_id = DB_ID() AND l.request_status = N'GRANT'
            AND l.request_session_id <> @@SPID
            AND (CHARINDEX(N'[' + %1$s + N']', l.resource_description) > 0 OR CHARINDEX(N'[' + %2$s + N']', l.resource_description) > 0)
          ORDER BY l.request_session_id;
        END TRY
        BEGIN CATCH
          SET @holder = N'another session';
        END CATCH;
      END;
      SELECT @holder;""";
  private static final int REFUSED = -999;

  static SqlServerMigrationLock of(Connection connection, HistoryPlace place) throws SQLException {
    return named(SqlServerMigrationHistory.name(connection, place));
  }

  /** @param table database, schema and name, quoted as Flyway does */
  static SqlServerMigrationLock named(String table) {
    return new SqlServerMigrationLock("Flyway-" + table.hashCode());
  }

  boolean tryTake(Connection connection) throws SQLException {
    return Batch.query(connection, sql(TAKE), rows -> {
      rows.next();
      int ours = rows.getInt(1);
      int theirs = rows.getInt(2);
      if (ours == REFUSED || theirs == REFUSED) {
        throw new SQLException("the server refused to lock, sp_getapplock answered " + REFUSED);
      }
      return ours >= 0 && theirs >= 0;
    });
  }

  void release(Connection connection) throws SQLException {
    Batch.execute(connection, sql(RELEASE));
  }

  Optional<String> holder(Connection connection) throws SQLException {
    return Batch.query(connection, sql(HOLDER), rows -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty());
  }

  private String sql(String template) {
    return template.formatted(Quoting.literal(OURS), Quoting.literal(flyway));
  }
}

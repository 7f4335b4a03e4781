package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.text;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What {@code information_schema} says of an object: that it is absent, or a digest of how it is. */
final class MySqlFamilyMigrationCatalog {
  static final String ABSENT = "absent";

  private MySqlFamilyMigrationCatalog() {}

  /** The session's; blank where it has none. */
  static String database(Connection connection) throws SQLException {
    return ask(connection, "SELECT DATABASE()").orElse("");
  }

  static String state(Connection connection, MySqlFamilyMigrationEffect effect, String sessionDatabase) throws SQLException {
    var database = text(effect.database().orElse(sessionDatabase));
    var object = text(effect.table());
    var part = text(effect.name());
    var sql =
        switch (effect.type()) {
          case TABLE -> "SELECT table_type FROM information_schema.tables WHERE table_schema = " + database + " AND table_name = " + object;
          case COLUMN ->
              "SELECT SHA2(CONCAT_WS('|', column_type, is_nullable, COALESCE(column_default, 'NULL'), extra, COALESCE(collation_name, ''),"
                  + " column_comment, COALESCE(generation_expression, ''), ordinal_position), 256) FROM information_schema.columns"
                  + " WHERE table_schema = " + database + " AND table_name = " + object + " AND column_name = " + part;
          case INDEX ->
              "SELECT SHA2(GROUP_CONCAT(CONCAT_WS('|', seq_in_index, column_name, non_unique, index_type, sub_part) ORDER BY seq_in_index), 256)"
                  + " FROM information_schema.statistics"
                  + " WHERE table_schema = " + database + " AND table_name = " + object + " AND index_name = " + part;
          case CONSTRAINT ->
              "SELECT constraint_type FROM information_schema.table_constraints"
                  + " WHERE table_schema = " + database + " AND table_name = " + object + " AND constraint_name = " + part;
          case PROCEDURE, FUNCTION ->
              "SELECT routine_type FROM information_schema.routines WHERE routine_type = '" + effect.type() + "'"
                  + " AND routine_schema = " + database + " AND routine_name = " + object;
          case TRIGGER ->
              "SELECT 'TRIGGER' FROM information_schema.triggers WHERE trigger_schema = " + database + " AND trigger_name = " + object;
          case EVENT -> "SELECT 'EVENT' FROM information_schema.events WHERE event_schema = " + database + " AND event_name = " + object;
          case DATABASE -> "SELECT 'DATABASE' FROM information_schema.schemata WHERE schema_name = " + object;
        };
    return ask(connection, sql).orElse(ABSENT);
  }

  private static Optional<String> ask(Connection connection, String sql) throws SQLException {
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql)) {
      return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
    }
  }
}

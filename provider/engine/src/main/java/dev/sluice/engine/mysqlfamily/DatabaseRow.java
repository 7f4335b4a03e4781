package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A database as the server's dictionary and its claim tell of it.
 *
 * @param name as the server writes it
 */
record DatabaseRow(String name, String characterSet, String collation, long sizeBytes, Optional<Claim> claim) {
  private static final String SCHEMA =
      "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME, @@lower_case_table_names"
          + " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";
  /** One database is named as a constant: MariaDB opens the files of all of them otherwise. */
  private static final String TABLES =
      "SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0), COALESCE(SUM(TABLE_NAME = '" + ClaimTable.NAME + "'), 0)"
          + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?";

  static Optional<DatabaseRow> read(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SCHEMA)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          // The dictionary compares names as if case and accents didn't matter, which they may.
          String found = row.getString(1);
          if (found.equals(name) || row.getInt(4) != 0 && found.equalsIgnoreCase(name)) {
            return Optional.of(read(connection, found, row.getString(2), row.getString(3)));
          }
        }
        return Optional.empty();
      }
    }
  }

  private static DatabaseRow read(Connection connection, String name, String characterSet, String collation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long size = row.getLong(1);
        Optional<Claim> claim = row.getInt(2) > 0 ? ClaimTable.read(connection, name) : Optional.empty();
        return new DatabaseRow(name, characterSet, collation, size, claim);
      }
    }
  }

  DatabaseFacts facts() {
    return new DatabaseFacts(
        name,
        Optional.empty(),
        Optional.of(characterSet),
        Optional.of(collation),
        Optional.empty(),
        Optional.empty(),
        sizeBytes,
        claim,
        List.of());
  }
}

package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Who claims a database, in a table of its own inside it: databases have no comments here. The one row also says which
 * database it is about, so that a copy of the tables under another name isn't claimed with them.
 */
final class ClaimTable {
  static final String NAME = "sluice_claim";

  private ClaimTable() {}

  static Optional<Claim> read(Connection connection, String database) throws SQLException {
    String query = "SELECT uid, holder, made FROM " + place(database) + " WHERE slot = 1 AND database_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, database);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(new Claim(row.getString(1), row.getString(2), row.getBoolean(3))) : Optional.empty();
      }
    }
  }

  /** With the claim's values as parameters. */
  static String statement(String database) {
    return "REPLACE INTO " + place(database) + " (slot, uid, holder, made, database_name) VALUES (1, ?, ?, ?, ?)";
  }

  static void write(Connection connection, String database, Claim claim) throws SQLException {
    SessionWork.execute(
        connection,
        "CREATE TABLE IF NOT EXISTS " + place(database)
            + " (slot TINYINT NOT NULL PRIMARY KEY, uid VARCHAR(255) NOT NULL, holder VARCHAR(1024) NOT NULL, made BOOLEAN NOT NULL,"
            + " database_name VARCHAR(64) NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    try (PreparedStatement statement = connection.prepareStatement(statement(database))) {
      statement.setString(1, claim.uid());
      statement.setString(2, claim.holder());
      statement.setBoolean(3, claim.made());
      statement.setString(4, database);
      statement.executeUpdate();
    }
  }

  private static String place(String database) {
    return Quoting.identifier(database) + "." + Quoting.identifier(NAME);
  }
}

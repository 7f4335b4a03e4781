package dev.sluice.engine.sqlite;

import dev.sluice.engine.database.Claim;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Who claims a file, written down in it. It is a view of one row rather than a table: who counts tables to see whether a
 * database is empty, as Flyway's command line does, goes on finding it so.
 *
 * @param name of the database that the file is
 * @param journalMode that was asked for
 */
record ClaimRecord(Claim claim, String name, Optional<JournalMode> journalMode) {
  static final String VIEW = "sluice_claim";

  static Optional<ClaimRecord> read(Connection connection) throws SQLException {
    try (var ask = connection.createStatement()) {
      try (var view = ask.executeQuery("SELECT 1 FROM main.sqlite_schema WHERE name = '" + VIEW + "'")) {
        if (!view.next()) {
          return Optional.empty();
        }
      }
      try (var row = ask.executeQuery("SELECT uid, holder, made, name, journal_mode FROM main." + VIEW)) {
        if (!row.next()) {
          return Optional.empty();
        }
        Claim claim = new Claim(text(row.getString(1)), text(row.getString(2)), row.getBoolean(3));
        return Optional.of(new ClaimRecord(claim, text(row.getString(4)), Optional.ofNullable(row.getString(5)).flatMap(JournalMode::named)));
      }
    }
  }

  /** Within the caller's transaction. */
  void write(SqliteConnection connection) throws SQLException {
    connection.run("DROP VIEW IF EXISTS main." + VIEW);
    connection.run(
        "CREATE VIEW main." + VIEW + " AS SELECT " + Quoting.literal(claim.uid()) + " AS uid, " + Quoting.literal(claim.holder()) + " AS holder, "
            + (claim.made() ? 1 : 0) + " AS made, " + Quoting.literal(name) + " AS name, "
            + journalMode.map(mode -> Quoting.literal(mode.word())).orElse("NULL") + " AS journal_mode");
  }

  /** Whether it is the same resource's, in this life or an earlier one. */
  boolean belongsTo(Claim other) {
    return claim.uid().equals(other.uid()) || claim.holder().equals(other.holder());
  }

  /** Who else has the file, in a sentence with the remedy. */
  Optional<String> conflict(Claim ours, String database) {
    return belongsTo(ours)
        ? Optional.empty()
        : Optional.of(
            "Database " + database + " is claimed by " + claim.holder() + "; choose another name or path, or, if that one is gone for good,"
                + " drop the view " + VIEW + " in its file.");
  }

  private static String text(String column) {
    return column == null ? "" : column;
  }
}

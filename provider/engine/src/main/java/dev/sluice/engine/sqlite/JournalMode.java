package dev.sluice.engine.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a file is kept whole. It says itself whether it is {@link #WAL}; the others are a matter of each session, and recorded
 * with the claim for ours.
 */
enum JournalMode {
  DELETE("Delete"),
  TRUNCATE("Truncate"),
  PERSIST("Persist"),
  WAL("Wal");

  private final String word;

  JournalMode(String word) {
    this.word = word;
  }

  /** As manifests write it. */
  String word() {
    return word;
  }

  static Optional<JournalMode> named(String word) {
    return Stream.of(values()).filter(mode -> mode.word.equals(word)).findFirst();
  }

  static List<String> names() {
    return Stream.of(values()).map(JournalMode::word).toList();
  }

  /** What the file itself says. */
  static boolean isWal(Connection connection) throws SQLException {
    return ask(connection, "PRAGMA main.journal_mode").equals("wal");
  }

  /** Whether the file, or this session, has the mode now; WAL can't be left while others are in, and not all file systems bear it. */
  boolean set(Connection connection) throws SQLException {
    String sqlite = name().toLowerCase(Locale.ROOT);
    return ask(connection, "PRAGMA main.journal_mode = " + sqlite).equals(sqlite);
  }

  private static String ask(Connection connection, String pragma) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(pragma)) {
      return answer.next() ? answer.getString(1) : "";
    }
  }
}

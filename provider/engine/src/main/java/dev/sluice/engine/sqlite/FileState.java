package dev.sluice.engine.sqlite;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseFacts;
import dev.sluice.engine.database.DatabaseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file says of itself.
 *
 * @param relative its path below the folder
 * @param noted whether that path can be found by the database's name
 */
record FileState(String relative, boolean noted, String encoding, boolean wal, long sizeBytes, Optional<ClaimRecord> record) {

  static FileState read(SqliteConnection connection, String relative, boolean noted) throws SQLException {
    try (var ask = connection.createStatement();
        var row = ask.executeQuery("PRAGMA main.encoding")) {
      String encoding = row.next() ? row.getString(1) : "";
      Optional<ClaimRecord> record = ClaimRecord.read(connection);
      return new FileState(relative, noted, encoding, JournalMode.isWal(connection), size(connection.file()), record);
    }
  }

  DatabaseState beside(DatabaseDesign design, SqliteOptions options) {
    List<DatabaseChange> changes = new ArrayList<>();
    ClaimRecord wanted = wanted(design, options);
    if (!record.map(ClaimRecord::claim).equals(Optional.of(wanted.claim())) || !record.map(ClaimRecord::name).equals(Optional.of(wanted.name()))) {
      changes.add(DatabaseChange.inside("recorded as claimed by " + design.claim().holder(), "CREATE VIEW " + ClaimRecord.VIEW));
    }
    options.journalMode().filter(mode -> mode != journalMode()).ifPresent(mode ->
        changes.add(DatabaseChange.inside("journalMode " + journalMode().word() + " -> " + mode.word(), "PRAGMA journal_mode = " + mode.name())));
    if (!noted) {
      changes.add(DatabaseChange.beside("path " + relative + " noted", ""));
    }
    List<String> unalterable =
        options.path().filter(path -> !path.equals(relative)).map(path -> "path is " + relative + " and the spec says " + path).stream().toList();
    return new DatabaseState(facts(design.name()), changes, unalterable);
  }

  /** The record as it should be. Whether a file was made or found is settled by whoever claimed it first. */
  ClaimRecord wanted(DatabaseDesign design, SqliteOptions options) {
    boolean made = record.map(ClaimRecord::claim).orElse(design.claim()).made();
    Claim claim = new Claim(design.claim().uid(), design.claim().holder(), made);
    return new ClaimRecord(claim, design.name(), options.journalMode().or(() -> record.flatMap(ClaimRecord::journalMode)));
  }

  JournalMode journalMode() {
    Optional<JournalMode> recorded = record.flatMap(ClaimRecord::journalMode).filter(mode -> mode != JournalMode.WAL);
    return wal ? JournalMode.WAL : recorded.orElse(JournalMode.DELETE);
  }

  private DatabaseFacts facts(String name) {
    return new DatabaseFacts(
        name,
        Optional.empty(),
        Optional.of(encoding),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sizeBytes,
        record.map(ClaimRecord::claim),
        List.of());
  }

  private static long size(Path file) {
    long bytes = 0;
    for (String suffix : new String[] {"", "-wal"}) {
      try {
        bytes += Files.size(file.resolveSibling(file.getFileName() + suffix));
      } catch (IOException e) {
        // Not there, or no more.
      }
    }
    return bytes;
  }
}

package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plain work on files: SQLite makes one when something is first written to it. */
record PlainSqlite(Administration administration, DatabaseFiles databases, PlainFiles executed) implements PlainWork {
  private static final String SMALLEST = "PRAGMA user_version = 1";
  private static final String ALTERATION = "PRAGMA journal_mode = WAL";

  PlainSqlite {
    requireNonNull(administration, "administration is null");
    requireNonNull(databases, "databases is null");
    requireNonNull(executed, "executed is null");
  }

  @Override
  public Operation creation() {
    return new Operation("new file (" + SMALLEST + ")", "plain JDBC session opened for it");
  }

  @Override
  public Operation alteration() {
    return new Operation(ALTERATION, "likewise");
  }

  @Override
  public Operation removal() {
    return new Operation("removal of the file", "by the file system");
  }

  @Override
  public Duration create(String database) {
    return administration.execute(database, List.of(SMALLEST));
  }

  @Override
  public Duration alter(String database) {
    return administration.execute(database, List.of(ALTERATION));
  }

  @Override
  public Duration drop(String database) {
    return databases.remove(database);
  }

  @Override
  public Duration files(List<Path> files, String database) {
    return executed.run(files, database);
  }

  @Override
  public String filesBy() {
    return executed.by();
  }

  @Override
  public Optional<Client> client() {
    return executed.described();
  }
}

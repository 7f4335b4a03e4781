package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A folder of SQLite's files. Nothing runs but the provider. */
final class SqliteProduct implements MeasuredProduct {
  private static final Applied APPLIED = new Applied("", "sqlite:\n  journalMode: Wal\n", "journalMode",
      MigrationFiles.three(
          """
          CREATE TABLE orders (
            id       integer PRIMARY KEY,
            customer text NOT NULL,
            quantity integer NOT NULL CHECK (quantity > 0)
          );
          """,
          """
          CREATE TABLE items (
            id       integer PRIMARY KEY,
            order_id integer NOT NULL REFERENCES orders (id),
            name     text NOT NULL
          );
          CREATE INDEX items_by_order ON items (order_id);
          """,
          """
          INSERT INTO orders (customer, quantity) VALUES ('Ada', 1), ('Grace', 100), ('Edgar', 12);
          INSERT INTO items (order_id, name) SELECT id, 'item of ' || customer FROM orders;
          """),
      MigrationFiles.fourth("ALTER TABLE orders ADD COLUMN total numeric;\n"));

  private static final Remarks REMARKS = new Remarks(
      "A Database is more than an empty file: a view in it names its owner, and it appears as a whole or not at all.",
      "SQLite works in the provider's own process: there are no sessions to count, and no processor time but the provider's."
          + " Requests and processor time are counted until that had stood still for a while. Processor times include children.");

  private final DatabaseFiles files;
  private final Administration administration;

  private SqliteProduct(DatabaseFiles files) {
    this.files = requireNonNull(files, "files is null");
    this.administration = new Administration(database -> DriverManager.getConnection("jdbc:sqlite:" + files.of(database)));
  }

  static SqliteProduct in(Path folder) {
    try {
      return new SqliteProduct(new DatabaseFiles(Files.createDirectories(folder.resolve("databases")).toRealPath()));
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " can't be made", e);
    }
  }

  @Override
  public MeasuredEngine engine() {
    return MeasuredEngine.SQLITE;
  }

  @Override
  public String version() {
    create(List.of("version"));
    try {
      return administration.version("version") + " of sqlite-jdbc, its defaults: synchronous "
          + administration.text("version", "PRAGMA synchronous") + " (2 is FULL), journal mode "
          + administration.text("version", "PRAGMA journal_mode");
    } finally {
      drop(List.of("version"));
    }
  }

  @Override
  public Access access() {
    return Access.folder(engine(), files.folder());
  }

  @Override
  public Applied applied() {
    return APPLIED;
  }

  @Override
  public Remarks remarks() {
    return REMARKS;
  }

  @Override
  public PlainWork plain() {
    return new PlainSqlite(administration, files,
        new PlainFiles(administration, Optional.of(Sqlite3.NAME), Sqlite3.of(files)));
  }

  @Override
  public boolean hasRoles() {
    return false;
  }

  @Override
  public void create(List<String> databases) {
    databases.forEach(plain()::create);
  }

  @Override
  public void drop(List<String> databases) {
    databases.forEach(files::remove);
  }

  @Override
  public void checkpoint() {
    // Each transaction ends on the disk; there is no work of before.
  }

  @Override
  public Optional<Sessions> sessions() {
    return Optional.empty();
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    // No server, no session.
  }
}

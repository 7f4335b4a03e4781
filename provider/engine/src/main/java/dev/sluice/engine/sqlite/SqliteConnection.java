package dev.sluice.engine.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteLimits;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A file, opened. The driver's connection, but for its transactions: these take the write lock when they begin, since a lock
 * wanted later is refused without a wait where somebody else wrote meanwhile, and bear that SQLite rolls back by itself.
 */
final class SqliteConnection extends JDBC4Connection {
  private static final int READ_WRITE = 0x2;
  private static final int CREATE = 0x4;
  /** Paths travel as URLs, so that nothing in them is taken for a parameter. */
  private static final int URI = 0x40;
  /** No link anywhere in the path: SQLite looks at the moment of opening. */
  private static final int NO_FOLLOW = 0x01000000;

  private final Path file;
  private final Optional<Object> inode;
  private final LockPatience patience = new LockPatience();
  /** SQLite mustn't be told to interrupt what is closed already. */
  private final ReentrantLock closing = new ReentrantLock();
  private Optional<SqliteMigrationLock> migrationLock = Optional.empty();

  private SqliteConnection(Path file, Properties settings) throws SQLException {
    super("jdbc:sqlite:" + file, "file:" + file.toUri().getRawPath(), settings);
    this.file = file;
    this.inode = inode(file);
  }

  /** A file that is there. */
  static SqliteConnection open(Path file, Duration lock) throws SQLException {
    return open(file, lock, READ_WRITE);
  }

  /** A file that is made where it isn't there. */
  static SqliteConnection openNew(Path file, Duration lock) throws SQLException {
    return open(file, lock, READ_WRITE | CREATE);
  }

  private static SqliteConnection open(Path file, Duration lock, int mode) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("open_mode", Integer.toString(mode | URI | NO_FOLLOW));
    settings.setProperty("enable_load_extension", "false");
    SqliteConnection connection = linked(() -> new SqliteConnection(file, settings));
    try {
      BusyHandler.setHandler(connection, connection.patience);
      connection.waitForLocks(lock);
      connection.setUp();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What each file of migrations begins with, and what our own statements count on. */
  void setUp() throws SQLException {
    allowAttached(0);
    // What a file brings along - views, triggers - is run with no function that does more than compute.
    for (String pragma :
        new String[] {
          "trusted_schema = OFF", "foreign_keys = ON", "temp_store = MEMORY", "cell_size_check = ON", "recursive_triggers = OFF",
          "ignore_check_constraints = OFF", "legacy_alter_table = OFF", "query_only = OFF", "case_sensitive_like = OFF"
        }) {
      run("PRAGMA " + pragma);
    }
  }

  /** ATTACH reaches other files, whatever SQL it hides in; SQLite itself needs one place for VACUUM. */
  void allowAttached(int databases) throws SQLException {
    setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, databases);
  }

  void waitForLocks(Duration longest) {
    patience.limit(longest);
  }

  Path file() {
    return file;
  }

  /** Ends the statement that runs, if any; from any thread. */
  void interrupt() throws SQLException {
    patience.interrupt();
    closing.lock();
    try {
      if (!isClosed()) {
        getDatabase().interrupt();
      }
    } finally {
      closing.unlock();
    }
  }

  void run(String sql) throws SQLException {
    try (var statement = createStatement()) {
      statement.execute(sql);
    }
  }

  Optional<SqliteMigrationLock> migrationLock() {
    return migrationLock;
  }

  /** It is let go when the connection closes, at the latest. */
  void hold(Optional<SqliteMigrationLock> lock) {
    migrationLock = lock;
  }

  @Override
  public void setAutoCommit(boolean auto) throws SQLException {
    if (auto || !getAutoCommit()) {
      super.setAutoCommit(auto);
      return;
    }
    getDatabase().exec("begin immediate;", false);
    getConnectionConfig().setAutoCommit(false);
  }

  @Override
  public void rollback() throws SQLException {
    if (!getAutoCommit() && !inTransaction()) {
      // Interrupted, or out of space: SQLite has done so already.
      getDatabase().exec("begin;", false);
      return;
    }
    super.rollback();
  }

  /** The driver doesn't tell, and to begin one costs nothing. */
  boolean inTransaction() throws SQLException {
    try {
      getDatabase().exec("begin;", false);
    } catch (SQLException e) {
      return true;
    }
    getDatabase().exec("rollback;", false);
    return false;
  }

  /** Whether the name still leads to the file that was opened: it may have been removed, or another one put there. */
  @Override
  public boolean isValid(int seconds) throws SQLException {
    return !isClosed() && inode.isPresent() && inode.equals(inode(file));
  }

  @Override
  public void close() throws SQLException {
    closing.lock();
    try {
      super.close();
    } finally {
      closing.unlock();
      if (migrationLock.isPresent()) {
        SqliteMigrationLock held = migrationLock.get();
        migrationLock = Optional.empty();
        held.release();
      }
    }
  }

  /** SQLite's own; needs no file. */
  static String version() throws SQLException {
    try (JDBC4Connection memory = linked(() -> new JDBC4Connection("jdbc:sqlite:", ":memory:", new Properties()))) {
      return memory.libversion();
    }
  }

  // The driver tries to load its library once, and goes on without it the next time.
  private static <C> C linked(Opening<C> opening) throws SQLException {
    try {
      return opening.open();
    } catch (LinkageError e) {
      throw new SQLException("no library", e);
    }
  }

  private interface Opening<C> {
    C open() throws SQLException;
  }

  private static Optional<Object> inode(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

package dev.sluice.engine.sqlite;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.migration.FlywayMigrations;
import dev.sluice.engine.migration.Migrations;
import dev.sluice.engine.role.Roles;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** One folder of databases. */
final class SqliteServer implements DatabaseServer {
  private final Server server;
  private final Clock clock;
  private final DataFolder folder;
  private final DatabaseFiles files;
  private final SqliteFailures failures = new SqliteFailures();
  private final OpenConnections open = new OpenConnections();
  private final Sessions sessions;

  SqliteServer(Server server, Clock clock) {
    this.server = server;
    this.clock = clock;
    this.folder = DataFolder.of(server);
    this.files = new DatabaseFiles(folder);
    this.sessions = BoundedSessions.of(server, new SqliteConnector(files, server.timeouts(), failures));
  }

  @Override
  public ServerFacts facts() {
    folder.checkWritable();
    try {
      return new ServerFacts(SqliteConnection.version());
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, ":memory:"));
    }
  }

  @Override
  public Databases databases() {
    return new SqliteDatabases(files, server.timeouts(), failures, sessions);
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(sessions, new SqliteMigrationDialect(failures, open), clock);
  }

  @Override
  public Roles roles() {
    throw new EngineException(
        new Failure.Permanent(
            Reasons.NOT_SUPPORTED,
            "SQLite has no roles: who may read the file reads all of it, and who may write it changes all of it. Delete this resource, and give"
                + " the application's pod the volume, read-only where it only reads.",
            Optional.empty()));
  }

  @Override
  public Grants grants() {
    throw new EngineException(
        new Failure.Permanent(
            Reasons.NOT_SUPPORTED,
            "SQLite has no privileges: who may read the file reads all of it, and who may write it changes all of it. Delete this resource.",
            Optional.empty()));
  }

  /** The folder is named as the ProviderConfig names it: its users mount the same volume, and not our links to it. */
  @Override
  public Map<String, String> connectionDetails(String database) {
    Path file = folder.directory().resolve(files.relative(database));
    String escaped = "file:" + file.toUri().getRawPath();
    boolean plain = escaped.equals("file:" + file);
    return Map.of("database", database, "jdbcUrl", "jdbc:sqlite:" + (plain ? file : escaped), "uri", escaped);
  }

  @Override
  public void close() {
    sessions.close();
  }
}

package dev.sluice.engine.migration;

import dev.sluice.engine.postgresql.PostgreSqlMigrationTestDialect;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A database of a test's own, and migrations of it. */
record TestDatabase(EmbeddedPostgreSql server, String name, DirectSessions sessions, FlywayMigrations migrations) {

  static TestDatabase on(EmbeddedPostgreSql server) {
    var name = "m_" + UUID.randomUUID().toString().replace('-', '_');
    run(server, "postgres", "CREATE DATABASE " + name);
    return of(server, name);
  }

  static TestDatabase of(EmbeddedPostgreSql server, String name) {
    var dialect = PostgreSqlMigrationTestDialect.of(server.host(), server.port(), server.username(), server.password());
    var sessions = new DirectSessions(server::connect);
    return new TestDatabase(server, name, sessions, new FlywayMigrations(sessions, dialect, Clock.systemUTC()));
  }

  Designs files(String... files) {
    return Designs.of(name, files);
  }

  MigrationState apply(Designs designs) {
    return migrations.apply(designs.design(), new Recorder());
  }

  MigrationState observe(Designs designs) {
    return migrations.observe(designs.design());
  }

  Connection connect() {
    try {
      return server.connect(name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void run(String... sql) {
    run(server, name, sql);
  }

  /** The first column, as text. */
  List<String> query(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (found.next()) {
        rows.add(found.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Versions of the history in the order in which they were applied. */
  List<String> history() {
    return query("SELECT coalesce(version, script) FROM flyway_schema_history WHERE success ORDER BY installed_rank");
  }

  List<String> advisoryLocks() {
    return query("SELECT pid FROM pg_locks WHERE locktype = 'advisory'"
        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  }

  /** Plain Flyway on the same files, with its defaults. */
  Flyway flyway(Map<String, String> files) {
    return flyway(files, new FluentConfiguration());
  }

  Flyway flyway(Map<String, String> files, FluentConfiguration configuration) {
    try {
      Path folder = Files.createTempDirectory("migrations");
      folder.toFile().deleteOnExit();
      for (var file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue()).toFile().deleteOnExit();
      }
      return configuration
          .loggers("slf4j")
          .dataSource(server.jdbcUrl(name), server.username(), server.password())
          .locations("filesystem:" + folder)
          .load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(EmbeddedPostgreSql server, String database, String... sql) {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      for (var one : sql) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.sluice.engine.migration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A database of a test's own, and migrations of it. */
record TestDatabase(TestProduct product, String name, DirectSessions sessions, FlywayMigrations migrations) {
  private static final Duration SOON = Duration.ofSeconds(60);

  static TestDatabase on(TestProduct product) {
    var name = "m_" + UUID.randomUUID().toString().replace('-', '_');
    try {
      product.create(name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return of(product, name);
  }

  static TestDatabase of(TestProduct product, String name) {
    var sessions = new DirectSessions(product::connect);
    return new TestDatabase(product, name, sessions, new FlywayMigrations(sessions, product.dialect(), Clock.systemUTC()));
  }

  Designs files(String... files) {
    var scripts = files.clone();
    for (var text = 1; text < scripts.length; text += 2) {
      scripts[text] = product.script(scripts[text]);
    }
    return Designs.of(name, scripts);
  }

  MigrationState apply(Designs designs) {
    return migrations.apply(designs.design(), new Recorder());
  }

  MigrationState observe(Designs designs) {
    return migrations.observe(designs.design());
  }

  Connection connect() {
    try {
      return product.connect(name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void run(String... sql) {
    run(List.of(sql));
  }

  void run(List<String> sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var one : sql) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
    return query("SELECT coalesce(version, script) FROM flyway_schema_history WHERE success <> " + product.no() + " ORDER BY installed_rank");
  }

  HistoryPlace place() {
    return new HistoryPlace(product.defaultSchema(name), "flyway_schema_history", List.of(product.defaultSchema(name)));
  }

  /** Who holds the locks of this database's migrations, if anybody. */
  Optional<String> lockHolder() {
    try (var connection = connect()) {
      return product.dialect().lockHolder(connection, place());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void untilBusyWith(String word) {
    await().atMost(SOON).until(() -> product.isBusyWith(this, word));
  }

  /** Ends all other sessions, as somebody does who has had enough. */
  void endRuns() {
    var sessions = product.sessions().orElseThrow();
    for (var session : query(sessions.others())) {
      try {
        run(sessions.kill(session));
      } catch (IllegalStateException e) {
        // It has just ended by itself.
      }
    }
    await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> query(sessions.others()).isEmpty());
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
      return product.flyway(configuration.loggers("slf4j"), name).locations("filesystem:" + folder).load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

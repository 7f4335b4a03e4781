package dev.sluice.engine.sqlite;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder that the operator allows, and what the tests say about it. */
record Volume(Path folder) {
  static final Duration SOON = Duration.ofSeconds(30);
  /** What the tests provoke on purpose shall not take long. */
  static final Timeouts IMPATIENT = new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ZERO);

  DatabaseServer open() {
    return open(Map.of("directory", folder.toString()), List.of(folder));
  }

  /** With as much time for others as a provider has that is told nothing. */
  DatabaseServer openPatiently() {
    return open(Map.of("directory", folder.toString()), List.of(folder), Timeouts.DEFAULT);
  }

  static DatabaseServer open(Map<String, Object> options, List<Path> allowed) {
    return open(options, allowed, IMPATIENT);
  }

  private static DatabaseServer open(Map<String, Object> options, List<Path> allowed, Timeouts timeouts) {
    return Engines.load().named("SQLite").orElseThrow()
        .open(new Server(Optional.empty(), Optional.empty(), Tls.DISABLED, timeouts, 4, options, allowed));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** As an application would. */
  Connection connect(String file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file(file));
  }

  void run(String file, String... statements) {
    try (var connection = connect(file);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> query(String file, String sql) {
    try (var connection = connect(file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static DatabaseDesign design(String name, Object... options) {
    return claimed(name, "uid-" + name, "test/Database/" + name, true, options);
  }

  static DatabaseDesign found(String name, Object... options) {
    return claimed(name, "uid-" + name, "test/Database/" + name, false, options);
  }

  /** @param options name, value, name, value */
  static DatabaseDesign claimed(String name, String uid, String holder, boolean made, Object... options) {
    var map = new HashMap<String, Object>();
    for (var i = 0; i < options.length; i += 2) {
      map.put((String) options[i], options[i + 1]);
    }
    return new DatabaseDesign(name, new Claim(uid, holder, made), Optional.empty(), Optional.empty(), List.of(), map);
  }

  static Failure failureOf(Runnable work) {
    try {
      work.run();
    } catch (EngineException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }
}

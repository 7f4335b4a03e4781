package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The same work without an operator, each time from the start of a program or a session to its end.
 */
final class PlainSql {
  private final EmbeddedPostgreSql server;
  private final Optional<Psql> psql;

  PlainSql(EmbeddedPostgreSql server, Optional<Psql> psql) {
    this.server = requireNonNull(server, "server is null");
    this.psql = requireNonNull(psql, "psql is null");
  }

  /** What {@link #files} measures, in words. */
  String filesBy() {
    return psql.map(found -> "`psql -f`").orElse("plain JDBC session (no psql on the PATH)");
  }

  /** A session is opened, executes this and ends. */
  Duration statement(String sql) {
    long start = System.nanoTime();
    try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + " failed", e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Duration files(List<Path> files, String database) {
    return psql.map(found -> found.run(files, server, database)).orElseGet(() -> session(files, database));
  }

  private Duration session(List<Path> files, String database) {
    try {
      List<String> texts = new ArrayList<>();
      for (Path file : files) {
        texts.add(Files.readString(file));
      }
      long start = System.nanoTime();
      try (Connection connection = server.connect(database); Statement statement = connection.createStatement()) {
        for (String sql : texts) {
          statement.execute(sql);
        }
      }
      return Duration.ofNanos(System.nanoTime() - start);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("executing " + files + " failed", e);
    }
  }
}

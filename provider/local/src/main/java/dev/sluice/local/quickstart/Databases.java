package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;

/** The databases that the quickstart starts itself, and what ends them. */
record Databases(DatabaseServer server, Runnable end) implements AutoCloseable {
  private static final int POSTGRESQL = 18;

  Databases {
    requireNonNull(server, "server is null");
    requireNonNull(end, "end is null");
  }

  /** @throws IllegalArgumentException for a product that can't be started here */
  static void checkCanStart(ShownEngine engine) {
    if (engine == ShownEngine.SQLSERVER) {
      throw new IllegalArgumentException("SQL Server can't be started here: name yours by --jdbc-url 'jdbc:sqlserver://host:1433;user=...;password=...'");
    }
  }

  static Databases start(ShownEngine engine, Path work) {
    Path folder = work.resolve(engine.scheme());
    return switch (engine) {
      case POSTGRESQL -> {
        EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(POSTGRESQL).workFolder(folder).start();
        yield new Databases(NetworkServer.of(server), server::close);
      }
      case MYSQL -> {
        var server = EmbeddedMySql.builder().tls().workFolder(folder).start();
        yield new Databases(NetworkServer.of(engine, server), server::close);
      }
      case MARIADB -> {
        var server = EmbeddedMariaDb.builder().tls().workFolder(folder).start();
        yield new Databases(NetworkServer.of(engine, server), server::close);
      }
      case SQLITE -> new Databases(FileServer.in(folder), () -> {});
      case SQLSERVER -> throw new IllegalStateException("checkCanStart() says so before");
    };
  }

  @Override
  public void close() {
    end.run();
  }
}

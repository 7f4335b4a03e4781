package dev.sluice.controller.engine;

import dev.sluice.controller.testbed.Space;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** SQLite, in a folder of the test's own below the one that the provider may use. */
record FileProduct() implements Product {

  @Override
  public String id() {
    return "SQLite";
  }

  @Override
  public void credentials(Space space) {
    try {
      Files.createDirectories(folder(space));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: SQLite, sqlite: {directory: %s}}
        """
            .formatted(space.name(), folder(space)));
  }

  @Override
  public Connection connect(Space space, String database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file(space, database));
  }

  @Override
  public boolean has(Space space, String database) {
    return Files.exists(file(space, database));
  }

  @Override
  public List<String> alterable() {
    return List.of("sqlite: {journalMode: Delete}", "sqlite: {journalMode: Wal}");
  }

  @Override
  public boolean commitsDdl() {
    return false;
  }

  @Override
  public void make(Space space, String database) {
    run(space, database, "CREATE TABLE first (n int)", "DROP TABLE first");
  }

  @Override
  public String toString() {
    return id();
  }

  private static Path folder(Space space) {
    return space.bed().dataFolder().resolve(space.name());
  }

  private static Path file(Space space, String database) {
    return folder(space).resolve(database + ".db");
  }
}

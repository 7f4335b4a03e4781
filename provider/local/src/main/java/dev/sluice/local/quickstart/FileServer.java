package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A folder of database files.
 *
 * @param folder absolute; stands for the volume that the example names
 */
record FileServer(Path folder) implements DatabaseServer {
  private static final String VOLUME = "/data";

  FileServer {
    requireNonNull(folder, "folder is null");
  }

  /** With the folder that the example's namespace has. */
  static FileServer in(Path folder) {
    try {
      Files.createDirectories(folder.resolve("shop"));
      return new FileServer(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " can't be made", e);
    }
  }

  @Override
  public ShownEngine engine() {
    return ShownEngine.SQLITE;
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop").resolve(database + ".db"));
  }

  @Override
  public Optional<DatabaseServer> as(String username, String password) {
    return Optional.empty();
  }

  @Override
  public Optional<String> secretManifest(String namespace) {
    return Optional.empty();
  }

  @Override
  public String adapt(String manifest) {
    return manifest.replace("directory: " + VOLUME, "directory: " + folder);
  }

  @Override
  public List<String> providerFlags() {
    return List.of("--data-folder=" + folder);
  }

  @Override
  public String toString() {
    return "SQLite, files below " + folder;
  }
}

package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SQLite's own program, where the user has it. */
record Sqlite3(Program program, DatabaseFiles databases) implements OwnClient {
  static final String NAME = "sqlite3";

  Sqlite3 {
    requireNonNull(program, "program is null");
    requireNonNull(databases, "databases is null");
  }

  static Optional<OwnClient> of(DatabaseFiles databases) {
    return Program.onPath(NAME).map(program -> new Sqlite3(program, databases));
  }

  @Override
  public String words() {
    return "`sqlite3 .read`";
  }

  @Override
  public String version() {
    return "sqlite3 " + program.version().replaceFirst(" .*", "");
  }

  @Override
  public Duration run(List<Path> files, String database) {
    List<String> arguments = new ArrayList<>(List.of("-bail", databases.of(database).toString()));
    files.forEach(file -> arguments.add(".read " + quoted(file)));
    return program.run(arguments, Map.of());
  }

  private static String quoted(Path file) {
    return "\"" + file.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}

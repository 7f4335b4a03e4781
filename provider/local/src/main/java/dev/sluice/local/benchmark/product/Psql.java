package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL's own client, where the user has it. */
record Psql(Program program, EmbeddedPostgreSql server) implements OwnClient {
  static final String NAME = "psql";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  Psql {
    requireNonNull(program, "program is null");
    requireNonNull(server, "server is null");
  }

  static Optional<OwnClient> of(EmbeddedPostgreSql server) {
    return Program.onPath(NAME).map(Psql::behindWrapper).map(program -> new Psql(program, server));
  }

  @Override
  public String words() {
    return "`psql -f`";
  }

  @Override
  public String version() {
    return program.version();
  }

  @Override
  public Duration run(List<Path> files, String database) {
    List<String> arguments = new ArrayList<>(List.of("-X", "-q", "-v", "ON_ERROR_STOP=1",
        "-h", server.host(), "-p", Integer.toString(server.port()), "-U", server.username(), "-d", database));
    files.forEach(file -> arguments.addAll(List.of("-f", file.toString())));
    return program.run(arguments, Map.of("PGPASSWORD", server.password(), "PGSSLMODE", "disable", "PGGSSENCMODE", "disable"));
  }

  /** Debian's psql is a Perl program that looks for the real one; its start would be measured too, in our favour. */
  private static Program behindWrapper(Program found) {
    try {
      if (!found.path().toRealPath().getFileName().toString().equals("pg_wrapper")) {
        return found;
      }
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        return versions.map(version -> version.resolve("bin/psql"))
            .filter(Files::isExecutable)
            .max(Comparator.naturalOrder())
            .map(Program::new)
            .orElse(found);
      }
    } catch (IOException unreadable) {
      return found;
    }
  }
}

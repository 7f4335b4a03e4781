package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
record Psql(Path program) {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  Psql {
    requireNonNull(program, "program is null");
  }

  static Optional<Psql> onPath() {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "psql"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Psql::behindWrapper)
        .map(Psql::new);
  }

  /** Such as {@code psql (PostgreSQL) 18.1}. */
  String version() {
    return run(new ProcessBuilder(program.toString(), "--version")).lines().findFirst().orElse("psql");
  }

  /** From the start of the program to its end. */
  Duration run(List<Path> files, EmbeddedPostgreSql server, String database) {
    List<String> line = new ArrayList<>(List.of(program.toString(), "-X", "-q", "-v", "ON_ERROR_STOP=1",
        "-h", server.host(), "-p", Integer.toString(server.port()), "-U", server.username(), "-d", database));
    files.forEach(file -> line.addAll(List.of("-f", file.toString())));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(Map.of("PGPASSWORD", server.password(), "PGSSLMODE", "disable", "PGGSSENCMODE", "disable"));
    long start = System.nanoTime();
    run(builder);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String run(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException("psql ended with code " + process.exitValue() + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("psql can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in psql", e);
    }
  }

  /** Debian's psql is a Perl program that looks for the real one; its start would be measured too, in our favour. */
  private static Path behindWrapper(Path found) {
    try {
      if (!found.toRealPath().getFileName().toString().equals("pg_wrapper")) {
        return found;
      }
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        return versions.map(version -> version.resolve("bin/psql"))
            .filter(Files::isExecutable)
            .max(Comparator.naturalOrder())
            .orElse(found);
      }
    } catch (IOException unreadable) {
      return found;
    }
  }
}

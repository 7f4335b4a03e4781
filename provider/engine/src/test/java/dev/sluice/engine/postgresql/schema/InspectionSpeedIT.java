package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.inspect.Fingerprint;
import dev.sluice.engine.postgresql.schema.inspect.Inspection;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long a look at a large database takes, beside pg_dump's of the same one: where the system property
 * {@code sluice.schema.speed} says how often to measure. Writes docs/benchmarks-schema.md.
 */
@ExtendWith(OtherSchemaCasesIT.Servers.class)
@Timeout(1800)
class InspectionSpeedIT {
  private static final String ROUNDS = "sluice.schema.speed";
  private static final Path REPORT = Path.of("../../docs/benchmarks-schema.md");
  private static final int TABLES = 1_000;
  private static final int WARM_UP = 5;
  private static final double MILLION = 1e6;
  private static final String NAME = "inspection_speed";
  private static final String HEAD = """
      # Benchmarks: a look at a large database

      %,d tables with %,d columns and %,d indexes. Written by `InspectionSpeedIT`, run with `-D%s=<rounds>`: %d rounds after %d that
      don't count, in each of which the work and `pg_dump -s` of the same database take turns. A session is open before, and Java
      compiles with C1 alone, as in the provider; pg_dump, of %s, has the start of the program in its time.

      | PostgreSQL | inspect, ms | inspect and compare, ms | fingerprint, ms | `pg_dump -s`, ms | inspect and compare / pg_dump |
      |---|---|---|---|---|---|
      """;

  @Test
  void aLargeDatabase(Map<Integer, EmbeddedPostgreSql> servers) throws Exception {
    var rounds = Integer.getInteger(ROUNDS);
    assumeThat(rounds).as("-D" + ROUNDS + " doesn't say how often to measure").isNotNull();
    var dump = Dump.version().map(version -> "version " + version).orElse("no version");
    var report = new StringBuilder(HEAD.formatted(TABLES, TABLES * 10, TABLES * 3, ROUNDS, rounds, WARM_UP, dump));
    for (var server : servers.entrySet()) {
      report.append(row(server.getKey(), server.getValue(), rounds));
    }
    Files.writeString(REPORT, report.toString());
  }

  private static String row(int major, EmbeddedPostgreSql server, int rounds) throws Exception {
    try (var administration = server.connect("postgres"); var statement = administration.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + NAME);
      statement.execute("CREATE DATABASE " + NAME);
      try (var connection = server.connect(NAME)) {
        fill(connection);
        return measured(major, server, connection, rounds);
      } finally {
        statement.execute("DROP DATABASE " + NAME + " WITH (FORCE)");
      }
    }
  }

  private static void fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("""
          DO $$ BEGIN
            FOR n IN 1..%d LOOP
              EXECUTE format('CREATE TABLE t%%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL, b text DEFAULT ''none'',
                c int CHECK (c > 0), d numeric(12,2), e timestamptz DEFAULT now(), f boolean, g jsonb, h uuid, i date)', n);
              EXECUTE format('CREATE INDEX ON t%%s (a, e)', n);
              EXECUTE format('CREATE INDEX ON t%%s (c) WHERE f', n);
            END LOOP;
          END $$""".formatted(TABLES));
      statement.execute("ANALYZE");
      statement.execute("SET search_path = pg_catalog");
    }
  }

  private static String measured(int major, EmbeddedPostgreSql server, Connection connection, int rounds) throws Exception {
    var desired = Desired.once(Inspection.of(connection));
    var compares = Dump.version().filter(version -> version >= major).isPresent();
    var inspect = DoubleStream.builder();
    var compare = DoubleStream.builder();
    var fingerprint = DoubleStream.builder();
    var dump = DoubleStream.builder();
    for (var round = -WARM_UP; round < rounds; round++) {
      var start = System.nanoTime();
      var found = Inspection.of(connection);
      var inspected = System.nanoTime();
      assertThat(isSame(found, desired)).isTrue();
      var compared = System.nanoTime();
      Fingerprint.of(connection);
      var fingerprinted = System.nanoTime();
      if (compares) {
        assertThat(Dump.text(server, NAME)).contains("CREATE TABLE public.t" + TABLES);
      }
      var dumped = System.nanoTime();
      if (round >= 0) {
        inspect.add((inspected - start) / MILLION);
        compare.add((compared - start) / MILLION);
        fingerprint.add((fingerprinted - compared) / MILLION);
        dump.add((dumped - fingerprinted) / MILLION);
      }
    }
    var ours = median(compare);
    var theirs = median(dump);
    return String.format(
        Locale.ROOT, "| %d | %.0f | %.0f | %.1f | %s | %s |%n", major, median(inspect), ours, median(fingerprint),
        compares ? String.format(Locale.ROOT, "%.0f", theirs) : "too old here", compares ? String.format(Locale.ROOT, "%.2f", ours / theirs) : "");
  }

  private static boolean isSame(Model found, Desired desired) {
    return Differences.between(found, desired, Scope.ALL, Set.of()).none();
  }

  private static double median(DoubleStream.Builder samples) {
    var sorted = samples.build().sorted().toArray();
    return sorted[sorted.length / 2];
  }
}

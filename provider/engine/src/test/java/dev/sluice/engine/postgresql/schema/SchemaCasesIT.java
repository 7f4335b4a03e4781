package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Every kind of object and change, forward and backward, with rows in the tables: all on the newest server, some on each of the others. */
@Timeout(900)
class SchemaCasesIT {
  static final Path CASES = Path.of("src/test/resources/schema-cases/postgresql.jsonl");

  private static final String ALL = "sluice.schema.all";
  private static final int SAMPLE = 3;

  @ParameterizedTest(autoCloseArguments = false)
  @ArgumentsSource(AllMajors.class)
  void everyCaseComesOutAsDesired(EmbeddedPostgreSql server, TestReporter reporter) throws Exception {
    try (var harness = new SchemaHarness(server)) {
      if (!harness.dumps()) {
        reporter.publishEntry("pg_dump", "not compared with: this machine has none, or one older than the server");
      }
    }
    var major = major(server);
    var cases = SchemaCase.of(CASES).stream().filter(one -> one.since() <= major).toList();
    var newest = EmbeddedPostgreSql.majors().getLast().equals(major);
    var some = newest || Boolean.getBoolean(ALL) ? cases : IntStream.range(0, cases.size()).filter(number -> number % SAMPLE == 0).mapToObj(cases::get).toList();
    reporter.publishEntry("cases", some.size() + " of " + cases.size() + (some.size() < cases.size() ? "; all with -D" + ALL + "=true" : ""));
    var outcomes = SchemaCaseRun.of(server, some);
    assertThat(SchemaCaseRun.failures(outcomes)).isEmpty();
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(some.size());
  }

  private static int major(EmbeddedPostgreSql server) throws SQLException {
    try (var connection = server.connect("postgres")) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }
}

package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Every kind of object and change, forward and backward, with rows in the tables. */
@Timeout(900)
class SchemaCasesIT {
  static final Path CASES = Path.of("src/test/resources/schema-cases/postgresql.jsonl");

  @ParameterizedTest
  @ArgumentsSource(AllMajors.class)
  void everyCaseComesOutAsDesired(EmbeddedPostgreSql server, TestReporter reporter) throws Exception {
    try (var harness = new SchemaHarness(server)) {
      if (!harness.dumps()) {
        reporter.publishEntry("pg_dump", "not compared with: this machine has none, or one older than the server");
      }
    }
    var outcomes = SchemaCaseRun.of(server, SchemaCase.of(CASES));
    assertThat(SchemaCaseRun.failures(outcomes)).isEmpty();
    assertThat(outcomes).hasSizeGreaterThan(150);
  }
}

package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.postgresql.SchemaFacts.Limits;
import dev.sluice.engine.postgresql.schema.lint.Ask;
import dev.sluice.engine.postgresql.schema.lint.Question;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.engine.schema.lint.Suspicion;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What can't be counted in time is left open, with the cause; everything else is counted. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaFactsIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);
  /** Nobody waits for this one. */
  private static final String SLOW = "(SELECT pg_sleep(3600)) AS slow";

  private final EmbeddedPostgreSql embedded;
  private final Server server;
  private final PostgreSqlFailures failures;
  private final BoundedSessions sessions;

  SchemaFactsIT(EmbeddedPostgreSql embedded) {
    this.embedded = embedded;
    this.server =
        new Server(
            new Server.Login(embedded.host(), embedded.port(), embedded.username(), new Password(embedded.password())), Optional.of("postgres"), Tls.DISABLED, Timeouts.DEFAULT, 4);
    this.failures = new PostgreSqlFailures(server);
    this.sessions = BoundedSessions.of(server, new PostgreSqlConnector(server, failures));
  }

  @BeforeEach
  void make() throws SQLException {
    run("DROP SCHEMA IF EXISTS facts CASCADE; CREATE SCHEMA facts; CREATE TABLE facts.t AS SELECT 1 AS a; CREATE TABLE facts.u AS SELECT generate_series(1, 3) AS a");
  }

  @AfterEach
  void close() throws SQLException {
    sessions.close();
    run("DROP SCHEMA facts CASCADE");
  }

  private void run(String sql) throws SQLException {
    try (var connection = embedded.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Suspicion> counted(Limits limits, String... from) {
    var questions = Stream.of(from).map(rows -> new Question(
        Rule.DROP_TABLE, new ObjectName("table", rows), "is dropped", Map.of(), List.of(new Ask.Count("rows", rows, "count(*)")), List.of())).toList();
    return SchemaFacts.of(sessions, "postgres", failures, questions, limits);
  }

  @Test
  void aCountThatTakesTooLongLeavesTheOthersTheirTime() {
    var found = counted(new Limits(SHORT, LONG, LONG), SLOW, "facts.u AS t");
    assertThat(found.getFirst().unknown()).contains("it would have taken longer than 0.3 s");
    assertThat(found.getFirst().facts()).isEmpty();
    assertThat(found.getLast().unknown()).isEmpty();
    assertThat(found.getLast().facts()).containsEntry("rows", 3L);
  }

  @Test
  void allTogetherHaveAnEndToo() {
    var found = counted(new Limits(LONG, SHORT, LONG), SLOW, "facts.u AS t");
    assertThat(found).allSatisfy(one -> assertThat(one.facts()).isEmpty());
    assertThat(found.getLast().unknown()).contains("the 0.3 s for all that is counted of a plan were up before");
  }

  @Test
  void aCastThatTakesTooLongIsLeftOpen() {
    var cast = new Ask.Cast("(SELECT pg_sleep(3600)::text AS a) AS t", "t.a", "integer", "v.value", "");
    var question = new Question(Rule.TYPE_CHANGE_DATA, new ObjectName("column", "t.a"), "changes", Map.of(), List.of(cast), List.of());
    assertThat(SchemaFacts.of(sessions, "postgres", failures, List.of(question), new Limits(SHORT, LONG, LONG)).getFirst().unknown())
        .contains("it would have taken longer than 0.3 s");
  }

  @Test
  void aLockedTableIsNotWaitedFor() throws SQLException {
    try (var other = embedded.connect("postgres");
        var lock = other.createStatement()) {
      lock.execute("BEGIN; LOCK TABLE facts.t IN ACCESS EXCLUSIVE MODE");
      var found = counted(new Limits(LONG, LONG, SHORT), "facts.t AS t", "facts.u AS t");
      assertThat(found.getFirst().unknown()).contains("the table is locked by another session");
      assertThat(found.getLast().facts()).containsEntry("rows", 3L);
    }
  }
}

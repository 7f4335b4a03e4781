package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.Finding;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Hints that take each other's names. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaHintsIT {
  private final SchemaHarness harness;
  private final Schemas schemas;
  private final String database;

  SchemaHintsIT(EmbeddedPostgreSql server) {
    this.harness = new SchemaHarness(server);
    this.schemas = harness.handle().schemas();
    this.database = harness.newDatabase(As.OWNER);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private SchemaDesign design(String sql) {
    return SchemaDesign.of(database, SchemaSource.of(Map.of("schema.sql", sql), false));
  }

  private Plan applied(String sql) {
    var plan = schemas.plan(design(sql));
    assertThat(plan.refusals()).isEmpty();
    schemas.apply(design(sql), plan, new SchemaRun() {});
    return plan;
  }

  private static List<String> sql(Plan plan) {
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private static List<String> withoutEffect(Plan plan) {
    return plan.findings().stream().filter(finding -> finding.rule() == Rule.HINT_WITHOUT_OBJECT).map(Finding::message).toList();
  }

  @Test
  void aNameThatIsGivenUpIsTakenByAnother() {
    applied("CREATE TABLE a (id int PRIMARY KEY, x int, y int); CREATE TABLE b (id int PRIMARY KEY); CREATE INDEX a_x ON a (x);");
    harness.sql(database, false, "INSERT INTO a VALUES (1, 2, 3)");
    var renamed = """
        -- sluice:renamed from=b
        CREATE TABLE a (id int PRIMARY KEY);
        -- sluice:renamed from=a
        CREATE TABLE c (
          id int PRIMARY KEY,
          x int, -- sluice:renamed from=y
          z int -- sluice:renamed from=x
        );
        -- sluice:renamed from=a_x
        CREATE INDEX c_z ON c (z);
        """;
    var plan = applied(renamed);
    assertThat(sql(plan)).allMatch(statement -> statement.contains(" RENAME "));
    assertThat(withoutEffect(plan)).isEmpty();
    assertThat(harness.query(database, "SELECT id || ' ' || z || ' ' || x FROM c")).containsExactly("1 2 3");
    var second = schemas.plan(design(renamed));
    assertThat(second.empty()).isTrue();
    assertThat(second.findings()).isEmpty();
  }

  @Test
  void namesThatChangePlacesAreReported() {
    applied("CREATE TABLE t (a int, b int);");
    var plan = schemas.plan(design("CREATE TABLE t (\n  b int, -- sluice:renamed from=a\n  a int -- sluice:renamed from=b\n);"));
    assertThat(plan.statements()).isEmpty();
    assertThat(withoutEffect(plan)).hasSize(2).allMatch(message -> message.contains("by way of a third one"));
  }

  @Test
  void anOldNameThatIsDeclaredTooIsReported() {
    applied("CREATE TABLE t (a int);");
    var plan = schemas.plan(design("CREATE TABLE t (\n  b int, -- sluice:renamed from=a\n  a int\n);"));
    assertThat(sql(plan)).noneMatch(statement -> statement.contains(" RENAME "));
    assertThat(withoutEffect(plan)).singleElement().asString().contains("schema.sql line 2", "a is declared too");
  }
}

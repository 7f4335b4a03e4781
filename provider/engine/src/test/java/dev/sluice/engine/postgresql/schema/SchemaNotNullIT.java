package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** NOT NULL as the constraint that it is from PostgreSQL 18 on, and the same files before. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaNotNullIT {
  private static final int SINCE = 18;
  private static final String UNPROVEN = "CREATE TABLE t (a int);\nALTER TABLE t ADD CONSTRAINT nn NOT NULL a NOT VALID;";
  private static final String PROVEN = "CREATE TABLE t (a int CONSTRAINT nn NOT NULL);";

  private final SchemaHarness harness;
  private final Schemas schemas;
  private final String database;
  private final boolean constraints;

  SchemaNotNullIT(EmbeddedPostgreSql server) {
    this.harness = new SchemaHarness(server);
    this.schemas = harness.handle().schemas();
    this.database = harness.newDatabase(As.OWNER);
    this.constraints = Integer.parseInt(harness.query("postgres", "SELECT current_setting('server_version_num')::int / 10000").getFirst()) >= SINCE;
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private SchemaDesign design(String sql) {
    return SchemaDesign.of(database, SchemaSource.of(Map.of("schema.sql", sql), false));
  }

  private List<String> planned(String sql) {
    var plan = schemas.plan(design(sql));
    assertThat(plan.refusals()).isEmpty();
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private List<String> live(String sql) {
    var statements = planned(sql);
    schemas.apply(design(sql), schemas.plan(design(sql)), new SchemaRun() {});
    assertThat(planned(sql)).isEmpty();
    assertThat(schemas.plan(design(sql)).unmanaged()).isEmpty();
    return statements;
  }

  @Test
  void aNameIsKeptWhereThereAreSome() {
    live("CREATE TABLE t (a int);");
    assertThat(String.join("\n", live(PROVEN)).contains("ADD CONSTRAINT \"nn\" NOT NULL \"a\" NOT VALID")).isEqualTo(constraints);
    assertThat(harness.query(database, "SELECT attnotnull FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a'")).containsExactly("t");
    // Whoever names none means PostgreSQL's own.
    assertThat(live("CREATE TABLE t (a int NOT NULL);"))
        .containsExactlyElementsOf(constraints ? List.of("ALTER TABLE \"public\".\"t\" RENAME CONSTRAINT \"nn\" TO \"t_a_not_null\"") : List.of());
  }

  @Test
  void whatIsNotProvenIsProvenWhereTheFilesSaySo() {
    assumeThat(constraints).as("before PostgreSQL 18 NOT NULL is always proven").isTrue();
    live("CREATE TABLE t (a int);");
    harness.sql(database, false, "INSERT INTO t VALUES (NULL)");
    assertThat(live(UNPROVEN)).containsExactly("ALTER TABLE \"public\".\"t\" ADD CONSTRAINT \"nn\" NOT NULL \"a\" NOT VALID");

    var plan = schemas.plan(design(PROVEN));
    assertThat(planned(PROVEN)).containsExactly("ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"nn\"");
    assertThat(plan.findings()).anySatisfy(finding -> {
      assertThat(finding.rule()).isEqualTo(Rule.NOT_NULL_ON_DATA);
      assertThat(finding.facts()).containsEntry("nulls", 1L);
    });
    harness.sql(database, false, "DELETE FROM t");
    live(PROVEN);
    assertThat(harness.query(database, "SELECT convalidated FROM pg_constraint WHERE conname = 'nn'")).containsExactly("t");
    // A proof is never undone.
    assertThat(planned(UNPROVEN)).isEmpty();
  }

  @Test
  void whatSomebodyElseAddedUnprovenIsNotTakenForProven() {
    assumeThat(constraints).as("before PostgreSQL 18 NOT NULL is always proven").isTrue();
    live("CREATE TABLE t (a int);");
    harness.sql(database, false, "ALTER TABLE t ADD NOT NULL a NOT VALID");
    assertThat(live("CREATE TABLE t (a int NOT NULL);")).containsExactly("ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"t_a_not_null\"");
  }

  @Test
  void commentsOnThemAreCompared() {
    assumeThat(constraints).as("before PostgreSQL 18 NOT NULL is no object").isTrue();
    live(PROVEN);
    var commented = PROVEN + " COMMENT ON CONSTRAINT nn ON t IS 'it''s so';";
    assertThat(live(commented)).containsExactly("COMMENT ON CONSTRAINT \"nn\" ON \"public\".\"t\" IS 'it''s so'");
    assertThat(live(PROVEN)).containsExactly("COMMENT ON CONSTRAINT \"nn\" ON \"public\".\"t\" IS NULL");
  }

  @Test
  void olderServersSayWhatTheyDoNotKnow() {
    assumeThat(constraints).as("PostgreSQL 18 knows it").isFalse();
    assertThat(catchThrowableOfType(SchemaException.class, () -> schemas.plan(design(UNPROVEN))).getMessage()).startsWith("schema.sql line 2: ").contains("SQLSTATE 42601");
  }

  /** They are told of, since no plan compares them. */
  @Test
  void commentsOnWhatBelongsToAnotherObjectAreNotTakenForThatOnes() {
    var sql = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY); CREATE DOMAIN d AS int CONSTRAINT k CHECK (VALUE > 0);";
    live(sql);
    harness.sql(database, false, "COMMENT ON INDEX t_pkey IS 'x'; COMMENT ON SEQUENCE t_id_seq IS 'x'; COMMENT ON CONSTRAINT k ON DOMAIN d IS 'x'");
    assertThat(planned(sql)).isEmpty();
    assertThat(schemas.plan(design(sql)).unmanaged()).contains(
        "comment on what belongs to constraint public.t.t_pkey", "comment on what belongs to column public.t.id", "comment on domain constraint public.d.k");
  }
}

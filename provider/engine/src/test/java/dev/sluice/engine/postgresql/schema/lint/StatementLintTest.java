package dev.sluice.engine.postgresql.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.schema.lint.FileFinding;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in migration files. */
class StatementLintTest {
  /** All rules on. */
  private static final LintSettings ALL = all();

  private static LintSettings all() {
    var words = new HashMap<String, String>();
    Arrays.stream(Rule.values()).filter(rule -> rule.ofMigrations().isPresent()).forEach(rule -> words.put(rule.id(), "warn"));
    List.of("missing-timeouts", "unqualified-name", "index-dropped").forEach(id -> words.put(id, "off"));
    return LintSettings.ofMigrations("lint", words);
  }

  private static List<String> rules(String sql, LintSettings settings) {
    return new StatementLint().of(Map.of("V1__a.sql", sql), settings).stream().map(found -> found.finding().rule().id()).distinct().toList();
  }

  /** The last column has the rules that find something, with blanks between. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "DROP SCHEMA s | drop-schema",
    "DROP TABLE t, u | drop-table",
    "CREATE TABLE t (id bigint); DROP TABLE t |",
    "DROP TABLE t CASCADE | drop-table truncate-cascade",
    "DROP DATABASE d | drop-database not-robust",
    "TRUNCATE t CASCADE | truncate-cascade",
    "TRUNCATE t |",
    "ALTER TABLE t DROP COLUMN a | drop-column",
    "ALTER TABLE t DROP a | drop-column",
    "ALTER TABLE t DROP CONSTRAINT c | drop-constraint",
    "ALTER TABLE t ALTER a DROP NOT NULL | drop-not-null",
    "ALTER TABLE t ALTER a DROP DEFAULT |",
    "ALTER TABLE t RENAME TO u | rename-table",
    "ALTER VIEW v RENAME TO w | rename-table",
    "ALTER TABLE t RENAME a TO b | rename-column",
    "ALTER TABLE t RENAME CONSTRAINT a TO b |",
    "ALTER SCHEMA s RENAME TO u | rename-schema",
    "ALTER TYPE mood RENAME VALUE 'a' TO 'b' | rename-enum-value",
    "ALTER FUNCTION f(int) RENAME TO g | rename-routine",
    "ALTER TYPE mood ADD VALUE 'a' | enum-value-order",
    "ALTER TYPE mood ADD VALUE 'a' BEFORE 'b' |",
    "ALTER TABLE t ADD COLUMN a bigint NOT NULL | not-null-on-data",
    "ALTER TABLE t ADD COLUMN a bigint NOT NULL DEFAULT 0 |",
    "ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now() |",
    "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid() | table-rewrite",
    "ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS (b + 1) STORED | table-rewrite",
    "ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY | auto-increment-add",
    "ALTER TABLE t ADD COLUMN a serial | type-serial type-integer auto-increment-add",
    "ALTER TABLE t ADD COLUMN a bigserial | type-serial auto-increment-add",
    "ALTER TABLE t ADD COLUMN a bigint UNIQUE | unique-constraint-lock",
    "ALTER TABLE t ADD COLUMN a bigint REFERENCES u | constraint-not-valid",
    "ALTER TABLE t ALTER a TYPE bigint | table-rewrite",
    "ALTER TABLE t SET LOGGED | table-rewrite",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) | constraint-not-valid",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID |",
    "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u | constraint-not-valid",
    "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) | unique-constraint-lock",
    "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i |",
    "ALTER TABLE t ADD EXCLUDE USING gist (a WITH &&) | exclusion-lock",
    "ALTER TABLE t ALTER a SET NOT NULL | set-not-null-scan",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL | constraint-not-valid",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL); ALTER TABLE t ALTER a SET NOT NULL | constraint-not-valid",
    "ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT c | drop-constraint",
    "ALTER TABLE u VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL | set-not-null-scan",
    "BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; COMMIT; ALTER TABLE t VALIDATE CONSTRAINT c | transaction-control",
    "ALTER TABLE t DETACH PARTITION p | drop-partition partition-detach-concurrent",
    "ALTER TABLE IF EXISTS t DETACH PARTITION p CONCURRENTLY | drop-partition",
    "ALTER TABLE t DISABLE ROW LEVEL SECURITY | row-security-off",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY | authz-change",
    "ALTER TABLE t FORCE ROW LEVEL SECURITY | authz-change",
    "ALTER TABLE t NO FORCE ROW LEVEL SECURITY | authz-change",
    "CREATE POLICY p ON t USING (true) | authz-change",
    "ALTER POLICY p ON t USING (true) | authz-change",
    "DROP POLICY IF EXISTS p ON t | authz-change",
    "CREATE TABLE t (a bigint); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true); GRANT SELECT ON t TO r; ALTER TABLE t OWNER TO r |",
    "GRANT SELECT ON t TO r | authz-change",
    "GRANT SELECT (a), UPDATE (b) ON TABLE s.t, u TO r WITH GRANT OPTION | authz-change",
    "GRANT USAGE ON SCHEMA s TO r | authz-change",
    "CREATE SCHEMA s; GRANT USAGE ON SCHEMA s TO r |",
    "GRANT SELECT ON ALL TABLES IN SCHEMA s TO r | authz-change",
    "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f(int) TO r |",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f(int) TO r | authz-change",
    "GRANT r TO s | authz-change",
    "REVOKE GRANT OPTION FOR SELECT ON t FROM r | authz-change",
    "REVOKE ADMIN OPTION FOR r FROM s | authz-change",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO r | authz-change",
    "ALTER TABLE IF EXISTS t OWNER TO r | authz-change",
    "ALTER MATERIALIZED VIEW v OWNER TO r | authz-change",
    "ALTER FUNCTION f(int) OWNER TO CURRENT_USER | authz-change",
    "REASSIGN OWNED BY r TO s | authz-change",
    "DROP OWNED BY r | authz-change",
    "CREATE ROLE r | authz-change",
    "ALTER USER r CREATEDB | authz-change",
    "CREATE USER MAPPING FOR r SERVER s |",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1' | authz-change",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DROP TABLE t' |",
    "DO $$ BEGIN DROP TABLE t; END $$ |",
    "ALTER DOMAIN d ADD CHECK (VALUE > 0) | domain-constraint",
    "ALTER DOMAIN d SET NOT NULL | domain-constraint",
    "CREATE DOMAIN d AS bigint CHECK (VALUE > 0) | domain-with-constraint",
    "CREATE DOMAIN d AS bigint NOT NULL | domain-with-constraint",
    "CREATE DOMAIN d AS bigint; ALTER DOMAIN d ADD CHECK (VALUE > 0) |",
    "ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID |",
    "ALTER EXTENSION hstore UPDATE | extension-upgrade",
    "CREATE INDEX i ON t (a) | index-not-concurrent",
    "CREATE TABLE t (a bigint); CREATE INDEX i ON t (a) |",
    "CREATE INDEX CONCURRENTLY i ON t (a) | not-robust",
    "CREATE INDEX CONCURRENTLY ON t (a) |",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a) |",
    "BEGIN; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a); COMMIT | transaction-control concurrent-in-transaction",
    "DROP INDEX i | drop-index-not-concurrent",
    "DROP INDEX CONCURRENTLY IF EXISTS i |",
    "REINDEX TABLE t | reindex-not-concurrent",
    "REINDEX TABLE CONCURRENTLY t |",
    "VACUUM FULL t | vacuum-full",
    "VACUUM t |",
    "VACUUM (FULL) t | vacuum-full",
    "VACUUM (FULL false, ANALYZE) t |",
    "CLUSTER t USING i | vacuum-full",
    "CREATE TABLE t (a json, b char(3), c varchar(3), d smallint, e int, f timestamp) | type-json type-char type-varchar type-smallint type-integer type-timestamp",
    "CREATE TABLE t (a jsonb, b text, c varchar, d bigint, f timestamp with time zone, CHECK (d > 0)) |",
    "CREATE TABLE t (a timetz, b time with time zone, c time, d real, e double precision, f float8, g money) | type-time type-float type-money",
    "CREATE TYPE mood AS ENUM ('ok') | type-enum",
    "CREATE TABLE \"Orders\" (id bigint) | name-case",
    "CREATE TABLE Orders (Id bigint) |",
    "CREATE TABLE t (\"user\" bigint) | name-reserved",
    "ALTER TABLE t RENAME TO \"order\" | rename-table name-reserved",
    "ALTER TABLE t ADD COLUMN \"b c\" bigint | name-case",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON t (a) | name-case",
    "CREATE TABLE a_name_that_goes_on_and_on_and_on_until_there_is_no_more_room_left (a text) | identifier-too-long",
  })
  void rulesFindStatements(String sql, String expected) {
    assertThat(rules(sql, ALL)).containsExactlyInAnyOrder(expected == null ? new String[0] : expected.split(" "));
  }

  @Test
  void timeoutsAndSchemasAreLookedForWhereSomebodyWantsIt() {
    var settings = LintSettings.ofMigrations("lint", Map.of("missing-timeouts", "error", "unqualified-name", "warn", "drop-column", "off", "index-dropped", "warn"));
    assertThat(rules("ALTER TABLE t DROP a", settings)).containsExactly("missing-timeouts", "unqualified-name");
    assertThat(rules("SET lock_timeout = '1s'; SET statement_timeout = 0; ALTER TABLE public.t DROP a", settings)).isEmpty();
    assertThat(rules("COMMENT ON TABLE s.t IS 'a'", settings)).containsExactly("missing-timeouts");
    assertThat(rules("SELECT 1; INSERT INTO t VALUES (1)", settings)).isEmpty();
    assertThat(rules("SET lock_timeout = '1s'; SET statement_timeout = 0; DROP INDEX CONCURRENTLY i", settings)).containsExactly("index-dropped");
  }

  @Test
  void noRuleStopsAMigrationOfItsOwnAccord() {
    assertThat(Rule.values()).noneMatch(rule -> rule.ofMigrations().filter(severity -> severity == dev.sluice.engine.schema.lint.Severity.ERROR).isPresent());
  }

  @Test
  void everyRuleOfMigrationsHasACase() throws Exception {
    var cases = Arrays.asList(StatementLintTest.class.getDeclaredMethod("rulesFindStatements", String.class, String.class).getAnnotation(CsvSource.class).value());
    var found = Arrays.stream(String.join(" ", cases.stream().map(line -> line.substring(line.lastIndexOf('|') + 1)).toList()).split(" ")).toList();
    assertThat(Arrays.stream(Rule.values()).filter(rule -> rule.ofMigrations().isPresent()).map(Rule::id))
        .filteredOn(id -> !List.of("missing-timeouts", "unqualified-name", "index-dropped").contains(id))
        .allSatisfy(id -> assertThat(found).contains(id));
  }

  @Test
  void whatOneFileAddsAnotherMayValidate() {
    var files = new LinkedHashMap<String, String>();
    files.put("V1__a.sql", "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;");
    files.put("V2__b.sql", "ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL;");
    assertThat(new StatementLint().of(files, LintSettings.ofMigrations("lint", Map.of()))).isEmpty();
  }

  @Test
  void aFindingSaysWhere() {
    var files = new LinkedHashMap<String, String>();
    files.put("V1__a.sql", "CREATE TABLE s.t (a bigint);");
    files.put("V2__b.sql", "-- first\nCREATE INDEX i ON s.t (a);\n\nCREATE INDEX j ON s.u (a);\n");
    var found = new StatementLint().of(files, LintSettings.ofMigrations("lint", Map.of()));
    assertThat(found).extracting(FileFinding::file, FileFinding::line).containsExactly(org.assertj.core.groups.Tuple.tuple("V2__b.sql", 4));
    assertThat(found.getFirst().finding().message()).startsWith("index j is built while nobody can write s.u. ");
  }
}

package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.lint.Finding;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules find in plans, counted on rows that are really there. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaLintIT {
  private final SchemaHarness harness;
  private final String database;

  SchemaLintIT(EmbeddedPostgreSql server) {
    this.harness = new SchemaHarness(server);
    this.database = harness.newDatabase(As.OWNER);
  }

  @AfterEach
  void close() {
    harness.sql("postgres", true, "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    harness.close();
  }

  static Stream<LintCase> cases() {
    return Stream.of("/lint-cases/losses.sql", "/lint-cases/data.sql", "/lint-cases/locks.sql", "/lint-cases/breaks.sql").flatMap(file -> LintCase.all(file).stream());
  }

  private void load(String sql) throws SQLException {
    try (var connection = harness.connect(database);
        var statement = connection.createStatement()) {
      statement.execute("SET ROLE " + SchemaHarness.OWNER + ";" + sql);
    }
  }

  private Plan plan(String desired, Map<String, String> settings) {
    var words = new HashMap<>(settings);
    var runAs = words.remove("runAs") == null ? new RunAs.Owner() : new RunAs.ProviderConfig();
    var online = !"false".equals(words.remove("online"));
    var limit = Optional.ofNullable(words.remove("maxRewriteBytes")).map(Long::valueOf);
    var exclude = Optional.ofNullable(words.remove("exclude")).map(glob -> List.of(glob.replace('+', ' '))).orElse(List.of());
    var usual = SchemaDesign.of(database, SchemaSource.of(Map.of("schema.sql", desired), false));
    return harness.handle().schemas().plan(
        new SchemaDesign(
            database, usual.source(), Set.of(), exclude, Set.of(), false, online, usual.lockTimeout(), 0, usual.statementTimeout(), usual.deadline(), false,
            runAs, LintSettings.of("lint", words, limit)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rulesFindWhatIsThere(LintCase one) throws SQLException {
    load(one.before());
    var plan = plan(one.desired(), one.settings());
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.findings()).as("findings").allSatisfy(finding -> assertThat(finding.message()).doesNotContain("not counted"));
    assertThat(plan.findings().stream().map(SchemaLintIT::words)).containsExactlyInAnyOrderElementsOf(one.expected().stream().map(SchemaLintIT::withoutFacts).toList());
    for (var line : one.expected()) {
      var finding = plan.findings().stream().filter(found -> words(found).equals(withoutFacts(line))).findFirst().orElseThrow();
      for (var fact : line.split(" \\| ", 2).length > 1 ? List.of(line.split(" \\| ", 2)[1].split(" ")) : List.<String>of()) {
        var parts = fact.split("(?=[=>])");
        var number = Long.parseLong(parts[1].substring(1));
        assertThat(finding.facts()).as(line).containsKey(parts[0]);
        if (parts[1].startsWith("=")) {
          assertThat(finding.facts().get(parts[0])).as(fact).isEqualTo(number);
        } else {
          assertThat(finding.facts().get(parts[0])).as(fact).isGreaterThan(number);
        }
      }
      assertThat(plan.measured().getOrDefault(finding.object(), Map.of())).containsAllEntriesOf(finding.facts());
    }
  }

  private static String words(Finding finding) {
    return finding.severity().word() + " " + finding.rule().id() + " " + finding.object();
  }

  private static String withoutFacts(String line) {
    return line.split(" \\| ", 2)[0];
  }

  @Test
  void everyRuleOfPlansHasACase() {
    var found = new HashSet<String>();
    cases().flatMap(one -> one.expected().stream()).forEach(line -> found.add(line.split(" ")[1]));
    assertThat(Arrays.stream(Rule.values()).filter(rule -> rule.ofPlans().isPresent()).map(Rule::id)).allSatisfy(id -> assertThat(found).contains(id));
  }

  @Test
  void rowsThatAPolicyHidesAreNotCountedAsNone() throws SQLException {
    load("CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 1); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        + " CREATE POLICY none ON t USING (false)");
    var plan = plan("CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY none ON t USING (false)", Map.of());
    assertThat(plan.errors()).extracting(Finding::rule).containsExactly(Rule.DROP_COLUMN);
    assertThat(plan.errors().getFirst().message()).contains("not counted: missing rights, or row level security");
  }

  @Test
  void lookingChangesNothing() throws SQLException {
    load("CREATE SEQUENCE s; CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT nextval(''public.s'') > 0 AND a > 0';"
        + " CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    var plan = plan("CREATE SEQUENCE s; CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT nextval(''public.s'') > 0 AND a > 0';"
        + " CREATE TABLE t (a int CHECK (f(a)))", Map.of());
    assertThat(plan.findings()).extracting(Finding::rule, Finding::error).containsExactly(org.assertj.core.groups.Tuple.tuple(Rule.CHECK_ON_DATA, false));
    assertThat(plan.findings().getFirst().message()).contains("not counted: the server answered with SQLSTATE 25006");
    assertThat(harness.query(database, "SELECT is_called::text FROM public.s")).containsExactly("false");
  }

  @Test
  void whatIsOffIsNotLookedAt() throws SQLException {
    load("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    var plan = plan("CREATE SCHEMA other", Map.of("drop-table", "off"));
    assertThat(plan.findings()).isEmpty();
    assertThat(plan.measured()).isEmpty();
  }
}

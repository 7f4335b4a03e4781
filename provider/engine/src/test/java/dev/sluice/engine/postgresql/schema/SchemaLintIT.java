package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.CaseDatabases.CaseDatabase;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What the rules find in plans, counted on rows that are really there. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SchemaLintIT {
  @Parameter
  private EmbeddedPostgreSql server;

  /** One for all cases, with its scratch databases. */
  private SchemaHarness harness;
  private CaseDatabase live;

  @BeforeParameterizedClassInvocation
  void open() {
    harness = new SchemaHarness(server);
  }

  @BeforeEach
  void take() throws SQLException {
    live = harness.take(As.OWNER);
  }

  @AfterEach
  void giveBack() {
    live.close();
  }

  @AfterParameterizedClassInvocation
  void close() {
    harness.close();
  }

  static Stream<LintCase> cases() {
    return Stream.of("/lint-cases/losses.sql", "/lint-cases/data.sql", "/lint-cases/locks.sql", "/lint-cases/breaks.sql").flatMap(file -> LintCase.all(file).stream());
  }

  private void load(String sql) throws SQLException {
    load(live, sql);
  }

  private static void load(CaseDatabase database, String sql) throws SQLException {
    try (var statement = database.session().createStatement()) {
      statement.execute("SET ROLE " + SchemaHarness.OWNER + ";" + sql + "; RESET ROLE; RESET ALL");
    }
  }

  private Plan plan(String desired, Map<String, String> settings) {
    return plan(live, desired, settings);
  }

  private Plan plan(CaseDatabase database, String desired, Map<String, String> settings) {
    var words = new HashMap<>(settings);
    var runAs = words.remove("runAs") == null ? new RunAs.Owner() : new RunAs.ProviderConfig();
    var online = !"false".equals(words.remove("online"));
    var limit = Optional.ofNullable(words.remove("maxRewriteBytes")).map(Long::valueOf);
    words.remove("since");
    var privileges = words.remove("privileges") != null;
    var exclude = Optional.ofNullable(words.remove("exclude")).map(glob -> List.of(glob.replace('+', ' '))).orElse(List.of());
    var schemas = Optional.ofNullable(words.remove("schemas")).map(Set::of).orElse(Set.of());
    var usual = SchemaDesign.of(database.name(), SchemaSource.of(Map.of("schema.sql", desired), false));
    return harness.handle().schemas().plan(
        new SchemaDesign(
            database.name(), usual.source(), schemas, exclude, Set.of(), privileges, online, usual.lockTimeout(), 0, usual.statementTimeout(), usual.deadline(), false,
            runAs, LintSettings.of("lint", words, limit)));
  }

  @TestFactory
  Stream<DynamicTest> rulesFindWhatIsThere() throws SQLException {
    var major = live.session().getMetaData().getDatabaseMajorVersion();
    try (var pool = Executors.newFixedThreadPool(SchemaCaseRun.AT_ONCE)) {
      var looks = cases().filter(one -> one.since() <= major).collect(Collectors.toMap(one -> one, one -> pool.submit(() -> looked(one)), (one, other) -> one, LinkedHashMap::new));
      return looks.entrySet().stream().map(look -> DynamicTest.dynamicTest(look.getKey().name(), () -> compare(look.getKey(), look.getValue().get())));
    }
  }

  private Plan looked(LintCase one) throws SQLException {
    try (var database = harness.take(As.OWNER)) {
      load(database, one.before());
      return plan(database, one.desired(), one.settings());
    }
  }

  private static void compare(LintCase one, Plan plan) {
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
  void aTableThatSomebodyHasLockedIsNotWaitedFor() throws SQLException {
    load("CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 1); CREATE TABLE u (id int, a int); INSERT INTO u VALUES (1, 1)");
    try (var other = harness.connect(live.name());
        var lock = other.createStatement()) {
      lock.execute("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      var plan = plan("CREATE TABLE t (id int); CREATE TABLE u (id int)", Map.of());
      assertThat(plan.findings()).extracting(Finding::rule, Finding::error)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(Rule.DROP_COLUMN, true), org.assertj.core.groups.Tuple.tuple(Rule.DROP_COLUMN, true));
      assertThat(plan.findings().getFirst().message()).startsWith("column public.t.a is dropped (not counted: the table is locked by another session). ");
      assertThat(plan.findings().getLast().facts()).containsEntry("nonNull", 1L);
    }
  }

  /** Nobody can read a view's definition while its table is locked: then there is no plan, which is said at once. */
  @Test
  void aViewOfATableThatSomebodyHasLockedIsNotWaitedForEither() throws SQLException {
    load("CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT id FROM t");
    try (var other = harness.connect(live.name());
        var lock = other.createStatement()) {
      lock.execute("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> plan("CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t", Map.of()))
          .isInstanceOfSatisfying(EngineException.class, refused -> assertThat(refused.failure()).isInstanceOf(Failure.Transient.class))
          .hasMessageContaining("somebody else's transaction holds the lock");
    }
  }

  @Test
  void reservedWordsAreTheServers() {
    var words = harness.query(live.name(), "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T') ORDER BY word");
    var columns = words.stream().map(word -> "\"" + word + "\" boolean").collect(Collectors.joining(", "));
    var plan = plan("CREATE TABLE t (" + columns + ", \"begin\" boolean)", Map.of("name-reserved", "warn"));
    assertThat(plan.findings()).extracting(finding -> finding.object().path()).containsExactlyInAnyOrderElementsOf(words.stream().map(word -> "public.t." + word).toList());
  }

  @Test
  void lookingChangesNothing() throws SQLException {
    load("CREATE SEQUENCE s; CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT nextval(''public.s'') > 0 AND a > 0';"
        + " CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    var plan = plan("CREATE SEQUENCE s; CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT nextval(''public.s'') > 0 AND a > 0';"
        + " CREATE TABLE t (a int CHECK (f(a)))", Map.of());
    assertThat(plan.findings()).extracting(Finding::rule, Finding::error).containsExactly(org.assertj.core.groups.Tuple.tuple(Rule.CHECK_ON_DATA, false));
    assertThat(plan.findings().getFirst().message()).contains("not counted: the server answered with SQLSTATE 25006");
    assertThat(harness.query(live.name(), "SELECT is_called::text FROM public.s")).containsExactly("false");
  }

  @Test
  void whatIsOffIsNotLookedAt() throws SQLException {
    load("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    var plan = plan("CREATE SCHEMA other", Map.of("drop-table", "off"));
    assertThat(plan.findings()).isEmpty();
    assertThat(plan.measured()).isEmpty();
  }
}

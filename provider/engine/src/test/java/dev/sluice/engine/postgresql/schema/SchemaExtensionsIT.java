package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Hazard;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions of extensions: who may change them, and what is said where nobody may. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class SchemaExtensionsIT {
  private static final String TABLE = "CREATE TABLE mailing (address citext PRIMARY KEY);\n";
  private static final String UPDATE = "ALTER EXTENSION \"citext\" UPDATE TO '1.5'";

  private final EmbeddedPostgreSql server;
  private final SchemaHarness harness;
  private final Schemas schemas;
  private final String database;

  SchemaExtensionsIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.harness = new SchemaHarness(server);
    this.schemas = harness.handle().schemas();
    this.database = harness.newDatabase(As.OWNER);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private SchemaDesign design(String sql, RunAs as) {
    return new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", sql), false), Set.of(), List.of(), Set.of(), true, true, Duration.ofSeconds(5), 2, Duration.ZERO,
        Duration.ofMinutes(1), false, as, LintSettings.STANDARD);
  }

  private SchemaDesign design(String sql) {
    return design(sql, new RunAs.Owner());
  }

  private static List<String> sql(Plan plan) {
    assertThat(plan.refusals()).isEmpty();
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private void live(SchemaDesign design) {
    schemas.apply(design, schemas.plan(design), new SchemaRun() {});
    assertThat(sql(schemas.plan(design))).isEmpty();
  }

  private static Failure.MissingRight refusal(Schemas schemas, SchemaDesign design) {
    var failure = catchThrowableOfType(SchemaException.class, () -> schemas.plan(design)).failure();
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    return (Failure.MissingRight) failure;
  }

  private String version(String extension) {
    return harness.query(database, "SELECT extversion FROM pg_extension WHERE extname = '" + extension + "'").getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "CREATE EXTENSION citext VERSION '1.5';",
    "create extension if not exists \"citext\" with schema public version \"1.5\" cascade;",
    "ALTER EXTENSION citext UPDATE TO '1.5';",
    "CREATE EXTENSION citext VERSION '1.4'; ALTER EXTENSION citext UPDATE TO '1.5';"
  })
  void whatTheOwnerHasMadeIsUpdated(String desired) {
    live(design("CREATE EXTENSION citext VERSION '1.4';" + TABLE));
    var plan = schemas.plan(design(TABLE + desired));
    assertThat(sql(plan)).containsExactly(UPDATE);
    assertThat(plan.statements().getFirst().hazards()).containsExactly(Hazard.UPGRADES_EXTENSION);
    assertThat(plan.findings()).anySatisfy(finding -> assertThat(finding.rule()).isEqualTo(Rule.EXTENSION_UPGRADE));
    live(design(TABLE + desired));
    assertThat(version("citext")).isEqualTo("1.5");
    // Who names no version is content with any.
    assertThat(sql(schemas.plan(design("CREATE EXTENSION citext;" + TABLE)))).isEmpty();
    assertThat(sql(schemas.plan(design(TABLE)))).isEmpty();
  }

  @Test
  void anUpdateWithoutAVersionIsTheServersOwn() {
    live(design("CREATE EXTENSION citext VERSION '1.4';" + TABLE));
    live(design("CREATE EXTENSION citext VERSION '1.4'; ALTER EXTENSION citext UPDATE;" + TABLE));
    assertThat(version("citext")).isEqualTo(harness.query(database, "SELECT default_version FROM pg_available_extensions WHERE name = 'citext'").getFirst());
  }

  @Test
  void whatNeedsAnotherExtensionStaysAboveIt() {
    var as = new RunAs.ProviderConfig();
    live(design("CREATE EXTENSION cube VERSION '1.4'; CREATE EXTENSION earthdistance; CREATE TABLE t (place earth);", as));
    var desired = design("CREATE EXTENSION cube VERSION '1.5'; CREATE EXTENSION earthdistance; CREATE TABLE t (place earth, other cube);", as);
    assertThat(sql(schemas.plan(desired))).hasSize(2).startsWith("ALTER EXTENSION \"cube\" UPDATE TO '1.5'");
    live(desired);
  }

  @Test
  void aVersionThatTheServerLacksIsNamedWithThoseThatItHas() {
    var message = refusal(schemas, design("CREATE TABLE t (a int);\nCREATE EXTENSION citext VERSION '9.9';")).message();
    assertThat(message).startsWith("schema.sql line 2: CREATE EXTENSION citext VERSION '9.9': ").contains("no version 9.9 of extension citext, but 1.4, 1.5, 1.6", "Name one of these");
    live(design("CREATE EXTENSION citext;"));
    assertThat(refusal(schemas, design("ALTER EXTENSION citext UPDATE TO '9.9';")).message()).contains("no version 9.9 of extension citext, but 1.4, 1.5, 1.6");
    assertThat(refusal(schemas, design("CREATE EXTENSION nowhere;")).message()).contains("no extension nowhere", "Install it there");
  }

  @Test
  void aVersionToWhichThereIsNoWayIsRefused() {
    live(design("CREATE EXTENSION citext VERSION '1.5';"));
    assertThat(refusal(schemas, design("CREATE EXTENSION citext VERSION '1.4';")).message())
        .contains("extension citext has version 1.5", "no way from there to 1.4, but to 1.6", "dropped and created anew by a migration");
    assertThat(version("citext")).isEqualTo("1.5");
  }

  /** As the Database installs it. */
  @Test
  void whatTheProviderHasMadeIsForTheDatabaseToUpdate() {
    harness.sql(database, false, "CREATE EXTENSION citext SCHEMA public VERSION '1.4'");
    var desired = "CREATE EXTENSION citext VERSION '1.5';" + TABLE;
    var message = refusal(schemas, design(desired)).message();
    assertThat(message)
        .contains("extension citext has version 1.4 and belongs to " + server.username(), SchemaHarness.OWNER + ", as whom the plan would run, may not update it to 1.5")
        .contains("spec.forProvider.extensions of the Database");
    assertThat(sql(schemas.plan(design(desired, new RunAs.ProviderConfig())))).startsWith(UPDATE);

    harness.sql(database, false, UPDATE);
    live(design(desired));
  }

  @Test
  void theProvidersOwnRightsDoIfTheyAreAskedFor() {
    harness.sql(database, false, "CREATE EXTENSION pageinspect VERSION '1.8'");
    var desired = design("CREATE EXTENSION pageinspect VERSION '1.9';", new RunAs.ProviderConfig());
    assertThat(sql(schemas.plan(desired))).containsExactly("ALTER EXTENSION \"pageinspect\" UPDATE TO '1.9'");
    live(desired);
    assertThat(version("pageinspect")).isEqualTo("1.9");
  }

  @Test
  void whatIsNotTrustedTakesASuperuser() {
    assertThat(refusal(schemas, design("CREATE EXTENSION pageinspect;")).message())
        .contains("extension pageinspect isn't trusted", SchemaHarness.OWNER + ", as whom the plan would run, isn't", "spec.forProvider.extensions");
    assertThat(sql(schemas.plan(design("CREATE EXTENSION pageinspect;", new RunAs.ProviderConfig())))).anyMatch(sql -> sql.startsWith("CREATE EXTENSION"));
  }

  @Test
  void aProviderThatIsNoSuperuserCanNotUpdateASuperusersEither() {
    harness.sql(database, false, "CREATE EXTENSION citext VERSION '1.4'");
    var poor = database + "_poor";
    harness.sql("postgres", false, "CREATE ROLE " + poor + " LOGIN CREATEDB CREATEROLE PASSWORD 'pw'; GRANT " + SchemaHarness.OWNER + " TO " + poor + " WITH ADMIN OPTION");
    try (var handle = open(poor)) {
      assertThat(refusal(handle.schemas(), design("CREATE EXTENSION citext VERSION '1.5';", new RunAs.ProviderConfig())).message())
          .contains("belongs to " + server.username(), poor + ", as whom the plan would run, may not update it");
    }
  }

  @Test
  void whatIsExcludedIsNobodysBusiness() {
    harness.sql(database, false, "CREATE EXTENSION citext VERSION '1.4'");
    var design = new SchemaDesign(
        database, SchemaSource.of(Map.of("schema.sql", "CREATE EXTENSION citext VERSION '1.5'; ALTER EXTENSION citext UPDATE TO '9.9';"), false), Set.of(), List.of("extension *"), Set.of(),
        true, true, Duration.ofSeconds(5), 2, Duration.ZERO, Duration.ofMinutes(1), false, new RunAs.Owner(), LintSettings.STANDARD);
    assertThat(sql(schemas.plan(design))).isEmpty();
  }

  private DatabaseServer open(String user) {
    var login = new Server.Login(server.host(), server.port(), user, new Password("pw"));
    return Engines.load().named("PostgreSQL").orElseThrow().open(new Server(login, Optional.of("postgres"), Tls.DISABLED, Timeouts.DEFAULT, 10));
  }
}

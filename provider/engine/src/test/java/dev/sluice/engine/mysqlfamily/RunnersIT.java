package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.role.RoleDesign;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL from Git has the rights on its database and no others, whatever it tries; the provider here is root. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RunnersIT {
  private static final String TABLE = "CREATE TABLE t (a int);\n";

  private final Target target;
  private final DatabaseServer handle;
  private final String database = Target.newName("runs");
  private final String runner = database + "_runner";
  private final String other = Target.newName("other");

  RunnersIT(Target target) {
    this.target = target;
    this.handle = target.open(target.root());
    handle.databases().create(Design.of(database).design());
    target.run("CREATE DATABASE IF NOT EXISTS " + other, "CREATE TABLE " + other + ".t (a int)");
  }

  @AfterEach
  void close() {
    handle.close();
    target.run("DROP DATABASE IF EXISTS " + other);
  }

  @Test
  void everythingThatADatabaseHoldsCanBeMade() {
    apply(Map.of(
        "V1__t.sql", "CREATE TABLE t (a int PRIMARY KEY);\nCREATE TABLE u (a int REFERENCES t (a), KEY k (a), FOREIGN KEY (a) REFERENCES t (a));\n",
        "V2__v.sql", "CREATE VIEW v AS SELECT a FROM t;\nCREATE INDEX i ON u (a);\nALTER TABLE t ADD b int;\n",
        "V3__f.sql", "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;\nCREATE PROCEDURE p() SELECT a FROM t;\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1;\n"
            + "CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO DELETE FROM u;\n",
        "V4__d.sql", "INSERT INTO t (a) VALUES (1);\nCREATE TEMPORARY TABLE m (a int);\nLOCK TABLES t WRITE;\nUPDATE t SET a = 2;\nUNLOCK TABLES;\nDROP TABLE u;\n"));
    assertThat(target.rows("SELECT b FROM " + database + ".t")).containsExactly("1");
    assertThat(target.rows("SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '" + database + "'")).containsExactly(runner + "@%");
    assertThat(target.rows("SELECT DISTINCT installed_by FROM " + database + ".flyway_schema_history")).allMatch(by -> by.startsWith(runner));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT a FROM %2$s.t",
    "INSERT INTO %2$s.t VALUES (1)",
    "CREATE TABLE %2$s.mine (a int)",
    "CREATE DATABASE evil",
    "CREATE USER evil",
    "DROP USER root@localhost",
    "GRANT SELECT ON %1$s.* TO root@localhost",
    "GRANT ALL PRIVILEGES ON *.* TO CURRENT_USER()",
    "SET PASSWORD FOR root@localhost = 'x'",
    "SET GLOBAL max_connections = 10",
    "SELECT a FROM t INTO OUTFILE '/tmp/evil'",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
    "SELECT User FROM mysql.user",
    "SELECT name FROM sluice.role_claim",
    "DELETE FROM sluice.role_claim",
    "CREATE DEFINER = root@localhost VIEW v AS SELECT 1 AS a",
    "CREATE DEFINER = root@localhost PROCEDURE p() SELECT 1",
    "INSTALL PLUGIN evil SONAME 'evil.so'",
    "CREATE FUNCTION evil RETURNS INTEGER SONAME 'evil.so'",
    "FLUSH PRIVILEGES",
    "SHUTDOWN",
    "KILL %3$s"
  })
  void aHostileMigrationIsRefused(String sql) throws SQLException {
    try (var victim = target.server().connect("");
        var ask = victim.createStatement();
        var row = ask.executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      var hostile = sql.formatted(database, other, row.getString(1));
      var failure = failureOf(() -> apply(Map.of("V1__t.sql", TABLE, "V2__evil.sql", hostile)));
      assertThat(failure.message()).containsPattern("denied|privilege|not owner|must have|not allowed|not exist");
      assertThat(victim.isValid(5)).isTrue();
      assertThat(target.rows("SELECT a FROM " + other + ".t")).isEmpty();
      assertThat(target.rows("SELECT version FROM " + database + ".flyway_schema_history WHERE success")).containsExactly("1");
    }
  }

  @Test
  void filesOfTheServersAreNotRead() {
    apply(Map.of("V1__t.sql", "CREATE TABLE t (a text);\nINSERT INTO t VALUES (LOAD_FILE('/etc/passwd'));\n"));
    assertThat(target.rows("SELECT count(*) FROM " + database + ".t WHERE a IS NULL")).containsExactly("1");
  }

  @Test
  void theRunnerHasItsDatabaseAndNothingElseAgainWhateverItWasGranted() {
    apply(Map.of("V1__t.sql", TABLE));
    target.run("GRANT ALL PRIVILEGES ON *.* TO `" + runner + "`@`%` WITH GRANT OPTION", "ALTER USER `" + runner + "`@`%` ACCOUNT LOCK");
    // Another process: it knows no password.
    try (var second = target.open(target.root())) {
      apply(second, design(Map.of("V1__t.sql", TABLE, "V2__u.sql", "CREATE TABLE u (a int);"), new RunAs.Owner()));
    }
    assertThat(target.rows("SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = '''" + runner + "''@''%'''")).containsExactly("USAGE");
    // The first one finds its password gone, and sets another one.
    handle.migrations().observe(design(Map.of("V1__t.sql", TABLE, "V2__u.sql", "CREATE TABLE u (a int);"), new RunAs.Owner()));
  }

  @Test
  void whatItDefinedWorksWhileItIsLocked() throws SQLException {
    apply(Map.of("V1__v.sql", "CREATE TABLE t (a int);\nINSERT INTO t VALUES (7);\nCREATE VIEW v AS SELECT a FROM t;\nCREATE PROCEDURE p() SELECT a FROM t;\n"));
    var reader = Target.newName("reader");
    target.createUser(reader, "SELECT, EXECUTE ON " + database + ".*");
    target.run("ALTER USER `" + runner + "`@`%` ACCOUNT LOCK");
    try (var session = target.server().connect(database, reader, Target.PASSWORD);
        var ask = session.createStatement()) {
      for (var sql : List.of("SELECT a FROM v", "CALL p()")) {
        try (var row = ask.executeQuery(sql)) {
          row.next();
          assertThat(row.getInt(1)).isEqualTo(7);
        }
      }
    }
  }

  @Test
  void itGoesWithItsDatabase() {
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(accounts(runner)).isEqualTo(1);
    assertThat(handle.databases().drop(Design.of(database).design(), DropPolicy.ALWAYS)).isEmpty();
    assertThat(accounts(runner)).isZero();
    assertThat(target.rows("SELECT name FROM sluice.role_claim WHERE name = '" + runner + "'")).isEmpty();
  }

  @Test
  void anAccountOfThatNameThatIsNotOursIsLeftAlone() {
    target.createUser(runner);
    var failure = failureOf(() -> apply(Map.of("V1__t.sql", TABLE)));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains(runner, "rename it");
  }

  @Test
  void aRoleCannotTakeItOver() {
    apply(Map.of("V1__t.sql", TABLE));
    var role = new RoleDesign(runner, new Claim("1", "shop/Role", true), true, Optional.of(new Password("x")), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty(), List.of(), List.of());
    assertThat(failureOf(() -> handle.roles().observe(role)).reason()).isEqualTo(Reasons.CONFLICT);
  }

  @Test
  void whereTheProviderMayNotMakeOneItSaysWhatIsMissing() {
    var weak = Target.newName("weak");
    target.createUser(weak, "ALL PRIVILEGES ON " + database + ".*");
    try (var second = target.open(target.as(weak, Target.PASSWORD))) {
      var failure = failureOf(() -> second.migrations().observe(design(Map.of("V1__t.sql", TABLE), new RunAs.Owner())));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.message()).contains("CREATE USER", "WITH GRANT OPTION", "runAs to ProviderConfig");
      apply(second, design(Map.of("V1__t.sql", TABLE), new RunAs.ProviderConfig()));
    }
  }

  @Test
  void anotherRoleIsRefused() {
    assertThat(failureOf(() -> handle.migrations().observe(design(Map.of("V1__t.sql", TABLE), new RunAs.Role("app")))).message()).contains("Owner or to ProviderConfig");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql", "MySQL", "sys", "sluice", "performance_schema"})
  void noMigrationRunsInADatabaseOfTheServersOrOurs(String name) {
    for (var runAs : List.of(new RunAs.Owner(), new RunAs.ProviderConfig())) {
      var design = new MigrationDesign(
          name, MigrationSet.of(new TreeMap<>(Map.of("V1__t.sql", TABLE)), false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(), Optional.empty(),
          false, Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(2), runAs);
      assertThat(failureOf(() -> apply(handle, design)).message()).contains(name.equals("sluice") ? "who made which role" : "the server's own").contains("no migration runs there");
    }
    assertThat(target.rows("SELECT count(*) FROM mysql.user WHERE User LIKE '%" + name + "_runner'")).containsExactly("0");
    assertThat(failureOf(() -> handle.databases().observe(Design.of(name).design())).reason()).isEqualTo(Reasons.INVALID_SPEC);
  }

  @Test
  void namesAreToldApart() {
    assertThat(Runner.accountFor("orders")).hasToString("orders_runner");
    var longest = "x".repeat(64);
    assertThat(List.of(Runner.accountFor(longest), Runner.accountFor(longest + "y"), Runner.accountFor("a b"), Runner.accountFor("a.b"), Runner.accountFor("a_b")))
        .doesNotHaveDuplicates().allMatch(account -> account.user().length() <= 32 && account.user().endsWith("_runner"));
  }

  private int accounts(String user) {
    return Integer.parseInt(target.rows("SELECT count(*) FROM mysql.user WHERE User = '" + user + "'").getFirst());
  }

  private void apply(Map<String, String> files) {
    apply(handle, design(files, new RunAs.Owner()));
  }

  private static void apply(DatabaseServer as, MigrationDesign design) {
    as.migrations().apply(design, new MigrationRun() {
      @Override
      public boolean proceed(MigrationState before) {
        return true;
      }

      @Override
      public void progress(Progress progress) {}

      @Override
      public boolean stopRequested() {
        return false;
      }

      @Override
      public void cancellable(Runnable cancel) {}
    });
  }

  private MigrationDesign design(Map<String, String> files, RunAs runAs) {
    return new MigrationDesign(
        database, MigrationSet.of(new TreeMap<>(files), false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(), Optional.empty(),
        false, Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(2), runAs);
  }
}

package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A half-done file goes on in another session, which doesn't know what the first one knew. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.MySqlFamily.class)
class SessionLostIT {
  private static final String T = "CREATE TABLE t (a int PRIMARY KEY AUTO_INCREMENT, b int);";
  private static final String FAILS = "INSERT INTO missing VALUES (1);\n";
  private static final String ROWS = "SELECT CONCAT_WS(' ', a, b) FROM t ORDER BY a";

  private final TestDatabase database;

  SessionLostIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @Test
  void aValueThatIsGoneIsWrittenDownByAPerson() {
    var start = "INSERT INTO t (b) VALUES (7);\nSET @id = LAST_INSERT_ID();\nALTER TABLE t ADD c int;\n";
    var rest = "INSERT INTO t (b) VALUES (8);\nINSERT INTO t (b) VALUES (@id);";
    fails(start + FAILS + rest);
    stalled(step(start + rest), "SessionLost", "statement 2", "SET @id = 42", "follows statement 3");
    var constant = step(start.replace("LAST_INSERT_ID()", "1") + rest);
    stalled(constant, "AppliedStatementEdited", "statement 2", "sluice.dev/repair: " + constant.design().files().digest());
    assertThat(database.query(ROWS)).containsExactly("1 7");
    assertThat(database.migrations().acceptChecksums(constant.design()).problems()).isEmpty();
    assertThat(database.query(ROWS)).containsExactly("1 7");
    assertThat(database.apply(constant).appliedVersion()).contains("2");
    assertThat(database.query(ROWS)).containsExactly("1 7", "2 8", "3 1");
    assertThat(database.flyway(constant.design().files().files()).validateWithResult().validationSuccessful).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET @m = (SELECT max(a) FROM t);", "SELECT max(a) INTO @m FROM t;", "SELECT @m := max(a) FROM t;", "SET @m = RAND();",
        "CREATE PROCEDURE p(OUT o int) SELECT 5 INTO o;\nCALL p(@m);"
      })
  void whateverSetsItItIsNotSetAgain(String sets) {
    var start = "INSERT INTO t (b) VALUES (7);\n" + sets + "\nALTER TABLE t ADD c int;\n";
    fails(start + FAILS);
    stalled(step(start + "INSERT INTO t (b) VALUES (@m);"), "SessionLost", "isn't a constant");
    assertThat(database.query(ROWS)).containsExactly("1 7");
    // Nothing of the file is left to do, and the rest has a file of its own.
    var moved = database.files("V1__t.sql", T, "V2__step.sql", start, "V3__rest.sql", "INSERT INTO t (b) VALUES (9);");
    assertThat(database.apply(moved).appliedVersion()).contains("3");
    assertThat(database.query(ROWS)).containsExactly("1 7", "2 9");
  }

  @Test
  void aTemporaryTableIsMadeAgainByAPerson() {
    var start = "CREATE TEMPORARY TABLE scratch (a int);\nINSERT INTO scratch VALUES (1);\nALTER TABLE t ADD c int;\n";
    fails(start + FAILS);
    stalled(step(start + "INSERT INTO t (b) SELECT a FROM scratch;"), "SessionLost", "statement 1", "temporary table", "statement 4");
    var again = step(start + "CREATE TEMPORARY TABLE scratch AS SELECT 5 AS a;\nINSERT INTO t (b) SELECT a FROM scratch;");
    assertThat(database.apply(again).appliedVersion()).contains("2");
    assertThat(database.query(ROWS)).containsExactly("1 5");
  }

  @Test
  void aTemporaryTableThatIsDroppedOrNotNeededIsNoMatter() {
    var start = "CREATE TEMPORARY TABLE scratch (a int);\nDROP TEMPORARY TABLE scratch;\nCREATE TEMPORARY TABLE other (a int);\nALTER TABLE t ADD c int;\n";
    fails(start + FAILS);
    assertThat(database.apply(step(start + "CREATE TABLE scratch (a int);")).appliedVersion()).contains("2");
  }

  @Test
  void theLastIdentityIsGoneToo() {
    var start = "INSERT INTO t (b) VALUES (7);\nALTER TABLE t ADD c int;\n";
    fails(start + FAILS);
    stalled(step(start + "INSERT INTO t (b) VALUES (LAST_INSERT_ID());"), "SessionLost", "statement 3", "LAST_INSERT_ID()");
    assertThat(database.apply(step(start + "INSERT INTO t (b) VALUES (1);")).appliedVersion()).contains("2");
    assertThat(database.query(ROWS)).containsExactly("1 7", "2 1");
  }

  @Test
  void aDumpGoesOn() {
    var start =
        """
        /*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
        SET @saved_cs_client = @@character_set_client;
        SET character_set_client = utf8mb4;
        CREATE TABLE s (id int AUTO_INCREMENT PRIMARY KEY);
        SET character_set_client = @saved_cs_client;
        """;
    fails(start + FAILS);
    var end = "INSERT INTO s VALUES (0);\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\nINSERT INTO s VALUES (0);";
    assertThat(database.apply(step(start + end)).appliedVersion()).contains("2");
    assertThat(database.query("SELECT id FROM s ORDER BY id")).containsExactly("0", "1");
  }

  private Designs step(String text) {
    return database.files("V1__t.sql", T, "V2__step.sql", text);
  }

  private void fails(String text) {
    assertThat(catchThrowableOfType(MigrationException.class, () -> database.apply(step(text)))).hasMessageContaining("missing");
  }

  /** A run changes nothing. */
  private void stalled(Designs designs, String reason, String... words) {
    for (var state : List.of(database.observe(designs), database.apply(designs))) {
      assertThat(state.problems()).extracting(MigrationState.Problem::reason).containsExactly(reason);
      assertThat(state.problems().getFirst().message()).contains("V2__step.sql").contains(words);
      assertThat(state.appliedVersion()).contains("1");
    }
  }
}

package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.StatementRules.Kind;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlFamilyMigrationStatementsTest {
  private static final MySqlFamilyMigrationStatements RULES = new MySqlFamilyMigrationStatements(new NoDriver());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "INSERT INTO t VALUES (1) | PLAIN",
        "(SELECT 1) UNION (SELECT 2) | PLAIN",
        "WITH x AS (SELECT 1) DELETE FROM t | PLAIN",
        "SELECT max(a) FROM t | PLAIN",
        "SELECT max(a) INTO @m FROM t | SESSION",
        "LOAD DATA INFILE 'x' INTO TABLE t | PLAIN",
        "CREATE TEMPORARY TABLE x (a int) | PLAIN",
        "DROP TEMPORARY TABLE x | PLAIN",
        "SAVEPOINT s | PLAIN",
        "ROLLBACK TO s | PLAIN",
        "ROLLBACK WORK TO SAVEPOINT s | PLAIN",
        "ROLLBACK AND CHAIN | ROLLS_BACK",
        "START TRANSACTION READ ONLY | OPENS",
        "begin work | OPENS",
        "BEGIN | OPENS",
        "BEGIN NOT ATOMIC COMMIT; END | ALONE",
        "START SLAVE | ALONE",
        "COMMIT | COMMITS",
        "SET autocommit = 1 | COMMITS",
        "SET @@session.autocommit := ON | COMMITS",
        "SET autocommit=0 | SESSION",
        "SET NAMES utf8 | SESSION",
        "SET @a = 1 | SESSION",
        "USE other | SESSION",
        "PREPARE s FROM 'x' | SESSION",
        "EXECUTE s | ALONE",
        "LOCK TABLES t WRITE | SESSION",
        "UNLOCK TABLES | SESSION",
        "SET GLOBAL max_connections = 5 | ALONE",
        "SET PERSIST max_connections = 5 | ALONE",
        "SET @@GLOBAL.max_connections = 5 | ALONE",
        "SET PASSWORD = 'x' | ALONE",
        "SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1) | PLAIN",
        "SET STATEMENT sql_mode = 'a FOR INSERT' FOR CALL p() | ALONE",
        "SET STATEMENT max_statement_time = 1 FOR SELECT a INTO @a FROM t | ALONE",
        "ANALYZE FORMAT=JSON DELETE FROM t | PLAIN",
        "ANALYZE UPDATE t SET a = 1 | PLAIN",
        "CREATE TABLE t (a int) | ALONE",
        "CREATE /* now */ TABLE t (a int) | ALONE",
        "/*!40000 ALTER TABLE t DISABLE KEYS */ | ALONE",
        "/*!40101 SET NAMES utf8 */ | SESSION",
        "/*M!100101 SET NAMES utf8 */ | SESSION",
        "/* INSERT */ DROP TABLE t | ALONE",
        "TRUNCATE t | ALONE",
        "RENAME TABLE a TO b | ALONE",
        "GRANT SELECT ON t TO u | ALONE",
        "REVOKE SELECT ON t FROM u | ALONE",
        "ANALYZE TABLE t | ALONE",
        "OPTIMIZE TABLE t | ALONE",
        "REPAIR TABLE t | ALONE",
        "CHECK TABLE t | ALONE",
        "FLUSH TABLES | ALONE",
        "RESET MASTER | ALONE",
        "INSTALL PLUGIN p SONAME 'x' | ALONE",
        "CALL p() | ALONE",
        "CREATE PROCEDURE p() BEGIN START TRANSACTION; COMMIT; END | ALONE",
        "SETTLE | ALONE"
      })
  void knowsWhatAStatementDoesToTransactions(String sql, Kind kind) {
    assertThat(RULES.kind(sql)).isEqualTo(kind);
  }

  @Test
  void whatCommitsByItselfIsNoPartOfATransaction() {
    assertThat(RULES.mayRunInTransaction("INSERT INTO t VALUES (1)", true)).isTrue();
    assertThat(RULES.mayRunInTransaction("SET @a = 1", true)).isTrue();
    assertThat(RULES.mayRunInTransaction("LOCK TABLES t READ", true)).isFalse();
    assertThat(RULES.mayRunInTransaction("CREATE TABLE t (a int)", true)).isFalse();
  }

  @Test
  void commentsAreThoseOfTheServer() {
    assertThat(RULES.proper(" # one\n-- two\n/* three */ SELECT 1 -- x")).isEqualTo("SELECT 1 -- x");
    assertThat(RULES.proper("--1")).isEqualTo("--1");
    assertThat(RULES.proper("/*!40101 SET NAMES utf8 */")).isEqualTo("/*!40101 SET NAMES utf8 */");
    assertThat(MySqlFamilyMigrationText.plain("SELECT 'a -- b\\' /* c'  # d\n, `#e` /*! , 2 */ + 3")).isEqualTo("SELECT 'a -- b\\' /* c' , `#e` , 2 + 3");
  }

  @Test
  void theTablesOfTheRecordsAreLockedAlong() {
    var place = new HistoryPlace("d", "flyway_schema_history", List.of("d"));
    var books = "`d`.`sluice_migration_progress` WRITE, `d`.`flyway_schema_history` WRITE, ";
    assertThat(RULES.sent("-- lock tables\nLOCK  TABLES t WRITE", place)).isEqualTo("LOCK  TABLES " + books + "t WRITE");
    assertThat(RULES.sent("/*!40000 LOCK TABLES t WRITE */", place)).isEqualTo("/*!40000 LOCK TABLES " + books + "t WRITE */");
    assertThat(RULES.sent("UNLOCK TABLES", place)).isEqualTo("UNLOCK TABLES");
    assertThat(RULES.sent("SELECT 'LOCK TABLES x'", place)).isEqualTo("SELECT 'LOCK TABLES x'");
  }

  private record NoDriver() implements MySqlFamilyMigrationDriver {
    @Override
    public String flywayName() {
      return "MySQL";
    }

    @Override
    public long sessionId(Connection connection) {
      return 0;
    }

    @Override
    public int serverStatus(Connection connection) {
      return 0;
    }

    @Override
    public Optional<String> statementLimit() {
      return Optional.empty();
    }

    @Override
    public List<String> ownVariables() {
      return List.of();
    }

    @Override
    public String userVariables() {
      return "";
    }
  }
}

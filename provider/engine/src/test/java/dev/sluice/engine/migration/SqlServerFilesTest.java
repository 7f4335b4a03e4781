package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.sqlserver.SqlServerMigrationTestDialect;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

/** Files for SQL Server as Flyway cuts them and we run them; no server is asked. */
class SqlServerFilesTest {
  private static final MigrationDialect DIALECT = SqlServerMigrationTestDialect.dialect();

  @Test
  void goCutsAFileIntoBatches() {
    var file = parse(Designs.of("d", "V1__x.sql", """
        -- first
        CREATE TABLE t (id int);
        INSERT INTO t VALUES (1);
        GO

        /* GO */
        CREATE PROCEDURE p AS
        BEGIN
          SELECT 'GO';
        END
        go
        INSERT INTO t VALUES (2)
        """));
    assertThat(file.statements()).hasSize(3);
    assertThat(file.statements()).extracting(FileStatement::line).containsExactly(2, 7, 12);
    assertThat(file.statements().get(1).sql()).contains("SELECT 'GO';");
    assertThat(file.wholeInOne()).isTrue();
  }

  @Test
  void aNameThatIsTooLongIsRefusedByItsField() {
    var dialect = SqlServerMigrationTestDialect.dialect();
    var designs = Designs.of("d", "V1__x.sql", "SELECT 1");
    assertThat(dialect.objection(designs.historyTable("h".repeat(128)).design())).isEmpty();
    assertThat(dialect.objection(designs.schemas("s".repeat(129)).design()))
        .hasValueSatisfying(words -> assertThat(words).startsWith("spec.forProvider.defaultSchema is sss").contains("129 characters", "128 at most"));
  }

  @Test
  void flywayTakesTheCountBehindGoForTheNextBatch() {
    var file = parse(Designs.of("d", "V1__x.sql", "INSERT INTO t DEFAULT VALUES\nGO 5\nSELECT 1\nGO\n"));
    assertThat(file.statements()).extracting(FileStatement::sql).containsExactly("INSERT INTO t DEFAULT VALUES", "5\nSELECT 1");
  }

  @Test
  void placeholdersAreReplaced() {
    var designs = Designs.of("orders", "V1__x.sql", "CREATE TABLE ${flyway:defaultSchema}.[${name}] (id int)").placeholders(Map.of("name", "t"));
    assertThat(parse(designs).statements().getFirst().sql()).isEqualTo("CREATE TABLE dbo.[t] (id int)");
  }

  @Test
  void whatMustStandAloneIsNotMixed() {
    var mixed = Designs.of("d", "V1__x.sql", "CREATE TABLE t (id int)\nGO\nALTER DATABASE d SET RECOVERY SIMPLE\nGO\n");
    assertThatThrownBy(() -> parse(mixed)).isInstanceOf(FlywayException.class).hasMessageContaining("line 3").hasMessageContaining("V1__x.sql.conf");
    assertThat(parse(Designs.of("d", "V1__x.sql", "ALTER DATABASE d SET RECOVERY SIMPLE")).wholeInOne()).isFalse();
    var allowed = parse(Designs.of("d", "V1__x.sql", "CREATE TABLE t (id int)\nGO\nCREATE FULLTEXT CATALOG c", "V1__x.sql.conf", "executeInTransaction=false"));
    assertThat(allowed.wholeInOne()).isFalse();
  }

  @Test
  void aFileWithTransactionsOfItsOwnIsRunStepByStep() {
    assertThat(parse(Designs.of("d", "V1__x.sql", "BEGIN TRAN\nGO\nDELETE t\nGO\nCOMMIT\nGO\n")).wholeInOne()).isFalse();
    assertThat(parse(Designs.of("d", "V1__x.sql", "BEGIN TRAN; DELETE t; COMMIT;")).wholeInOne()).isTrue();
    assertThat(parse(Designs.of("d", "V1__x.sql", "CREATE PROCEDURE p AS BEGIN TRAN; COMMIT; COMMIT")).wholeInOne()).isTrue();
  }

  @Test
  void anErrorsLineIsCountedFromTheBatchsFirst() {
    var designs = Designs.of("d", "V1__x.sql", "SELECT 1\nGO\n\n-- a comment\n-- another\nSELECT 2,\n  3,\n  nothing\nGO\n");
    var failed = parse(designs).statements().get(1);
    assertThat(failed.line()).isEqualTo(6);
    // What is sent begins with whatever comments Flyway leaves before the statement.
    var before = failed.sql().substring(0, failed.sql().indexOf("SELECT 2")).chars().filter(c -> c == '\n').count();
    var failure = new FileFailure(DIALECT, designs.design())
        .of(SqlServerMigrationTestDialect.error(207, "Invalid column name 'nothing'.", before + 3), parse(designs), Optional.of(failed), Remains.NOTHING);
    assertThat(failure.where().line()).contains(8);
    assertThat(failure.failure().message()).startsWith("V1__x.sql line 8: Invalid column name 'nothing'. The file was rolled back as a whole.");
  }

  @Test
  void valuesOfRowsAreNotShown() {
    var designs = Designs.of("d", "V1__x.sql", "INSERT INTO t SELECT card FROM u");
    var file = parse(designs);
    var error = SqlServerMigrationTestDialect.error(2627, "Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (4111).", 1);
    var failure = new FileFailure(DIALECT, designs.design()).of(error, file, Optional.of(file.statements().getFirst()), Remains.NOTHING);
    assertThat(failure.failure().message()).contains("duplicate key value is (...)").doesNotContain("4111");
    assertThat(failure.where().message()).doesNotContain("4111");
  }

  private static MigrationFile parse(Designs designs) {
    var design = designs.design();
    var files = FlywayFiles.of(design, HistoryPlace.of(design, DIALECT.defaultSchema(design.database())), "sa", DIALECT, Instant.EPOCH);
    assertThat(files.problems()).isEmpty();
    return files.parse(files.resolved().getFirst());
  }
}

package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.role.RoleAccess.Preset.MIGRATE;
import static dev.sluice.engine.role.RoleAccess.Preset.READ_WRITE;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static dev.sluice.engine.sqlserver.LiveRole.PASSWORD;
import static dev.sluice.engine.sqlserver.TSqlServer.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationException;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.MigrationSet;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.RunAs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations on a real server, in a login that can become nobody else. */
@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerRunnersIT {
  private static final String TABLE = "CREATE TABLE made (a int);";

  private final TSqlServer server;
  private final LiveRole subject;
  private final DatabaseServer handle;
  private final String database;
  private final List<String> handedOver = new ArrayList<>();

  SqlServerRunnersIT(TSqlServer server) {
    this.server = server;
    this.subject = LiveRole.on(server);
    this.handle = subject.handle();
    this.database = subject.database();
  }

  @AfterEach
  void remove() {
    server.run("master", "IF SUSER_ID(N'" + database + "_runner') IS NOT NULL BEGIN TRY DROP LOGIN [" + database + "_runner] END TRY BEGIN CATCH END CATCH");
    subject.remove();
  }

  @Test
  void filesRunInALoginOfTheDatabaseAloneAndWhatTheyMakeIsTheOwners() {
    apply(Map.of("V1__t.sql", TABLE, "V2__s.sql", "CREATE SCHEMA own\nGO\nCREATE TABLE own.t (a int)\nGO\nGRANT SELECT ON own.t TO public"));
    assertThat(server.query(database, "SELECT DISTINCT installed_by FROM flyway_schema_history")).containsExactly(database + "_runner");
    assertThat(server.query(database, "SELECT USER_NAME(principal_id) FROM sys.schemas WHERE name = 'own'")).containsExactly("dbo");
    assertThat(server.query(database, "SELECT permission_name FROM sys.database_permissions WHERE major_id = OBJECT_ID('own.t') AND"
        + " grantee_principal_id = 0"))
        .containsExactly("SELECT");
    assertThat(handedOver).containsExactly("schema own");
    apply(Map.of("V1__t.sql", TABLE, "V2__s.sql", "CREATE SCHEMA own\nGO\nCREATE TABLE own.t (a int)\nGO\nGRANT SELECT ON own.t TO public", "V3__g.sql",
        "GRANT INSERT ON own.t TO public; DROP TABLE own.t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REVERT; CREATE LOGIN hostile WITH PASSWORD = N'Zq1-xxxxxxxx'",
        "EXECUTE AS LOGIN = N'sa'",
        "EXECUTE AS USER = N'dbo'",
        "ALTER ROLE db_owner ADD MEMBER [{runner}]",
        "ALTER SERVER ROLE sysadmin ADD MEMBER [{runner}]",
        "EXEC xp_cmdshell 'echo'",
        "EXEC sp_configure 'show advanced options', 1",
        "BACKUP DATABASE [{database}] TO DISK = N'hostile.bak'",
        "ALTER DATABASE [{database}] SET TRUSTWORTHY ON",
        "ALTER DATABASE [{database}] ADD FILE (NAME = hostile, FILENAME = N'hostile.ndf')",
        "DROP DATABASE [{database}]",
        "SELECT * FROM [{other}].dbo.t",
        "CREATE TRIGGER hostile ON DATABASE FOR CREATE_USER AS EXEC(N'ALTER SERVER ROLE sysadmin ADD MEMBER [{runner}]')",
        "CREATE TRIGGER hostile ON ALL SERVER FOR LOGON AS SELECT 1",
        "CREATE USER hostile WITHOUT LOGIN",
        "BULK INSERT t FROM 'hostile.txt'"
      })
  void hostileSqlGetsNoRights(String sql) {
    var other = newName("other");
    server.run("master", "CREATE DATABASE [" + other + "]");
    try {
      server.run(other, "CREATE TABLE t (a int)");
      var text = sql.replace("{runner}", database + "_runner").replace("{database}", database).replace("{other}", other);
      Assertions.assertThatThrownBy(() -> apply(Map.of("V1__hostile.sql", text))).isInstanceOf(MigrationException.class);
      assertThat(server.query("master", "SELECT name FROM sys.server_principals WHERE name = N'hostile'")).isEmpty();
    } finally {
      server.drop(other);
    }
  }

  @Test
  void anApplicationReadsANewTableAndNeverWritesTheRecords() {
    subject.made(subject.design(subject.access(READ_WRITE)));
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(subject.may(subject.role(), "SELECT a FROM made")).isTrue();
    assertThat(subject.may(subject.role(), "INSERT INTO made VALUES (1)")).isTrue();
    assertThat(subject.may(subject.role(), "SELECT version FROM flyway_schema_history")).isTrue();
    assertThat(subject.may(subject.role(), "UPDATE flyway_schema_history SET version = '9'")).isFalse();
  }

  @Test
  void anotherProcessGetsARunnerWithAPasswordOfItsOwn() {
    apply(Map.of("V1__t.sql", TABLE));
    try (var second = new SqlServerEngine().open(server.as(subject.provider(), PASSWORD))) {
      apply(second, design(Map.of("V1__t.sql", TABLE, "V2__u.sql", "CREATE TABLE more (a int);"), new RunAs.Owner()));
    }
    apply(Map.of("V1__t.sql", TABLE, "V2__u.sql", "CREATE TABLE more (a int);", "V3__v.sql", "DROP TABLE more;"));
  }

  @Test
  void rightsThatItWasGivenMeanwhileAreTakenAgain() {
    apply(Map.of("V1__t.sql", TABLE));
    server.run(database, "ALTER ROLE db_owner ADD MEMBER [" + database + "_runner]");
    try (var second = new SqlServerEngine().open(server.as(subject.provider(), PASSWORD))) {
      second.migrations().observe(design(Map.of("V1__t.sql", TABLE), new RunAs.Owner()));
    }
    assertThat(server.query(database, "SELECT CAST(IS_ROLEMEMBER(N'db_owner', N'" + database + "_runner') AS varchar(2))")).containsExactly("0");
  }

  @Test
  void aGroupThatMigratesIsRunAs() {
    var group = RoleUnderTest.named(newName("ops")).access(subject.access(MIGRATE)).group().design();
    subject.roles().create(group);
    apply(handle, design(Map.of("V1__t.sql", TABLE), new RunAs.Role(group.name())));
    assertThat(server.query(database, "SELECT DISTINCT installed_by FROM flyway_schema_history")).containsExactly(database + "_" + group.name() + "_runner");
    server.run("master", "DROP LOGIN [" + database + "_" + group.name() + "_runner]");
  }

  @Test
  void aRoleCannotTakeItOver() {
    apply(Map.of("V1__t.sql", TABLE));
    assertThat(failureOf(() -> subject.roles().observe(RoleUnderTest.named(database + "_runner").design())).reason()).isEqualTo(Reasons.CONFLICT);
  }

  @Test
  void whereTheProviderMayNotMakeOneItSaysWhatIsMissing() {
    server.run("master", "REVOKE ALTER ANY LOGIN FROM [" + subject.provider() + "]");
    var failure = failureOf(() -> handle.migrations().observe(design(Map.of("V1__t.sql", TABLE), new RunAs.Owner())));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains("ALTER ANY LOGIN", "runAs to ProviderConfig");
    apply(handle, design(Map.of("V1__t.sql", TABLE), new RunAs.ProviderConfig()));
  }

  @Test
  void aDatabaseThatIsTrustedWithAnAdministratorAsItsOwnerRunsNothing() {
    server.run("master", "ALTER AUTHORIZATION ON DATABASE::[" + database + "] TO [sa]", "ALTER DATABASE [" + database + "] SET TRUSTWORTHY ON");
    try (var mighty = server.open()) {
      assertThat(failureOf(() -> mighty.migrations().observe(design(Map.of("V1__t.sql", TABLE), new RunAs.Owner()))).reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    }
  }

  private void apply(Map<String, String> files) {
    apply(handle, design(files, new RunAs.Owner()));
  }

  private void apply(DatabaseServer as, MigrationDesign design) {
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
      public void handedOver(String what) {
        handedOver.add(what);
      }

      @Override
      public void cancellable(Runnable cancel) {}
    });
  }

  private MigrationDesign design(Map<String, String> files, RunAs runAs) {
    return new MigrationDesign(
        database, MigrationSet.of(new TreeMap<>(files), false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(),
        Optional.of(new MigrationDesign.Baseline("0", "", true)), false, Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(2), runAs);
  }
}

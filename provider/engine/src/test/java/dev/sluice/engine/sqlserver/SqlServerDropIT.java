package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.database.DropPolicy.ALWAYS;
import static dev.sluice.engine.database.DropPolicy.ALWAYS_EVEN_ADOPTED;
import static dev.sluice.engine.database.DropPolicy.IF_EMPTY;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerDropIT {
  private final TSqlServer server;
  private final DatabaseServer handle;
  private final Databases databases;
  private final String name = TSqlServer.newName("drop");
  private final Design design = Design.of(name);

  SqlServerDropIT(TSqlServer server) {
    this.server = server;
    this.handle = server.open();
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
    server.drop(name);
  }

  @Test
  void whatIsGoneIsDroppedAlready() {
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
  }

  @Test
  void anEmptyDatabaseGoesWithOurBookkeepingAndItsUsers() {
    databases.create(design.design());
    server.run(name, "CREATE TABLE flyway_schema_history (installed_rank int)", "CREATE TABLE sluice_migration_progress (id int)",
        "CREATE SCHEMA app", "CREATE USER somebody WITHOUT LOGIN");
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void everyKindOfObjectKeepsTheDatabase() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("1 table: dbo.t", "CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t, n int DEFAULT 1 CHECK (n > 0))");
    kinds.put("1 table: dbo.sluice_x", "CREATE TABLE sluice_x (id int)");
    kinds.put("1 view: dbo.v", "CREATE VIEW v AS SELECT 1 AS x");
    kinds.put("1 procedure: dbo.p", "CREATE PROCEDURE p AS SELECT 1");
    kinds.put("1 function: dbo.f", "CREATE FUNCTION f() RETURNS int AS BEGIN RETURN 1 END");
    kinds.put("1 synonym: dbo.s", "CREATE SYNONYM s FOR master.sys.objects");
    kinds.put("1 sequence: dbo.q", "CREATE SEQUENCE q");
    kinds.put("1 type: dbo.d", "CREATE TYPE d FROM int");
    kinds.put("1 XML schema collection: dbo.x", "CREATE XML SCHEMA COLLECTION x AS N'<schema xmlns=\"http://www.w3.org/2001/XMLSchema\"/>'");
    kinds.put("1 partition function: pf", "CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES (1)");
    databases.create(design.design());
    kinds.forEach((words, sql) -> {
      server.run(name, sql);
      Failure failure = failureOf(() -> databases.drop(design.design(), IF_EMPTY));
      assertThat(failure).as(sql).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.message()).isEqualTo("Database " + name + " isn't dropped because it holds " + words
          + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.");
      String[] parts = words.substring(2).split(": ");
      server.run(name, "DROP " + parts[0] + " " + parts[1]);
    });
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
  }

  @Test
  void sessionsInItAreNamedAndMayGoOn() throws SQLException {
    databases.create(design.design());
    try (Connection other = server.connect(name)) {
      Failure failure = failureOf(() -> databases.drop(design.design(), IF_EMPTY));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
      assertThat(failure.message()).contains("sessions of " + server.user() + " (1)");
      assertThat(other.isValid(2)).isTrue();
      assertThat(server.query("master", "SELECT user_access_desc FROM sys.databases WHERE name = N'" + name + "'")).containsExactly("MULTI_USER");
    }
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
  }

  @Test
  void whatAnEarlierAttemptLeftShutIsOpenedWhereItStays() {
    databases.create(design.design());
    server.run(name, "CREATE TABLE t (id int)");
    for (String left : List.of("RESTRICTED_USER", "SINGLE_USER")) {
      server.run("master", "ALTER DATABASE [" + name + "] SET " + left);
      assertThat(failureOf(() -> databases.drop(design.design(), IF_EMPTY)).message()).as(left).contains("1 table: dbo.t");
      assertThat(server.query("master", "SELECT user_access_desc FROM sys.databases WHERE name = N'" + name + "'")).as(left).containsExactly("MULTI_USER");
    }
  }

  @Test
  void alwaysTakesDataAndSessionsAlong() throws SQLException {
    databases.create(design.design());
    server.run(name, "CREATE TABLE t (id int)");
    try (Connection other = server.connect(name)) {
      other.setAutoCommit(false);
      Batch.execute(other, "INSERT INTO t VALUES (1)");
      assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
      assertThat(other.isValid(2)).isFalse();
    }
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void whatWasFoundIsNotDroppedByAlways() {
    server.run("master", "CREATE DATABASE [" + name + "]");
    databases.update(design.found().design(), databases.observe(design.found().design()).orElseThrow());
    assertThat(failureOf(() -> databases.drop(design.design(), ALWAYS)).message()).contains("it was there before this resource");
    assertThat(databases.drop(design.design(), ALWAYS_EVEN_ADOPTED)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void whatAnotherHasClaimedStays() {
    databases.create(design.design());
    Design other = design.claimedBy("other-uid", "test/Database/other", true);
    for (DropPolicy policy : DropPolicy.values()) {
      assertThat(databases.drop(other.design(), policy)).hasValueSatisfying(s -> assertThat(s).contains("claimed by test/Database/" + name));
    }
    assertThat(databases.observe(design.design())).isPresent();
  }

  @Test
  void theServersOwnAreNeverDropped() {
    assertThat(failureOf(() -> databases.drop(Design.of("master").claimedBy("u", "test/own", false).design(), ALWAYS_EVEN_ADOPTED)).message())
        .contains("SQL Server's own");
  }
}

package dev.sluice.engine.postgresql;

import static dev.sluice.engine.database.DropPolicy.ALWAYS;
import static dev.sluice.engine.database.DropPolicy.ALWAYS_EVEN_ADOPTED;
import static dev.sluice.engine.database.DropPolicy.IF_EMPTY;
import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Databases;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlDropIT {
  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("drop"));
  private final String name = design.design().name();

  PostgreSqlDropIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.superuser(server));
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void whatIsGoneIsDroppedAlready() {
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
  }

  @Test
  void anEmptyDatabaseGoesWithItsExtensionsAndOurBookkeeping() {
    databases.create(design.extension("hstore", null, null).extension("postgres_fdw", null, null).design());
    run(server, name,
        "CREATE TABLE flyway_schema_history (installed_rank serial PRIMARY KEY, description text)",
        "CREATE TABLE sluice_migration_progress (id int GENERATED ALWAYS AS IDENTITY)",
        "CREATE TEMP TABLE scratch (id int)");
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void everyKindOfObjectKeepsTheDatabase() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("1 table: public.t", "CREATE TABLE t (id serial PRIMARY KEY, x text)");
    kinds.put("1 table: public.p", "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)");
    kinds.put("1 table: public.k", "CREATE TABLE k (id int PRIMARY KEY, parent int REFERENCES k, CHECK (id > 0))");
    kinds.put("2 tables: public.a, public.b", "CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a)");
    kinds.put("1 table: public.sluice_x", "CREATE TABLE sluice_x (id int)");
    kinds.put("1 view: public.v", "CREATE VIEW v AS SELECT 1 AS x");
    kinds.put("1 materialized view: public.m", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x");
    kinds.put("1 sequence: public.s", "CREATE SEQUENCE s");
    kinds.put("1 function: public.f", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    kinds.put("1 function: public.pr", "CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'");
    kinds.put("1 type: public.e", "CREATE TYPE e AS ENUM ('a')");
    kinds.put("1 type: public.d", "CREATE DOMAIN d AS int");
    kinds.put("1 type: public.c", "CREATE TYPE c AS (x int)");
    kinds.put("1 schema: app", "CREATE SCHEMA app");
    kinds.put("1 large object: 4711", "SELECT lo_create(4711)");
    kinds.put("1 publication: pub", "CREATE PUBLICATION pub");
    kinds.put("1 subscription: sub", "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false, slot_name = NONE)");
    kinds.put("1 foreign-data wrapper: w", "CREATE FOREIGN DATA WRAPPER w");
    kinds.put("1 collation: german", "CREATE COLLATION german FROM \"C\"");
    kinds.put("1 text search configuration: ts", "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple)");
    kinds.put("1 text search dictionary: td", "CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = simple)");
    kinds.put("1 operator family: of", "CREATE OPERATOR FAMILY of USING btree");
    kinds.put("1 cast: integer as date", "CREATE CAST (int AS date) WITH INOUT");
    databases.create(design.design());
    kinds.forEach((words, sql) -> {
      run(server, name, sql);
      Failure failure = failureOf(() -> assertThat(databases.drop(design.design(), IF_EMPTY)).as(sql).isPresent());
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
      assertThat(failure.message()).isEqualTo("Database " + name + " isn't dropped because it holds " + words
          + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.");
      remove(words);
    });
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
  }

  @Test
  void manyObjectsAreCountedAndAHandfulNamed() {
    databases.create(design.design());
    for (int i = 0; i < 7; i++) {
      run(server, name, "CREATE TABLE t" + i + " (id int)");
    }
    run(server, name, "CREATE VIEW v AS SELECT 1 AS x");
    assertThat(failureOf(() -> databases.drop(design.design(), IF_EMPTY)).message())
        .contains("holds 7 tables: public.t0, public.t1, public.t2, public.t3, public.t4, ...; 1 view.");
  }

  @Test
  void sessionsInItAreNamedAndMayGoOn() throws Exception {
    databases.create(design.design());
    try (Connection other = server.connect(name)) {
      Failure failure = failureOf(() -> databases.drop(design.design(), IF_EMPTY));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.message()).contains("sessions of postgres (1)");
      assertThat(other.isValid(1)).isTrue();
      assertThat(rows(server, name, "SELECT datallowconn FROM pg_database WHERE datname = current_database()")).containsExactly("t");
    }
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
  }

  @Test
  void alwaysTakesDataSessionsAndTemplatesAlong() throws Exception {
    databases.create(design.option("isTemplate", true).design());
    run(server, name, "CREATE TABLE t (id int)");
    try (Connection other = server.connect(name)) {
      assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
      assertThat(other.isValid(1)).isFalse();
    }
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void aDatabaseThatRefusesConnectionsIsLookedIntoAllTheSame() {
    databases.create(design.option("allowConnections", false).design());
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void whatWasFoundIsNotDroppedByAlways() {
    run(server, "postgres", "CREATE DATABASE " + name);
    run(server, name, "CREATE TABLE t (id int)");
    databases.update(design.found().design(), databases.observe(design.found().design()).orElseThrow());
    Failure failure = failureOf(() -> databases.drop(design.design(), ALWAYS));
    assertThat(failure).isInstanceOf(Failure.Permanent.class);
    assertThat(failure.message()).contains("it was there before this resource").contains("AlwaysEvenAdopted");
    assertThat(databases.drop(design.design(), ALWAYS_EVEN_ADOPTED)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void whatAnotherHasClaimedStays() {
    databases.create(design.design());
    Design other = design.claimedBy("other-uid", "test/Database/other", true);
    for (var policy : dev.sluice.engine.database.DropPolicy.values()) {
      assertThat(databases.drop(other.design(), policy)).hasValueSatisfying(s -> assertThat(s).contains("claimed by test/Database/" + name));
    }
    assertThat(databases.observe(design.design())).isPresent();
  }

  @Test
  void theDatabaseThatWeLogInToIsNeverDropped() {
    Design own = Design.of("postgres").claimedBy("u", "test/own", false);
    assertThat(failureOf(() -> databases.drop(own.design(), ALWAYS_EVEN_ADOPTED)).message()).contains("the provider itself logs in there");
    Design template = Design.of("template1").claimedBy("u", "test/own", false);
    assertThat(failureOf(() -> databases.drop(template.design(), ALWAYS_EVEN_ADOPTED)).message()).contains("PostgreSQL's own");
  }

  private void remove(String words) {
    String[] parts = words.substring(2).split(": ");
    switch (parts[0]) {
      case "tables" -> run(server, name, "DROP TABLE a CASCADE");
      case "large object" -> run(server, name, "SELECT lo_unlink(4711)");
      case "function" -> run(server, name, "DROP ROUTINE " + parts[1]);
      case "cast" -> run(server, name, "DROP CAST (int AS date)");
      case "operator family" -> run(server, name, "DROP OPERATOR FAMILY of USING btree");
      case "foreign-data wrapper" -> run(server, name, "DROP FOREIGN DATA WRAPPER w");
      default -> run(server, name, "DROP " + parts[0] + " " + parts[1] + (parts[0].equals("subscription") ? "" : " CASCADE"));
    }
  }
}

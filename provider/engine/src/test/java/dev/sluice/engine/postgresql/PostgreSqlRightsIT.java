package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** As a login that is no superuser. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlRightsIT {
  private final EmbeddedPostgreSql server;
  private final String login = newName("provider");
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("rights"));
  private final String name = design.design().name();

  PostgreSqlRightsIT(EmbeddedPostgreSql server) {
    this.server = server;
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN PASSWORD '" + Servers.PASSWORD.replace("'", "''") + "'");
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD));
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void withoutCreatedbThePersonIsToldWhatToGrantAndAGrantIsEnough() {
    Failure failure = failureOf(() -> databases.create(design.design()));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.MISSING_RIGHT);
    assertThat(failure.message()).contains("permission denied to create database").contains("Grant").doesNotContain("Zq@ss");
    run(server, "postgres", "ALTER ROLE " + login + " CREATEDB");
    databases.create(design.design());
    assertThat(databases.observe(design.design()).orElseThrow().changes()).isEmpty();
    assertThat(databases.drop(design.design(), DropPolicy.IF_EMPTY)).isEmpty();
  }

  @Test
  void aCreatorOfRolesMakesItselfAMemberOfTheOwner() {
    String owner = newName("owner");
    run(server, "postgres", "ALTER ROLE " + login + " CREATEDB CREATEROLE", "CREATE ROLE " + owner);
    if (Servers.major(server) >= 16) {
      run(server, "postgres", "GRANT " + owner + " TO " + login + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
    }
    Design owned = design.owner(owner).extension("hstore", null, null);
    databases.create(owned.design());
    assertThat(databases.observe(owned.design()).orElseThrow().changes()).isEmpty();
    assertThat(databases.observe(owned.design()).orElseThrow().facts().owner()).contains(owner);
    assertThat(databases.observe(owned.design()).orElseThrow().facts().sizeBytes()).isPositive();
    assertThat(databases.drop(owned.design(), DropPolicy.ALWAYS)).isEmpty();
  }

  @Test
  void anOwnerWhomWeMayNotBecomeIsAMissingRight() {
    String owner = newName("owner");
    run(server, "postgres", "ALTER ROLE " + login + " CREATEDB", "CREATE ROLE " + owner);
    Failure failure = failureOf(() -> databases.create(design.owner(owner).design()));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains(owner).contains("Grant that right to the ProviderConfig's user, or make it a member of the owner.");
    run(server, "postgres", "GRANT " + owner + " TO " + login);
    databases.create(design.owner(owner).design());
  }

  @Test
  void aForeignDatabaseIsSeenYetNeitherClaimedNorDropped() {
    run(server, "postgres", "CREATE DATABASE " + name, "REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
    var state = databases.observe(design.found().design()).orElseThrow();
    assertThat(state.facts().sizeBytes()).isZero();
    Failure unclaimed = failureOf(() -> databases.update(design.found().design(), state));
    assertThat(unclaimed).isInstanceOf(Failure.MissingRight.class);
    assertThat(unclaimed.message()).contains("must be owner of database " + name);
    assertThat(failureOf(() -> databases.drop(design.found().design(), DropPolicy.IF_EMPTY))).isInstanceOf(Failure.MissingRight.class);
    assertThat(failureOf(() -> databases.drop(design.found().design(), DropPolicy.ALWAYS_EVEN_ADOPTED))).isInstanceOf(Failure.MissingRight.class);
    assertThat(databases.observe(design.found().design())).isPresent();
  }
}

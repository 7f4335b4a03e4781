package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.database.DropPolicy.ALWAYS;
import static dev.sluice.engine.database.DropPolicy.ALWAYS_EVEN_ADOPTED;
import static dev.sluice.engine.database.DropPolicy.IF_EMPTY;
import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class DropIT {
  private final Target target;
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("drop"));
  private final String name = design.design().name();

  DropIT(Target target) {
    this.target = target;
    this.handle = target.open(target.root());
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
    assertThat(databases.drop(Design.of("x".repeat(80)).design(), ALWAYS)).isEmpty();
  }

  @Test
  void anEmptyDatabaseGoesWithOurBookkeeping() {
    databases.create(design.design());
    target.run("CREATE TABLE " + name + ".flyway_schema_history (installed_rank int)", "CREATE TABLE " + name + ".sluice_migration_progress (id int)");
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void everyKindOfObjectKeepsTheDatabase() {
    Map<String, String[]> kinds = new LinkedHashMap<>();
    kinds.put("1 table: t", new String[] {"CREATE TABLE %s.t (id int)", "DROP TABLE %s.t"});
    kinds.put("1 table: sluicex", new String[] {"CREATE TABLE %s.sluicex (id int)", "DROP TABLE %s.sluicex"});
    kinds.put("1 table: sluice_x", new String[] {"CREATE TABLE %s.sluice_x (id int)", "DROP TABLE %s.sluice_x"});
    kinds.put("1 view: v", new String[] {"CREATE VIEW %s.v AS SELECT 1 AS x", "DROP VIEW %s.v"});
    kinds.put("1 function: f", new String[] {"CREATE FUNCTION %s.f() RETURNS int DETERMINISTIC RETURN 1", "DROP FUNCTION %s.f"});
    kinds.put("1 procedure: p", new String[] {"CREATE PROCEDURE %s.p() SELECT 1", "DROP PROCEDURE %s.p"});
    kinds.put("1 event: e", new String[] {"CREATE EVENT %s.e ON SCHEDULE EVERY 1 YEAR DO SELECT 1", "DROP EVENT %s.e"});
    kinds.put("1 trigger: r", new String[] {"CREATE TRIGGER %s.r BEFORE INSERT ON %1$s.sluice_claim FOR EACH ROW SET NEW.uid = 'x'", "DROP TRIGGER %s.r"});
    if (target.isMariaDb()) {
      kinds.put("1 sequence: s", new String[] {"CREATE SEQUENCE %s.s", "DROP SEQUENCE %s.s"});
      kinds.put("1 table: h", new String[] {"CREATE TABLE %s.h (id int) WITH SYSTEM VERSIONING", "DROP TABLE %s.h"});
    }
    databases.create(design.design());
    kinds.forEach((words, sql) -> {
      target.run(sql[0].formatted(name));
      Failure failure = failureOf(() -> databases.drop(design.design(), IF_EMPTY));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.reason()).isEqualTo(Reasons.DELETION_BLOCKED);
      assertThat(failure.message()).isEqualTo("Database " + name + " isn't dropped because it holds " + words
          + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.");
      target.run(sql[1].formatted(name));
    });
    assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty();
  }

  @Test
  void manyObjectsAreCountedAndAHandfulNamed() {
    databases.create(design.design());
    for (int i = 0; i < 7; i++) {
      target.run("CREATE TABLE " + name + ".t" + i + " (id int)");
    }
    target.run("CREATE VIEW " + name + ".v AS SELECT 1 AS x");
    assertThat(failureOf(() -> databases.drop(design.design(), IF_EMPTY)).message())
        .contains("holds 7 tables: t0, t1, t2, t3, t4, ...; 1 view.");
  }

  @Test
  void sessionsInItAreNamedAndMayGoOn() throws Exception {
    databases.create(design.design());
    try (Connection other = target.server().connect(name)) {
      Failure failure = failureOf(() -> databases.drop(design.design(), IF_EMPTY));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.message()).contains("sessions of root (1)");
      assertThat(other.isValid(1)).isTrue();
    }
    dropWhenTheSessionHasEnded();
  }

  @Test
  void alwaysTakesDataAndSessionsAlongAndNoOthers() throws Exception {
    databases.create(design.design());
    Design neighbour = Design.of(name + "x");
    databases.create(neighbour.design());
    target.run("CREATE TABLE " + name + ".t (id int)");
    try (Connection inside = target.server().connect(name); Connection beside = target.server().connect(name + "x")) {
      inside.setAutoCommit(false);
      inside.createStatement().execute("INSERT INTO t VALUES (1)");
      assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
      assertThat(inside.isValid(1)).isFalse();
      assertThat(beside.isValid(1)).isTrue();
    }
    assertThat(databases.observe(design.design())).isEmpty();
    assertThat(databases.observe(neighbour.design())).isPresent();
  }

  @Test
  void aTransactionFromElsewhereIsWaitedForNoLongerThanALock() throws Exception {
    databases.create(design.design());
    target.run("CREATE TABLE " + name + ".t (id int)");
    try (Connection elsewhere = target.server().connect("")) {
      elsewhere.setAutoCommit(false);
      elsewhere.createStatement().execute("INSERT INTO " + name + ".t VALUES (1)");
      Failure failure = failureOf(() -> databases.drop(design.design(), ALWAYS));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
      assertThat(databases.observe(design.design())).isPresent();
      elsewhere.rollback();
    }
    assertThat(databases.drop(design.design(), ALWAYS)).isEmpty();
  }

  @Test
  void sessionsThatWeMayNotEndAreNamedIfTheyHoldLocks() throws Exception {
    String login = newName("dropper");
    target.createUser(login, "ALL ON `" + name + "`.*", "PROCESS ON *.*");
    try (DatabaseServer restricted = target.open(target.as(login, Target.PASSWORD))) {
      restricted.databases().create(design.design());
      target.run("CREATE TABLE " + name + ".t (id int)");
      try (Connection other = target.server().connect(name)) {
        other.setAutoCommit(false);
        other.createStatement().execute("INSERT INTO t VALUES (1)");
        Failure failure = failureOf(() -> restricted.databases().drop(design.design(), ALWAYS));
        assertThat(failure).isInstanceOf(Failure.MissingRight.class);
        assertThat(failure.message()).contains("sessions of root (1) hold locks").contains("CONNECTION_ADMIN");
        other.rollback();
        assertThat(restricted.databases().drop(design.design(), ALWAYS)).isEmpty();
        assertThat(other.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void whatWasFoundIsNotDroppedByAlways() {
    target.run("CREATE DATABASE " + name, "CREATE TABLE " + name + ".t (id int)");
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
    for (DropPolicy policy : DropPolicy.values()) {
      assertThat(databases.drop(other.design(), policy)).hasValueSatisfying(s -> assertThat(s).contains("claimed by test/Database/" + name));
    }
    assertThat(databases.observe(design.design())).isPresent();
  }

  @Test
  void theServersOwnAndTheDatabaseThatWeLogInToAreNeverDropped() {
    Design system = Design.of("mysql").claimedBy("u", "test/own", false);
    assertThat(failureOf(() -> databases.drop(system.design(), ALWAYS_EVEN_ADOPTED)).message()).contains(target.product().id() + "'s own");
    databases.create(design.design());
    Server there = new Server(
        new Server.Login("127.0.0.1", target.server().port(), "root", new Password(target.server().password())), Optional.of(name), Tls.DISABLED,
        Timeouts.DEFAULT, 3);
    try (DatabaseServer inside = target.open(there)) {
      assertThat(failureOf(() -> inside.databases().drop(design.design(), ALWAYS)).message()).contains("the provider itself logs in there");
    }
  }

  private void dropWhenTheSessionHasEnded() {
    org.awaitility.Awaitility.await().ignoreExceptionsInstanceOf(dev.sluice.engine.EngineException.class)
        .untilAsserted(() -> assertThat(databases.drop(design.design(), IF_EMPTY)).isEmpty());
  }
}

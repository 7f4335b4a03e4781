package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.State.EDITED;
import static dev.sluice.controller.gitops.State.FAILED_FOR_GOOD;
import static dev.sluice.controller.gitops.State.FIX_PUSHED;
import static dev.sluice.controller.gitops.State.READY;
import static dev.sluice.controller.gitops.State.STALE;
import static dev.sluice.controller.gitops.State.UNSEEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Migration in every state that it can be in, and what Argo CD, Flux, Helm and kubectl make of it. */
@ExtendWith(TestbedExtension.class)
class MigrationStatesIT {
  private static final String ONE = "V1__orders.sql: 'CREATE TABLE orders (id int);'";
  private static final String TWO = ONE + ", V2__total.sql: 'ALTER TABLE orders ADD COLUMN total int;'";
  private static final String BAD = ONE + ", V2__total.sql: 'ALTER TABLE order ADD COLUMN total int;'";
  private static final String GATED = ONE + ", V2__total.sql: 'SELECT pg_advisory_xact_lock(7);'";

  @ParameterizedTest
  @EnumSource
  void fromCreatedToReady(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Migration");
    gallery.shows(UNSEEN, scene.migrate(ONE, ""));
    var migration = scene.resource("Migration", "orders").awaits("Ready=False/WaitingForReference", "Reconciling=True");
    gallery.shows(State.WAITING, migration);
    scene.apply("Database", "orders", "", "");
    migration.awaits("Ready=True/UpToDate");
    gallery.shows(READY, migration);
    gallery.shows(STALE, scene.migrate(TWO, ""));
    migration.awaits("Ready=True/UpToDate");
    scene.migrate(ONE, "");
    migration.awaits("Ready=True/SchemaAhead");
    gallery.shows(State.SCHEMA_AHEAD, migration);
  }

  @ParameterizedTest
  @EnumSource
  void whileAFileRuns(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var scene = Scene.of(space, flavour, server);
    scene.apply("Database", "orders", "", "");
    var database = scene.resource("Database", "orders").awaits("Ready=True");
    try (var gate = server.connect(database.name());
        var statement = gate.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7)");
      scene.migrate(GATED, "");
      var migration = scene.resource("Migration", "orders");
      await().until(() -> migration.status().says("Ready=False/Migrating") && migration.observed("running") != null);
      scene.gallery("Migration").shows(State.RUNNING, migration);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fromFailedToMended(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Migration");
    scene.apply("Database", "orders", "", "");
    scene.migrate(BAD, "");
    var migration = scene.resource("Migration", "orders").awaits("Ready=False", "Stalled=True");
    gallery.shows(FAILED_FOR_GOOD, migration);
    gallery.shows(State.RETRY_ASKED, migration.merged(annotation("sluice.dev/retry", "again")));
    await().until(() -> "again".equals(migration.observedStatus("lastHandledRetry")));
    migration.awaits("Stalled=True");
    gallery.shows(State.RETRIED, migration);
    gallery.shows(FIX_PUSHED, scene.migrate(TWO, ""));
    migration.awaits("Ready=True/UpToDate");
  }

  @ParameterizedTest
  @EnumSource
  void fromEditedToRepaired(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Migration");
    scene.apply("Database", "orders", "", "");
    scene.migrate(ONE, "");
    var migration = scene.resource("Migration", "orders").awaits("Ready=True");
    scene.migrate(ONE.replace("(id int)", "(id bigint)"), "");
    migration.awaits("Ready=False/ChecksumMismatch", "Stalled=True");
    gallery.shows(EDITED, migration);
    gallery.shows(State.REPAIR_ASKED, migration.merged(annotation("sluice.dev/repair", migration.observed("sourceDigest").toString())));
    migration.awaits("Ready=True/UpToDate");
  }

  @ParameterizedTest
  @EnumSource
  void paused(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Migration");
    scene.apply("Database", "orders", "", "");
    scene.migrate(ONE, "");
    var migration = scene.resource("Migration", "orders").awaits("Ready=True");
    migration.annotate("crossplane.io/paused", "true").awaits("Synced=False/ReconcilePaused");
    gallery.shows(State.PAUSED, migration);
    scene.migrate(TWO, "");
    await().until(() -> migration.status().condition("Synced").orElseThrow().observedGeneration() == 2);
    gallery.shows(State.PAUSED_BEHIND, migration);
    migration.delete();
    await().until(() -> migration.status().condition("Synced").orElseThrow().observedGeneration() == 3);
    gallery.shows(State.PAUSED_AND_DELETED, migration);
    migration.annotate("crossplane.io/paused", null).awaitGone();
  }

  @ParameterizedTest
  @EnumSource
  void asThePoliciesHaveIt(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Migration");
    scene.apply("Database", "orders", "", "");
    scene.migrate(ONE, ", managementPolicies: []");
    var migration = scene.resource("Migration", "orders").awaitsAny("Synced=False/ReconcilePaused");
    gallery.shows(State.PAUSED_BY_POLICIES, migration);
    scene.migrate(ONE, ", managementPolicies: [Observe]");
    migration.awaits("Ready=False/Pending", "Synced=True");
    gallery.shows(State.WITHHELD, migration);
    scene.migrate(ONE, ", managementPolicies: [Create, Delete]");
    migration.awaitsAny("Synced=False/ReconcileError", "!Reconciling");
    gallery.shows(State.POLICIES_REFUSED, migration);
  }

  @ParameterizedTest
  @EnumSource
  void withTheServerAwayAndOnItsWayOut(Flavour flavour, Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var scene = Scene.of(space, flavour, own);
      var gallery = scene.gallery("Migration");
      scene.apply("Database", "orders", "", "");
      scene.migrate(ONE, "");
      var migration = scene.resource("Migration", "orders").awaits("Ready=True");
      own.stop();
      scene.migrate(TWO, "");
      migration.awaits("Ready=False/Unreachable", "Reconciling=True");
      gallery.shows(State.UNREACHABLE, migration);
      assertThat(migration.observed("appliedGeneration")).as("generation of which all is applied").isEqualTo(1);
      own.startAgain();
      migration.awaits("Ready=True");
      assertThat(migration.observed("appliedGeneration")).isEqualTo(2);
      migration.finalizers(all -> Stream.concat(all.stream(), Stream.of("example.org/hold")).toList());
      migration.delete().awaits("Ready=False/Deleting", "Reconciling=True");
      gallery.shows(State.DELETING, migration);
      migration.finalizers(all -> all.stream().filter(f -> !f.equals("example.org/hold")).toList()).awaitGone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatThePersonMustFindOut(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var scene = Scene.of(space, flavour, server);
    scene.apply("Database", "orders", "", "");
    var database = scene.resource("Database", "orders").awaits("Ready=True").name();
    var files =
        ONE
            + ", V2__fill.sql: 'CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$BEGIN INSERT INTO orders VALUES (1); COMMIT; PERFORM pg_advisory_xact_lock(7); END$$;'"
            + ", V3__call.sql: 'CALL fill();', V3__call.sql.conf: 'executeInTransaction=false'";
    try (var gate = server.connect(database);
        var statement = gate.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7)");
      scene.migrate(files, "");
      var waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
      await().until(() -> !Servers.ask(server, database, waiting).isEmpty());
    }
    var migration = scene.resource("Migration", "orders").awaits("Ready=False/OutcomeUnknown", "Stalled=True");
    scene.gallery("Migration").shows(State.OUTCOME_UNKNOWN, migration);
  }

  private static String annotation(String name, String value) {
    return "{\"metadata\":{\"annotations\":{\"" + name + "\":\"" + value + "\"}}}";
  }
}

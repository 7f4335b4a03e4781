package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.State.DELETING;
import static dev.sluice.controller.gitops.State.DELETION_BLOCKED;
import static dev.sluice.controller.gitops.State.FAILED_FOR_GOOD;
import static dev.sluice.controller.gitops.State.PAUSED;
import static dev.sluice.controller.gitops.State.READY;
import static dev.sluice.controller.gitops.State.STALE;
import static dev.sluice.controller.gitops.State.UNREACHABLE;
import static dev.sluice.controller.gitops.State.UNSEEN;
import static dev.sluice.controller.gitops.State.WAITING;
import static dev.sluice.controller.gitops.State.WORKING;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.ObjectHistory;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.Status;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases, Roles and Grants in every state that applies to them, and what Argo CD, Flux, Helm and kubectl make of it. */
@ExtendWith(TestbedExtension.class)
class DatabaseStatesIT {
  private static final String HOLD = "example.org/hold";

  @ParameterizedTest
  @EnumSource
  void aDatabase(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var gallery = new Gallery(space, flavour, "Database");
    var scene = new Scene(space, flavour);
    gallery.shows(UNSEEN, scene.apply("Database", "orders", "", ""));
    var database = scene.resource("Database", "orders").awaits("Ready=False/WaitingForProviderConfig", "Reconciling=True");
    gallery.shows(WAITING, database);
    try (var history = new ObjectHistory(space, flavour, "Database")) {
      Scene.of(space, flavour, server);
      database.awaits("Ready=True/Available");
      gallery.shows(READY, database);
      gallery.shows(STALE, database.merged("{\"spec\":{\"forProvider\":{\"connectionLimit\":9}}}"));
      database.awaits("Ready=True/Available");
      await().until(() -> history.first(o -> worked(Status.of(o))).isPresent());
      gallery.shows(WORKING, history.first(o -> worked(Status.of(o))).orElseThrow());
    }
    database.annotate("crossplane.io/paused", "true").awaits("Synced=False/ReconcilePaused");
    gallery.shows(PAUSED, database);
    database.annotate("crossplane.io/paused", null).awaits("Synced=True");
    deleting(gallery, database, () -> Servers.execute(server, database.name(), "CREATE TABLE orders (id int)"));
    gallery.shows(DELETION_BLOCKED, database.awaits("Ready=False/DeletionBlocked", "Stalled=True"));
    Servers.execute(server, database.name(), "DROP TABLE orders");
    database.awaitGone();
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseThatWasRenamed(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    scene.apply("Database", "orders", "", "");
    var database = scene.resource("Database", "orders").awaits("Ready=True");
    database.annotate("crossplane.io/external-name", space.unique("invoices")).awaits("Ready=False/ExternalNameChanged", "Stalled=True");
    scene.gallery("Database").shows(FAILED_FOR_GOOD, database);
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseWhoseServerIsAway(Flavour flavour, Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var scene = Scene.of(space, flavour, own);
      scene.apply("Database", "orders", "", "");
      var database = scene.resource("Database", "orders").awaits("Ready=True");
      own.stop();
      database.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":9}}}").awaits("Ready=False/Unreachable", "Reconciling=True");
      scene.gallery("Database").shows(UNREACHABLE, database);
      own.startAgain();
      database.awaits("Ready=True");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRole(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Role");
    var access = "access: [{databaseRef: {name: " + space.unique("orders") + "}, preset: ReadWrite}]";
    gallery.shows(UNSEEN, scene.apply("Role", "app", "login: true", ""));
    var role = scene.resource("Role", "app").awaits("Ready=False/InvalidSpec", "Stalled=True");
    gallery.shows(FAILED_FOR_GOOD, role);
    role.merge("{\"spec\":{\"forProvider\":{\"login\":false}}}");
    scene.apply("Role", "app", "login: false, " + access, "");
    gallery.shows(WAITING, role.awaits("Ready=False/WaitingForReference", "Reconciling=True"));
    scene.apply("Database", "orders", "", "");
    gallery.shows(READY, role.awaits("Ready=True/Available"));
    gallery.shows(STALE, role.merged("{\"spec\":{\"forProvider\":{\"connectionLimit\":9}}}"));
    role.awaits("Ready=True/Available");
    deleting(gallery, role, () -> {});
    role.awaitGone();
  }

  @ParameterizedTest
  @EnumSource
  void aGrant(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Grant");
    var grant = "roleRef: {name: %s}, databaseRef: {name: %s}, \"on\": {tables: [public.orders]}, privileges: [SELECT]"
        .formatted(space.unique("report"), space.unique("orders"));
    gallery.shows(UNSEEN, scene.apply("Grant", "report", grant, ""));
    var live = scene.resource("Grant", "report");
    gallery.shows(WAITING, live.awaits("Ready=False/WaitingForReference", "Reconciling=True"));
    scene.apply("Role", "report", "login: false", "");
    scene.apply("Database", "orders", "", "");
    scene.migrate("V1__orders.sql: 'CREATE TABLE orders (id int);'", "");
    gallery.shows(READY, live.awaits("Ready=True/Available"));
    gallery.shows(STALE, live.merged("{\"spec\":{\"forProvider\":{\"privileges\":[\"INSERT\"]}}}"));
    live.awaits("Ready=True/Available");
    scene.apply("Grant", "super", "role: postgres, " + grant.substring(grant.indexOf("databaseRef")), "");
    gallery.shows(FAILED_FOR_GOOD, scene.resource("Grant", "super").awaits("Ready=False", "Stalled=True"));
    deleting(gallery, live, () -> {});
    live.awaitGone();
  }

  /** Held by another for as long as it takes to look. */
  private static void deleting(Gallery gallery, Resource resource, Runnable meanwhile) {
    resource.finalizers(all -> Stream.concat(all.stream(), Stream.of(HOLD)).toList());
    resource.delete().awaits("Ready=False/Deleting", "Reconciling=True");
    gallery.shows(DELETING, resource);
    meanwhile.run();
    resource.finalizers(all -> all.stream().filter(f -> !f.equals(HOLD)).toList());
  }

  private static boolean worked(Status status) {
    return status.isCurrent() && status.generation() == 2 && status.says("Ready=False/Reconciling");
  }
}

package dev.sluice.controller.gitops;

import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schemas in every state that applies to them, and what Argo CD, Flux, Helm and kubectl make of it. */
@ExtendWith(TestbedExtension.class)
class SchemaStatesIT {
  private static final String HOLD = "example.org/hold";
  private static final String ONE = "CREATE TABLE items (id int);";
  private static final String TWO = "CREATE TABLE items (id int, price int);";
  private static final String BAD = "CREATE TABLE items (id int, price money_bag);";
  private static final String NO_LINT = "{lint: {drop-column: off}}";

  @ParameterizedTest
  @EnumSource
  void fromCreatedToReadyAndOnItsWayOut(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Schema");
    gallery.shows(State.UNSEEN, declare(scene, ONE));
    var schema = scene.resource("Schema", "catalog").awaits("Ready=False/WaitingForReference", "Reconciling=True");
    gallery.shows(State.WAITING, schema);
    scene.apply("Database", "catalog", "", "");
    schema.awaits("Ready=True/Available", "!Reconciling");
    gallery.shows(State.READY, schema);
    gallery.shows(State.STALE, declare(scene, TWO));
    schema.awaits("Ready=True/Available", "!Reconciling");
    Servers.execute(server, scene.resource("Database", "catalog").name(), "ALTER TABLE items ADD COLUMN mine int");
    looked(schema).awaits("Ready=True/Available", "Drifted=True", "!Reconciling");
    gallery.shows(State.DRIFTED, schema);
    schema.annotate("crossplane.io/paused", "true").awaits("Synced=False/ReconcilePaused");
    gallery.shows(State.PAUSED, schema);
    schema.annotate("crossplane.io/paused", null).awaits("Synced=True");
    schema.finalizers(all -> Stream.concat(all.stream(), Stream.of(HOLD)).toList());
    schema.delete().awaits("Ready=False/Deleting", "Reconciling=True");
    gallery.shows(State.DELETING, schema);
    schema.finalizers(all -> all.stream().filter(f -> !f.equals(HOLD)).toList()).awaitGone();
  }

  @ParameterizedTest
  @EnumSource
  void fromAskedToApproved(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Schema");
    scene.apply("Database", "catalog", "", "");
    declare(scene, TWO);
    var schema = scene.resource("Schema", "catalog").awaits("Ready=True/Available");
    declare(scene, ONE);
    schema.awaits("Ready=False/ApprovalRequired", "ApprovalRequired=True", "Synced=True");
    gallery.shows(State.APPROVAL_REQUIRED, schema);
    schema.annotate("sluice.dev/approve", "sha256:" + "0".repeat(64));
    gallery.shows(State.APPROVED_ANOTHER, looked(schema).awaits("ApprovalRequired=True"));
    gallery.shows(State.APPROVAL_STALE, declare(scene, ONE + " CREATE TABLE prices (id int);"));
    schema.awaits("Ready=False/ApprovalRequired", "ApprovalRequired=True", "Synced=True");
    var plan = ((Map<?, ?>) schema.observed("plan")).get("hash");
    gallery.shows(State.APPROVED, schema.merged("{\"metadata\":{\"annotations\":{\"sluice.dev/approve\":\"" + plan + "\"}}}"));
    schema.awaits("Ready=True/Available", "!ApprovalRequired");
  }

  @ParameterizedTest
  @EnumSource
  void fromFailedToMended(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    var scene = Scene.of(space, flavour, server);
    var gallery = scene.gallery("Schema");
    scene.apply("Database", "catalog", "", "");
    declare(scene, BAD);
    var schema = scene.resource("Schema", "catalog").awaits("Ready=False", "Stalled=True");
    gallery.shows(State.FAILED_FOR_GOOD, schema);
    gallery.shows(State.FIX_PUSHED, declare(scene, TWO));
    schema.awaits("Ready=True/Available");
  }

  @ParameterizedTest
  @EnumSource
  void withTheServerAway(Flavour flavour, Space space) {
    try (var own = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var scene = Scene.of(space, flavour, own);
      scene.apply("Database", "catalog", "", "");
      declare(scene, ONE);
      var schema = scene.resource("Schema", "catalog").awaits("Ready=True");
      own.stop();
      declare(scene, TWO);
      schema.awaits("Ready=False/Unreachable", "Reconciling=True");
      scene.gallery("Schema").shows(State.UNREACHABLE, schema);
      own.startAgain();
      schema.awaits("Ready=True");
    }
  }

  private static GenericKubernetesResource declare(Scene scene, String sql) {
    var design = "databaseRef: {name: %s}, desired: {inline: {10-tables.sql: '%s'}}, policy: %s";
    return scene.apply("Schema", "catalog", design.formatted(scene.space().unique("catalog"), sql, NO_LINT), "");
  }

  /** Looks at it again, and waits until it was. */
  private static Resource looked(Resource resource) {
    var token = UUID.randomUUID().toString();
    resource.annotate("crossplane.io/reconcile-requested-at", token);
    await().until(() -> token.equals(resource.observedStatus("lastHandledReconcileAt")));
    return resource;
  }
}

package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compositions.Platform;
import dev.sluice.compositions.PlatformExtension;
import dev.sluice.local.crossplane.Rendered;
import dev.sluice.local.crossplane.Renderer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every Composition through Crossplane's own reconciler and the real functions: what is made, what waits, and what is let go. */
@ExtendWith(PlatformExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleRenderIT {
  private static final List<Bundle> BUNDLES = Bundle.ALL;
  private static final String FIRST = "registry.example.org/orders:1.0.0";
  private static final String SECOND = "registry.example.org/orders:1.1.0";

  private Judge judge;
  private Renderer renderer;

  @BeforeAll
  void start(Platform platform) {
    judge = Judge.of(platform);
    renderer = Functions.start();
  }

  @AfterAll
  void close() {
    if (renderer != null) {
      renderer.close();
    }
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void theApplicationIsMadeWhenTheFirstMigrationIsApplied(Bundle bundle) {
    var scene = new Scene(judge, renderer, bundle);

    var first = scene.reconcile();
    assertThat(first.composed("app")).isEmpty();
    assertThat(first.composed("service")).isPresent();
    assertThat(ready(first)).isEqualTo("False");
    assertThat(waitingFor(first)).isEqualTo("Migration orders isn't created yet.");
    // Nobody is told that an owner is missing: the Database comes after it.
    assertThat(first.composed("database").isPresent()).isEqualTo(!bundle.isPostgreSql());

    scene.theRestGetsReady();
    scene.reconcile();
    var waiting = scene.reconcile();
    assertThat(scene.resource("database").at("/spec/forProvider/owner").asText()).isEqualTo(bundle.owner().orElse(""));
    assertThat(waiting.composed("app")).isEmpty();
    assertThat(waitingFor(waiting)).startsWith("Migration orders ");

    applyTheFirst(scene);
    assertThat(image(scene)).endsWith("orders:1.0.0");
    scene.rolledOut();
    var done = scene.reconcile();
    assertThat(ready(done)).as(done.composite().path("status").toString()).isEqualTo("True");
    assertThat(status(done, "schemaVersion")).isEqualTo("2");
    assertThat(status(done, "app/image")).endsWith("orders:1.0.0");
    assertThat(status(done, "app/availableReplicas")).isEqualTo(scene.spec().path("replicas").asText());
    assertThat(waitingFor(done)).isEmpty();
    assertThat(status(done, "database/name")).isEqualTo("shop_orders");
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void theNextReleaseIsHeldUntilItsMigrationIsApplied(Bundle bundle) {
    var scene = released(bundle);
    var template = scene.resource("app").at("/spec/template").deepCopy();

    secondRelease(scene);
    scene.spec().put("replicas", 5);
    var asked = scene.reconcile();
    assertThat(scene.resource("app").at("/spec/template")).isEqualTo(template);
    assertThat(scene.resource("app").at("/spec/replicas").asInt()).isEqualTo(5);
    assertThat(scene.resource("migration").at("/spec/forProvider/target").asText()).isEqualTo("3");
    assertThat(ready(asked)).isEqualTo("False");
    assertThat(waitingFor(asked)).isNotEmpty();

    // The status is still that of the release before.
    assertHeld(scene.reconcile(), scene, template, "hasn't taken up yet");
    scene.migrationFailed("V3__add_total.sql, line 1: column \"totl\" does not exist.", "2");
    assertHeld(scene.reconcile(), scene, template, "column \"totl\" does not exist");
    assertThat(status(scene.reconcile(), "app/image")).isEqualTo(FIRST);

    scene.migrated("UpToDate", "3");
    var letGo = scene.reconcile();
    assertThat(image(scene)).isEqualTo(SECOND);
    assertThat(waitingFor(letGo)).isEmpty();
    assertThat(status(letGo, "schemaVersion")).isEqualTo("3");
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void aRevertRollsTheApplicationBackWhileTheSchemaStaysAhead(Bundle bundle) {
    var scene = released(bundle);
    var first = scene.spec().deepCopy();
    secondRelease(scene);
    scene.reconcile();
    scene.migrated("UpToDate", "3");
    scene.reconcile();
    assertThat(image(scene)).isEqualTo(SECOND);

    scene.composite().set("spec", first);
    scene.reconcile();
    scene.migrated("SchemaAhead", "3");
    var back = scene.reconcile();

    assertThat(image(scene)).isEqualTo(FIRST);
    assertThat(waitingFor(back)).isEmpty();
    assertThat(status(back, "schemaVersion")).isEqualTo("3");
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void aReleaseThatNeedsNoMigrationDoesNotWaitForAServerThatIsAway(Bundle bundle) {
    var scene = released(bundle);
    scene.unreachable(0);
    scene.spec().put("image", "registry.example.org/orders:1.0.1");

    var letGo = scene.reconcile();
    assertThat(image(scene)).endsWith("orders:1.0.1");
    assertThat(waitingFor(letGo)).isEmpty();

    var template = scene.resource("app").at("/spec/template").deepCopy();
    secondRelease(scene);
    scene.reconcile();
    scene.unreachable(1);
    assertHeld(scene.reconcile(), scene, template, "The server is away.");
  }

  @Test
  void aFailedReleaseThatIsRevertedLeavesTheOldOneAsItWas() {
    var scene = released(Bundle.POSTGRESQL);
    var first = scene.spec().deepCopy();
    secondRelease(scene);
    scene.reconcile();
    scene.migrationFailed("V3__add_total.sql is wrong.", "2");
    scene.reconcile();

    scene.composite().set("spec", first);
    scene.reconcile();
    scene.migrated("UpToDate", "2");
    var back = scene.reconcile();

    assertThat(image(scene)).isEqualTo(FIRST);
    assertThat(waitingFor(back)).isEmpty();
  }

  private Scene released(Bundle bundle) {
    var scene = new Scene(judge, renderer, bundle);
    scene.reconcile();
    scene.theRestGetsReady();
    scene.reconcile();
    scene.reconcile();
    applyTheFirst(scene);
    scene.rolledOut();
    scene.reconcile();
    return scene;
  }

  private static void applyTheFirst(Scene scene) {
    scene.theRestGetsReady();
    scene.migrated("UpToDate", "2");
    scene.reconcile();
    assertThat(scene.has("app")).isTrue();
  }

  /** One file more: in the manifest, or in a ConfigMap of its own as examples/bundles has it. */
  private static void secondRelease(Scene scene) {
    scene.spec().put("image", SECOND);
    var migrations = (ObjectNode) scene.spec().path("migrations");
    migrations.put("target", "3");
    if (migrations.has("inline")) {
      migrations.withObject("/inline").put("V3__add_total.sql", "ALTER TABLE orders ADD COLUMN total numeric(12,2);\n");
      return;
    }
    var release = Repository.documents(Repository.EXAMPLES.resolve("bundles/postgresql/2-release.yaml"));
    scene.add(release.getFirst());
    migrations.set("configMapRefs", release.getLast().at("/spec/migrations/configMapRefs"));
  }

  private static void assertHeld(Rendered rendered, Scene scene, JsonNode template, String why) {
    assertThat(scene.resource("app").at("/spec/template")).isEqualTo(template);
    assertThat(ready(rendered)).isEqualTo("False");
    assertThat(waitingFor(rendered)).contains(why);
    assertThat(rendered.condition("RolloutHeld").orElseThrow().path("status").asText()).isEqualTo("True");
  }

  private static String image(Scene scene) {
    return scene.resource("app").at("/spec/template/spec/containers/0/image").asText();
  }

  private static String ready(Rendered rendered) {
    return rendered.condition("Ready").orElseThrow().path("status").asText();
  }

  private static String waitingFor(Rendered rendered) {
    return status(rendered, "waitingFor");
  }

  private static String status(Rendered rendered, String path) {
    return rendered.composite().at("/status/" + path).asText();
  }
}

package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.common.Condition;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.migration.MigrationObservation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** A Migration in the cluster. Conditions are written {@code Ready=True/UpToDate}, {@code Ready=True} and {@code !Stalled}. */
public record LiveMigration(KubernetesClient client, String namespace, String name) {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  public Migration get() {
    return operation().get();
  }

  public MigrationObservation seen() {
    return get().getStatus().atProvider();
  }

  public Optional<Condition> condition(String type) {
    return condition(get(), type);
  }

  public String message(String type) {
    return condition(type).map(Condition::message).orElse("");
  }

  /** Waits until the conditions hold, of the newest generation. */
  public LiveMigration awaits(String... conditions) {
    return awaitsWithin(DEADLINE, conditions);
  }

  public LiveMigration awaitsWithin(Duration deadline, String... conditions) {
    await(name)
        .atMost(deadline)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(get()).matches(m -> isCurrent(m) && Arrays.stream(conditions).allMatch(c -> says(m, c)), String.join(", ", conditions)));
    return this;
  }

  /** Waits until all is applied up to a version. */
  public LiveMigration awaitsVersion(String version) {
    awaits("Ready=True/UpToDate", "Synced=True", "!Reconciling", "!Stalled");
    assertThat(seen().appliedVersion()).isEqualTo(version);
    assertThat(seen().pending().count()).isZero();
    return this;
  }

  public LiveMigration awaitsRunning(String file) {
    await(name)
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Optional.ofNullable(seen()).map(MigrationObservation::running).filter(r -> file.equals(r.file())).isPresent());
    return this;
  }

  public void awaitGone() {
    await(name).atMost(DEADLINE).pollInterval(Duration.ofMillis(50)).until(() -> get() == null);
  }

  /** Null takes it away. */
  public LiveMigration annotate(String annotation, String value) {
    var quoted = value == null ? "null" : "\"" + value + "\"";
    operation().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"" + annotation + "\":" + quoted + "}}}");
    return this;
  }

  public void delete() {
    operation().delete();
  }

  static boolean isCurrent(Migration migration) {
    return migration != null
        && migration.getStatus() != null
        && Objects.equals(migration.getStatus().observedGeneration(), migration.getMetadata().getGeneration());
  }

  static boolean says(Migration migration, String words) {
    if (words.startsWith("!")) {
      return condition(migration, words.substring(1)).isEmpty();
    }
    var type = words.substring(0, words.indexOf('='));
    var rest = words.substring(words.indexOf('=') + 1).split("/", 2);
    return condition(migration, type)
        .filter(c -> c.status().equals(rest[0]) && (rest.length == 1 || c.reason().equals(rest[1])))
        .isPresent();
  }

  private static Optional<Condition> condition(Migration migration, String type) {
    return migration == null || migration.getStatus() == null ? Optional.empty() : migration.getStatus().condition(type);
  }

  private Resource<Migration> operation() {
    return client.resources(Migration.class).inNamespace(namespace).withName(name);
  }
}

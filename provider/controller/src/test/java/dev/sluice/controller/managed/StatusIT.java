package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.Status;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written to the status, in which order, and what is not. */
@ExtendWith(TestbedExtension.class)
class StatusIT {

  @ParameterizedTest
  @EnumSource
  void everyGenerationIsAnnouncedBeforeItIsDone(Flavour flavour, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(flavour, server);
    var database = space.database(flavour, "a").apply().awaits("Ready=True");
    for (var limit = 1; limit <= 5; limit++) {
      database.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":" + limit + "}}}").awaits("Ready=True");
    }
    await().untilAsserted(() -> assertThat(history(space).getLast().says("Ready=True")).isTrue());
    var history = history(space);
    for (long generation = 1; generation <= 6; generation++) {
      var seen = generation;
      var first = history.stream().filter(s -> s.observedGeneration() == seen).findFirst().orElseThrow();
      assertThat(first).matches(s -> s.says("Ready=False/Reconciling") && s.says("Reconciling=True"), first.lines());
      assertThat(first.condition("Ready").orElseThrow().observedGeneration()).isEqualTo(generation);
    }
    // An object never looks done before it is: to kubectl wait, Helm and Flux alike.
    assertThat(history.stream().filter(s -> Kstatus.of(s) == Kstatus.CURRENT)).allMatch(s -> s.says("Ready=True") && s.isCurrent());
    assertThat(history).noneMatch(s -> Kstatus.of(s) == Kstatus.FAILED);
  }

  @Test
  void conditionsOfOthersStayAndCauseNoWrites(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").annotated("crossplane.io/poll-interval", "1s").apply().awaits("Ready=True");
    space.applyStatus(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Database
        metadata: {name: %s, namespace: %s}
        status:
          conditions:
          - {type: Theirs, status: "True", reason: Said, lastTransitionTime: "2026-01-01T00:00:00Z"}
        """
            .formatted(database.name(), space.name()));
    database.awaits("Theirs=True/Said", "Ready=True");
    quiet(space);
    database.merge("{\"spec\":{\"forProvider\":{\"connectionLimit\":4}}}").awaits("Ready=True", "Theirs=True/Said");
  }

  @Test
  void aStateThatStaysIsWrittenOnce(Space space) {
    space.database("a").annotated("crossplane.io/poll-interval", "1s").apply().awaits("Ready=False/WaitingForProviderConfig", "Reconciling=True");
    quiet(space);
  }

  @Test
  void aRetryIsEchoedWhateverComesOfIt(Space space) {
    var database = space.database("a").apply().awaits("Ready=False/WaitingForProviderConfig");
    database.annotate("sluice.dev/retry", "again");
    await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledRetry")).isEqualTo("again"));
  }

  @Test
  void eventsNameTheDatabase(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.database("a").apply().awaits("Ready=True");
    await().untilAsserted(
        () ->
            assertThat(space.events())
                .filteredOn(e -> e.getReason().equals("CreatedExternalResource"))
                .singleElement()
                .satisfies(e -> assertThat(e.getMetadata().getAnnotations()).containsEntry("external-name", space.unique("a")))
                .matches(e -> e.getType().equals("Normal") && e.getInvolvedObject().getName().equals(space.unique("a"))));
  }

  @Test
  void whatCannotBeLookedAtIsAWarning(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, "not the password");
    space.config(NAMESPACED, "");

    space.database("a").apply().awaits("Ready=False/AuthenticationFailed");

    await().until(() -> space.events().stream().anyMatch(e ->
        e.getType().equals("Warning") && e.getReason().equals("CannotObserveExternalResource") && e.getInvolvedObject().getKind().equals("Database")));
    assertThat(space.events()).noneMatch(e -> e.getMessage().contains("not the password"));
  }

  private static void quiet(Space space) {
    var before = space.bed().audit().writes(space.name());
    await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> space.bed().audit().writes(space.name()).equals(before));
  }

  private static List<Status> history(Space space) {
    return space.bed().seen(space).values().iterator().next();
  }
}

package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.common.Condition;
import dev.sluice.controller.gitops.Customization;
import dev.sluice.controller.gitops.Health;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Status;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What those who wait for a resource make of each state, with the conditions that we really write. */
class ConsumersTest {
  private static final Conditions CONDITIONS = new Conditions(Clock.systemUTC());

  /** A status of generation 1 or 2, on an object of generation 2. */
  @ParameterizedTest
  @CsvSource({
    "WORKING,   1, IN_PROGRESS, Progressing",
    "WORKING,   2, IN_PROGRESS, Progressing",
    "WAITING,   1, IN_PROGRESS, Progressing",
    "WAITING,   2, IN_PROGRESS, Progressing",
    "AVAILABLE, 1, IN_PROGRESS, Progressing",
    "AVAILABLE, 2, CURRENT,     Healthy",
    "WITHHELD,  1, IN_PROGRESS, Progressing",
    "WITHHELD,  2, IN_PROGRESS, Progressing",
    "STALLED,   1, IN_PROGRESS, Progressing",
    "STALLED,   2, FAILED,      Degraded",
    "DELETING,  1, IN_PROGRESS, Progressing",
    "DELETING,  2, IN_PROGRESS, Progressing",
  })
  void onlyWhatIsSaidOfTheNewestSpecCounts(Standing.Kind kind, long generation, Kstatus kstatus, Health.Code health) {
    var status = status(2, generation, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), generation));
    assertThat(Kstatus.of(status)).isEqualTo(kstatus);
    assertThat(health(status, Map.of(), null)).isEqualTo(health);
  }

  /** What the CRD itself puts there, before any provider has looked. */
  @Test
  void anObjectThatNobodyHasSeenIsUnderWay() {
    var status = status(1, -1, List.of());
    assertThat(Kstatus.of(status)).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(health(status, Map.of(), null)).isEqualTo(Health.Code.Progressing);
  }

  /** With a deletionTimestamp: what waits for the end goes on waiting, whatever the conditions say, and a person sees that it is blocked. */
  @ParameterizedTest
  @CsvSource({"DELETING, Progressing", "WAITING, Progressing", "STALLED, Degraded"})
  void whatIsBeingDeletedIsTerminatingBlockedOrNot(Standing.Kind kind, Health.Code health) {
    var plain = status(2, 2, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), 2));
    var status = new Status(2, 2, true, plain.conditions());
    assertThat(Kstatus.of(status)).isEqualTo(Kstatus.TERMINATING);
    assertThat(health(status, Map.of(), null)).isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({"AVAILABLE, 1", "AVAILABLE, 2", "STALLED, 2", "WAITING, 2"})
  void aPausedResourceIsSuspendedAndNeverDoneWithASpecThatItHasNotSeen(Standing.Kind kind, long generation) {
    var before = CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), generation);
    var status = status(2, generation, CONDITIONS.notSynced(Reason.ReconcilePaused, "m", before, 2));
    assertThat(health(status, Map.of("crossplane.io/paused", "true"), null)).isEqualTo(Health.Code.Suspended);
    assertThat(Kstatus.of(status)).isEqualTo(kind == Standing.Kind.AVAILABLE && generation == 2 ? Kstatus.CURRENT : Kstatus.IN_PROGRESS);
  }

  @ParameterizedTest
  @CsvSource({"AVAILABLE, , Progressing", "AVAILABLE, old, Progressing", "AVAILABLE, new, Healthy", "STALLED, old, Progressing", "STALLED, new, Degraded"})
  void aRetryThatIsNotEchoedYetIsUnderWay(Standing.Kind kind, String echoed, Health.Code health) {
    var status = status(1, 1, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), 1));
    assertThat(health(status, Map.of("sluice.dev/retry", "new"), echoed)).isEqualTo(health);
  }

  /** By the script that is shipped. */
  private static Health.Code health(Status status, Map<String, String> annotations, String lastHandledRetry) {
    var metadata = new HashMap<String, Object>(Map.of("generation", status.generation(), "annotations", annotations));
    if (status.deleted()) {
      metadata.put("deletionTimestamp", "2026-11-23T10:00:00Z");
    }
    var conditions = status.conditions().stream().map(ConsumersTest::fields).toList();
    var fields = new HashMap<String, Object>(Map.of("observedGeneration", status.observedGeneration(), "conditions", conditions));
    if (lastHandledRetry != null) {
      fields.put("lastHandledRetry", lastHandledRetry);
    }
    var object =
        Map.<String, Object>of(
            "apiVersion", "db.m.sluice.dev/v1alpha1", "kind", "Database", "metadata", metadata, "spec", Map.of("forProvider", Map.of()), "status", fields);
    return Customization.health(object).status();
  }

  private static Map<String, Object> fields(Status.Condition c) {
    return Map.of("type", c.type(), "status", c.status(), "reason", c.reason(), "message", c.message(), "observedGeneration", c.observedGeneration());
  }

  private static Status status(long generation, long observed, List<Condition> conditions) {
    return new Status(
        generation,
        observed,
        false,
        conditions.stream()
            .map(c -> new Status.Condition(c.type(), c.status(), c.reason(), c.message() == null ? "" : c.message(), c.observedGeneration()))
            .toList());
  }
}

package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.common.Condition;
import dev.sluice.controller.testbed.HealthScript;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Status;
import java.time.Clock;
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
    "WORKING,   1, IN_PROGRESS, PROGRESSING",
    "WORKING,   2, IN_PROGRESS, PROGRESSING",
    "WAITING,   1, IN_PROGRESS, PROGRESSING",
    "WAITING,   2, IN_PROGRESS, PROGRESSING",
    "AVAILABLE, 1, IN_PROGRESS, PROGRESSING",
    "AVAILABLE, 2, CURRENT,     HEALTHY",
    "WITHHELD,  1, IN_PROGRESS, PROGRESSING",
    "WITHHELD,  2, IN_PROGRESS, PROGRESSING",
    "STALLED,   1, IN_PROGRESS, PROGRESSING",
    "STALLED,   2, FAILED,      DEGRADED",
    "DELETING,  1, IN_PROGRESS, PROGRESSING",
    "DELETING,  2, IN_PROGRESS, PROGRESSING",
  })
  void onlyWhatIsSaidOfTheNewestSpecCounts(Standing.Kind kind, long generation, Kstatus kstatus, HealthScript health) {
    var status = status(2, generation, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), generation));
    assertThat(Kstatus.of(status)).isEqualTo(kstatus);
    assertThat(HealthScript.of(status, Map.of(), null)).isEqualTo(health);
  }

  /** What the CRD itself puts there, before any provider has looked. */
  @Test
  void anObjectThatNobodyHasSeenIsUnderWay() {
    var status = status(1, -1, List.of());
    assertThat(Kstatus.of(status)).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(HealthScript.of(status, Map.of(), null)).isEqualTo(HealthScript.PROGRESSING);
  }

  /** With a deletionTimestamp: what waits for the end goes on waiting, whatever the conditions say, and a person sees that it is blocked. */
  @ParameterizedTest
  @CsvSource({"DELETING, PROGRESSING", "WAITING, PROGRESSING", "STALLED, DEGRADED"})
  void whatIsBeingDeletedIsTerminatingBlockedOrNot(Standing.Kind kind, HealthScript health) {
    var plain = status(2, 2, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), 2));
    var status = new Status(2, 2, true, plain.conditions());
    assertThat(Kstatus.of(status)).isEqualTo(Kstatus.TERMINATING);
    assertThat(HealthScript.of(status, Map.of(), null)).isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({"AVAILABLE, 1", "AVAILABLE, 2", "STALLED, 2", "WAITING, 2"})
  void aPausedResourceIsSuspendedAndNeverDoneWithASpecThatItHasNotSeen(Standing.Kind kind, long generation) {
    var before = CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), generation);
    var status = status(2, generation, CONDITIONS.notSynced(Reason.ReconcilePaused, "m", before, 2));
    assertThat(HealthScript.of(status, Map.of("crossplane.io/paused", "true"), null)).isEqualTo(HealthScript.SUSPENDED);
    assertThat(Kstatus.of(status)).isEqualTo(kind == Standing.Kind.AVAILABLE && generation == 2 ? Kstatus.CURRENT : Kstatus.IN_PROGRESS);
  }

  @ParameterizedTest
  @CsvSource({"AVAILABLE, , PROGRESSING", "AVAILABLE, old, PROGRESSING", "AVAILABLE, new, HEALTHY", "STALLED, old, PROGRESSING", "STALLED, new, DEGRADED"})
  void aRetryThatIsNotEchoedYetIsUnderWay(Standing.Kind kind, String echoed, HealthScript health) {
    var status = status(1, 1, CONDITIONS.of(new Standing(kind, "R", "m"), List.of(), 1));
    assertThat(HealthScript.of(status, Map.of("sluice.dev/retry", "new"), echoed)).isEqualTo(health);
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

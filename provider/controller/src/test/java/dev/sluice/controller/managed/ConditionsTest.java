package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.common.Condition;
import dev.sluice.engine.Failure;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of states that the API documents. */
class ConditionsTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "WORKING,   Ready=False/R Synced=True/ReconcileSuccess Reconciling=True/R",
    "WAITING,   Ready=False/R Synced=False/ReconcileError Reconciling=True/R",
    "AVAILABLE, Ready=True/R Synced=True/ReconcileSuccess",
    "WITHHELD,  Ready=False/R Synced=True/ReconcileSuccess",
    "STALLED,   Ready=False/R Synced=False/ReconcileError Stalled=True/R",
    "EXPECTING, Ready=False/R Synced=True/ReconcileSuccess Reconciling=True/R",
    "DELETING,  Ready=False/R Synced=True/ReconcileSuccess Reconciling=True/R",
  })
  void aStandingIsARowOfTheTable(Standing.Kind kind, String expected) {
    var before = at(0).of(Standing.available("Available", ""), List.of(), 1);
    assertThat(words(at(60).of(new Standing(kind, "R", "m"), before, 1))).isEqualTo(expected);
  }

  @Test
  void nothingIsSaidOfSyncedBeforeTheFirstLook() {
    assertThat(words(at(0).of(Standing.working("R", "m"), List.of(), 1))).isEqualTo("Ready=False/R Reconciling=True/R");
  }

  @ParameterizedTest
  @CsvSource({"R, m, 1, 0", "R, other, 1, 60", "S, m, 1, 60", "R, m, 2, 60"})
  void theTransitionTimeMovesOnlyWithWhatIsSaid(String reason, String message, long generation, long seconds) {
    var before = at(0).of(Standing.waiting("R", "m"), List.of(), 1);
    var after = at(60).of(Standing.waiting(reason, message), before, generation);
    assertThat(after.getFirst().lastTransitionTime()).isEqualTo(THEN.plusSeconds(seconds).toString());
    assertThat(after).allMatch(c -> c.observedGeneration() == generation);
  }

  @Test
  void aPauseLeavesReadyAndEndsTheRest() {
    var foreign = new Condition("Theirs", "True", "R", null, THEN.toString(), null);
    var before = new java.util.ArrayList<>(at(0).of(Standing.waiting("R", "m"), List.of(), 1));
    before.add(foreign);
    var after = at(60).notSynced(Reason.ReconcilePaused, "m", before, 2);
    assertThat(words(after)).isEqualTo("Ready=False/R Synced=False/ReconcilePaused");
    assertThat(after.getFirst()).isEqualTo(before.getFirst());
  }

  @Test
  void aLongMessageIsCut() {
    assertThat(at(0).of(Standing.waiting("R", "x".repeat(5000)), List.of(), 1).getFirst().message()).hasSize(1024).endsWith("…");
  }

  @Test
  void onlyWhatCanNotGetBetterByItselfIsStalled() {
    assertThat(Standing.of(new Failure.Transient("R", "m", Optional.empty())).kind()).isEqualTo(Standing.Kind.WAITING);
    assertThat(Standing.of(new Failure.MissingRight("R", "m", Optional.empty())).kind()).isEqualTo(Standing.Kind.STALLED);
    assertThat(Standing.of(new Failure.Permanent("R", "m", Optional.empty())).kind()).isEqualTo(Standing.Kind.STALLED);
  }

  private static Conditions at(long seconds) {
    return new Conditions(Clock.fixed(THEN.plusSeconds(seconds), ZoneOffset.UTC));
  }

  private static String words(List<Condition> conditions) {
    return conditions.stream().map(c -> c.type() + "=" + c.status() + "/" + c.reason()).collect(Collectors.joining(" "));
  }
}

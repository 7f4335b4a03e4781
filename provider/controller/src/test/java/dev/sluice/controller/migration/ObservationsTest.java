package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.MigrationState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the status remembers of what was applied: never more than the database has. */
class ObservationsTest {
  private static final String OLD = "sha256:" + "01".repeat(32);
  private static final String NEW = "sha256:" + "02".repeat(32);
  private static final long GENERATION = 4;

  @Test
  void completeSetsAreRemembered() {
    var first = observe(Optional.empty(), "db", OLD).of(at("1"), true);
    var second = observe(Optional.of(first), "db", NEW).of(at("2"), true);

    assertThat(second.appliedDigests()).containsExactly(NEW, OLD);
    assertThat(second.appliedDigest()).isEqualTo(NEW);
    assertThat(observe(Optional.of(second), "db", NEW).of(at("2"), false).appliedDigests()).containsExactly(NEW, OLD);
  }

  @Test
  void aRestoreForgetsThem() {
    var before = observe(Optional.empty(), "db", NEW).of(at("2"), true);

    var restored = observe(Optional.of(before), "db", NEW);
    assertThat(restored.wentBack(at("1"))).isTrue();
    var after = restored.of(at("1"), false);

    assertThat(after.appliedVersion()).isEqualTo("1");
    assertThat(after.appliedDigest()).isNull();
    assertThat(after.appliedDigests()).isNull();
    assertThat(observe(Optional.of(after), "db", NEW).of(at("2"), true).appliedDigests()).containsExactly(NEW);
  }

  @Test
  void whatWasAppliedToAnotherDatabaseIsNotAppliedToThisOne() {
    var before = observe(Optional.empty(), "db", NEW).of(at("2"), true);

    var other = observe(Optional.of(before), "other", NEW).unchanged();

    assertThat(other.database()).isEqualTo("other");
    assertThat(other.appliedVersion()).isNull();
    assertThat(other.appliedDigests()).isNull();
    assertThat(other.pending()).isNull();
  }

  @Test
  void theGenerationOfWhichAllIsAppliedIsToldAsLongAsNoLookFindsOtherwise() {
    var done = observe(Optional.empty(), "db", NEW).of(at("2"), true);
    assertThat(done.appliedGeneration()).isEqualTo(GENERATION);

    var away = new EngineException(new Failure.Transient("Unreachable", "The server is away.", Optional.empty()));
    var later = observe(Optional.of(done), "db", NEW);
    assertThat(later.unchanged().appliedGeneration()).isEqualTo(GENERATION);
    assertThat(later.failed(Optional.empty(), away, Instant.EPOCH, "").appliedGeneration()).isEqualTo(GENERATION);

    assertThat(later.of(at("2", "3"), false).appliedGeneration()).isNull();
    assertThat(later.failed(Optional.of(at("2", "3")), away, Instant.EPOCH, "").appliedGeneration()).isNull();
    assertThat(later.missing().appliedGeneration()).isNull();
    assertThat(observe(Optional.of(done), "other", NEW).unchanged().appliedGeneration()).isNull();
  }

  private static Observations observe(Optional<MigrationObservation> before, String database, String digest) {
    return new Observations("PostgreSQL", database, Optional.of(digest), GENERATION, Optional.empty(), before);
  }

  private static MigrationState at(String version, String... pending) {
    var rest = Arrays.stream(pending).map(v -> new MigrationState.Pending(Optional.of(v), v, "V" + v + "__x.sql")).toList();
    return new MigrationState(Optional.of(version), Optional.empty(), Optional.of("2"), rest, List.of(), List.of(), List.of(), true, List.of());
  }
}

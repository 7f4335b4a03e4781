package dev.sluice.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.engine.migration.MigrationState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the status remembers of what was applied: never more than the database has. */
class ObservationsTest {
  private static final String OLD = "sha256:" + "01".repeat(32);
  private static final String NEW = "sha256:" + "02".repeat(32);

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

  private static Observations observe(Optional<MigrationObservation> before, String database, String digest) {
    return new Observations("PostgreSQL", database, Optional.of(digest), Optional.empty(), before);
  }

  private static MigrationState at(String version) {
    return new MigrationState(Optional.of(version), Optional.empty(), Optional.of("2"), List.of(), List.of(), List.of(), List.of(), true, List.of());
  }
}

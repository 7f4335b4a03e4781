package dev.sluice.controller.gate;

import dev.sluice.api.common.Group;
import dev.sluice.api.migration.ClusterMigration;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.api.schema.ClusterSchema;
import dev.sluice.api.schema.Schema;
import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.rules.RequiredKind;
import java.util.List;
import java.util.Optional;

/** All that pods can wait for: a new kind is a line for each flavour. */
final class WaitedKinds {
  private static final List<WaitedKind<?, ?>> ALL =
      List.of(
          new WaitedKind<>(RequiredKind.MIGRATION, Group.NAMESPACED, Migration.class, MigrationFacts::of, MigrationObservation::waitingPods),
          new WaitedKind<>(RequiredKind.MIGRATION, Group.CLUSTER, ClusterMigration.class, MigrationFacts::of, MigrationObservation::waitingPods),
          new WaitedKind<>(RequiredKind.SCHEMA, Group.NAMESPACED, Schema.class, SchemaFacts::of, SchemaObservation::waitingPods),
          new WaitedKind<>(RequiredKind.SCHEMA, Group.CLUSTER, ClusterSchema.class, SchemaFacts::of, SchemaObservation::waitingPods));

  private WaitedKinds() {}

  static List<WaitedKind<?, ?>> all() {
    return ALL;
  }

  /** Those of a flavour that a word can mean, or that a name without one can. */
  static List<WaitedKind<?, ?>> of(boolean cluster, Optional<RequiredKind> word) {
    return ALL.stream()
        .filter(k -> k.group().equals(cluster ? Group.CLUSTER : Group.NAMESPACED) && word.filter(w -> w != k.word()).isEmpty())
        .toList();
  }

  /** @param kind as in {@link WaitedKind#kind()} */
  static Optional<WaitedKind<?, ?>> of(String kind) {
    return ALL.stream().filter(k -> k.kind().equals(kind)).findFirst();
  }
}

package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaObservation;
import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.run.OlderClaimant;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.source.Sources;
import java.util.Collections;

/** Puts this package together. */
public final class SchemaModule {
  private SchemaModule() {}

  public static SchemaExternal external(Parts parts, Caches caches, Runs runs) {
    var names = new DatabaseNames(caches);
    var sources = new Sources(parts.client(), parts.watched(), new Secrets(parts.client(), parts.watched()));
    return new SchemaExternal(
        parts.credentials(), names, claimant(caches, names), sources, new PlanConfigMap(parts.client(), parts.watched()), runs, parts.events(), parts.clock());
  }

  private static OlderClaimant<SchemaParameters, SchemaObservation> claimant(Caches caches, DatabaseNames names) {
    return new OlderClaimant<>(
        caches, names, "Schema", SchemaModule::overlap, SchemaObservation::database, o -> o.appliedDigest() != null || o.lastAppliedAt() != null);
  }

  /** None named are all. */
  private static boolean overlap(SchemaParameters one, SchemaParameters other) {
    return one.schemas().isEmpty() || other.schemas().isEmpty() || !Collections.disjoint(one.schemas(), other.schemas());
  }
}

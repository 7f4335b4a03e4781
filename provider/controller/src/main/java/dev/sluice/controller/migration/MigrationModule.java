package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.source.Sources;
import java.util.Optional;
import dev.sluice.controller.run.OlderClaimant;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.source.PlaceholderValues;

/** Puts this package together. */
public final class MigrationModule {
  private MigrationModule() {}

  public static MigrationExternal external(Parts parts, Caches caches, Runs runs) {
    var names = new DatabaseNames(caches);
    var secrets = new Secrets(parts.client(), parts.watched());
    return new MigrationExternal(
        names,
        claimant(caches, names),
        new Sources(parts.client(), parts.watched(), secrets),
        new PlaceholderValues(parts.client(), parts.watched(), secrets),
        runs,
        parts.events(),
        parts.clock());
  }

  private static OlderClaimant<MigrationParameters, MigrationObservation> claimant(Caches caches, DatabaseNames names) {
    return new OlderClaimant<>(
        caches, names, "Migration", (a, b) -> table(a).equals(table(b)), MigrationObservation::database, o -> o.appliedVersion() != null || o.appliedDigest() != null);
  }

  // The schema of the history table counts too: two tables of one name in two schemas are two histories.
  private static String table(MigrationParameters wanted) {
    var schema = Optional.ofNullable(wanted.defaultSchema()).or(() -> wanted.schemas().stream().findFirst()).orElse("");
    return schema + "." + Optional.ofNullable(wanted.historyTable()).orElse("flyway_schema_history");
  }
}

package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.DatabaseFacts;
import dev.sluice.engine.database.DatabaseFacts.InstalledExtension;
import java.util.List;
import java.util.Optional;

/**
 * A row of pg_database.
 *
 * @param provider libc, icu or builtin
 * @param publicAccess whether PUBLIC may connect or make temporary tables
 */
record DatabaseRow(
    String name,
    String owner,
    String encoding,
    String collate,
    String characterType,
    String provider,
    Optional<String> icuLocale,
    int connectionLimit,
    boolean allowConnections,
    boolean isTemplate,
    String tablespace,
    long sizeBytes,
    boolean publicAccess,
    ClaimMarker marker) {

  DatabaseFacts facts(List<InstalledExtension> extensions) {
    return new DatabaseFacts(
        name,
        Optional.of(owner),
        Optional.of(encoding),
        Optional.empty(),
        Optional.of(new DatabaseFacts.Locale(collate, characterType)),
        Optional.of(connectionLimit),
        sizeBytes,
        marker.claim(),
        extensions);
  }
}

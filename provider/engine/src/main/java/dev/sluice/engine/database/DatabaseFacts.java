package dev.sluice.engine.database;

import java.util.List;
import java.util.Optional;

/**
 * What a database is.
 *
 * @param sizeBytes of its files; 0 where the user may not ask
 * @param claim who stands behind it, where that is recorded
 * @param extensions installed; those that the design doesn't name may be left out
 */
public record DatabaseFacts(
    String name,
    String owner,
    String encoding,
    String collate,
    String characterType,
    int connectionLimit,
    long sizeBytes,
    Optional<Claim> claim,
    List<InstalledExtension> extensions) {
  public DatabaseFacts {
    extensions = List.copyOf(extensions);
  }

  public record InstalledExtension(String name, String version, String schema) {}
}

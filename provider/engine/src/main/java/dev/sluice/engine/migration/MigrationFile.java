package dev.sluice.engine.migration;

import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.resolver.ResolvedMigration;

/**
 * A file that is to be run.
 *
 * @param version empty for a repeatable one
 * @param checksum Flyway's
 * @param wholeInOne whether all of it, its history row included, can be one transaction
 */
record MigrationFile(
    String name,
    Optional<String> version,
    String description,
    String type,
    Optional<Integer> checksum,
    List<FileStatement> statements,
    boolean wholeInOne) {
  MigrationFile {
    statements = List.copyOf(statements);
  }

  static MigrationFile of(ResolvedMigration resolved, List<FileStatement> statements, boolean wholeInOne) {
    return new MigrationFile(
        resolved.getScript(),
        Optional.ofNullable(resolved.getVersion()).map(Object::toString),
        resolved.getDescription(),
        resolved.getType().name(),
        Optional.ofNullable(resolved.getChecksum()),
        statements,
        wholeInOne);
  }
}

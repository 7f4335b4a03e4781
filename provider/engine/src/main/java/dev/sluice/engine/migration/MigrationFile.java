package dev.sluice.engine.migration;

import dev.sluice.engine.migration.ProgressTable.Step;
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

  /** The statement of which the step is, unless it was edited since. */
  Optional<FileStatement> same(Step step) {
    return at(step).filter(statement -> statement.digest().equals(step.digest()));
  }

  /** The statement with the step's number, whatever it is by now. */
  Optional<FileStatement> at(Step step) {
    return statements.stream().filter(statement -> statement.number() == step.statement()).findFirst();
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

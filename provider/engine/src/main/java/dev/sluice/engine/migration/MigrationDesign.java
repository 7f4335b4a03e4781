package dev.sluice.engine.migration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a database should be brought to.
 *
 * @param target a version, or empty for the newest
 * @param historyTable its name, unquoted
 * @param placeholders values by name; empty: placeholders are not replaced at all
 * @param confidentialPlaceholders names whose values came from secrets
 * @param lockTimeout for the locks of one statement; zero: none
 * @param statementTimeout zero: none
 * @param deadline for the whole run, waiting for the database's lock included
 */
public record MigrationDesign(
    String database,
    MigrationSet files,
    Optional<String> target,
    String historyTable,
    Optional<String> defaultSchema,
    List<String> schemas,
    Optional<Baseline> baseline,
    boolean outOfOrder,
    Optional<Map<String, String>> placeholders,
    java.util.Set<String> confidentialPlaceholders,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration deadline,
    RunAs runAs) {
  public MigrationDesign {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(files, "files");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(historyTable, "historyTable");
    Objects.requireNonNull(defaultSchema, "defaultSchema");
    schemas = List.copyOf(schemas);
    Objects.requireNonNull(baseline, "baseline");
    placeholders = placeholders.map(Map::copyOf);
    confidentialPlaceholders = java.util.Set.copyOf(confidentialPlaceholders);
    Objects.requireNonNull(lockTimeout, "lockTimeout");
    Objects.requireNonNull(statementTimeout, "statementTimeout");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(runAs, "runAs");
  }

  /** What the manifest names for the server to make or find. */
  public Stream<Name> names() {
    return Stream.of(
            Stream.of(new Name("historyTable", historyTable)),
            defaultSchema.stream().map(schema -> new Name("defaultSchema", schema)),
            schemas.stream().map(schema -> new Name("schemas", schema)))
        .flatMap(names -> names);
  }

  /** @param field of spec.forProvider */
  public record Name(String field, String text) {
    /** Why it can't be had, for {@link MigrationDialect#objection}. @param length in which it is measured, such as 70 bytes */
    public String tooLong(String product, String length, int longest) {
      return "spec.forProvider." + field + " is " + text + ", which has " + length + "; a name on " + product + " has " + longest
          + " at most: choose a shorter one.";
    }
  }

  /** Where a database that has objects but no history is taken to stand. */
  public record Baseline(String version, String description, boolean onlyIfNotEmpty) {}
}

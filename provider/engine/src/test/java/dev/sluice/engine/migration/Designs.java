package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationDesign.Baseline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Designs for tests, varied from a plain one. */
record Designs(MigrationDesign design) {

  /** @param files name, text, name, text */
  static Designs of(String database, String... files) {
    var map = new TreeMap<String, String>();
    for (var i = 0; i < files.length; i += 2) {
      map.put(files[i], files[i + 1]);
    }
    return of(database, map);
  }

  static Designs of(String database, Map<String, String> files) {
    return new Designs(
        new MigrationDesign(
            database, MigrationSet.of(files, false), Optional.empty(), "flyway_schema_history", Optional.empty(), List.of(), Optional.empty(),
            false, Optional.empty(), Set.of(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(2),
            new RunAs.ProviderConfig()));
  }

  private static Designs with(
      MigrationDesign d, MigrationSet files, Optional<String> target, Optional<String> schema, List<String> schemas, Optional<Baseline> baseline,
      boolean outOfOrder, Optional<Map<String, String>> placeholders, Set<String> confidential, Duration lock, Duration statement, Duration deadline) {
    return new Designs(
        new MigrationDesign(
            d.database(), files, target, d.historyTable(), schema, schemas, baseline, outOfOrder, placeholders, confidential, lock, statement, deadline, d.runAs()));
  }

  Designs target(String version) {
    return with(design, design.files(), Optional.of(version), design.defaultSchema(), design.schemas(), design.baseline(), design.outOfOrder(),
        design.placeholders(), design.confidentialPlaceholders(), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs historyTable(String name) {
    var d = design;
    return new Designs(
        new MigrationDesign(
            d.database(), d.files(), d.target(), name, d.defaultSchema(), d.schemas(), d.baseline(), d.outOfOrder(), d.placeholders(),
            d.confidentialPlaceholders(), d.lockTimeout(), d.statementTimeout(), d.deadline(), d.runAs()));
  }

  Designs schemas(String first, String... others) {
    return with(design, design.files(), design.target(), Optional.of(first), List.of(others), design.baseline(), design.outOfOrder(),
        design.placeholders(), design.confidentialPlaceholders(), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs baseline(String version, boolean onlyIfNotEmpty) {
    return with(design, design.files(), design.target(), design.defaultSchema(), design.schemas(),
        Optional.of(new Baseline(version, "", onlyIfNotEmpty)), design.outOfOrder(),
        design.placeholders(), design.confidentialPlaceholders(), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs outOfOrder() {
    return with(design, design.files(), design.target(), design.defaultSchema(), design.schemas(), design.baseline(), true,
        design.placeholders(), design.confidentialPlaceholders(), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs placeholders(Map<String, String> values, String... confidential) {
    return with(design, design.files(), design.target(), design.defaultSchema(), design.schemas(), design.baseline(), design.outOfOrder(),
        Optional.of(values), Set.of(confidential), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs confidential() {
    return with(design, MigrationSet.of(design.files().files(), true), design.target(), design.defaultSchema(), design.schemas(), design.baseline(),
        design.outOfOrder(), design.placeholders(), design.confidentialPlaceholders(), design.lockTimeout(), design.statementTimeout(), design.deadline());
  }

  Designs timeouts(Duration lock, Duration statement, Duration deadline) {
    return with(design, design.files(), design.target(), design.defaultSchema(), design.schemas(), design.baseline(), design.outOfOrder(),
        design.placeholders(), design.confidentialPlaceholders(), lock, statement, deadline);
  }
}

package dev.sluice.controller.migration;

import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.schema.lint.FileFinding;
import dev.sluice.engine.schema.lint.FileLint;
import dev.sluice.engine.schema.lint.LintSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks through the files that are pending, at the severity that the policy gives each rule.
 *
 * @param begun from where the last run of the same files set out
 */
record Lint(FileLint linter, LintSettings settings, MigrationDesign design, Optional<MigrationState> begun) {
  Lint {
    Objects.requireNonNull(linter, "linter");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(design, "design");
    Objects.requireNonNull(begun, "begun");
  }

  /** @throws dev.sluice.engine.EngineException for a rule that there isn't */
  static LintSettings settings(MigrationParameters wanted) {
    return LintSettings.ofMigrations(
        "spec.forProvider.policy.lint", Optional.ofNullable(wanted.policy()).map(MigrationParameters.Policy::lint).orElse(Map.of()));
  }

  List<FileFinding> of(MigrationState state) {
    var pending = new LinkedHashMap<String, String>();
    for (var next : state.pending()) {
      Optional.ofNullable(design.files().files().get(next.file())).ifPresent(sql -> pending.put(next.file(), sql));
    }
    return linter.of(pending, settings);
  }

  /** Of what is pending or, where nothing is any more, of what was before it ran. */
  Optional<List<FileFinding>> latest(MigrationState state) {
    return Optional.of(state).filter(s -> !s.pending().isEmpty()).or(() -> begun.filter(s -> !s.pending().isEmpty())).map(this::of);
  }

  List<FileFinding> errors(MigrationState state) {
    return of(state).stream().filter(found -> found.finding().error()).toList();
  }
}

package dev.sluice.controller.migration;

import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationState;
import dev.sluice.engine.migration.Migrations;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A person's decision, in the annotation {@code sluice.dev/repair}. It names the content that it is about, so that one left in
 * Git can't fire again on anything else, and is acted on once.
 */
sealed interface Repair {
  Pattern DECISION = Pattern.compile("(applied|not-applied):(.+):([0-9a-f]{64})");

  String STATEMENT_EDITED = "AppliedStatementEdited";

  String token();

  /** In words, for the event; of the state that it was asked for. */
  String what(MigrationState before);

  /** Whether the database is in need of it: one left in Git must not stand in the way of one made anew. */
  boolean fits(MigrationState state);

  MigrationState carryOut(Migrations migrations, MigrationDesign design);

  /** The edited texts of what is applied, files and parts of them, are accepted, as of this digest of all files. */
  record AcceptChecksums(String token) implements Repair {
    @Override
    public String what(MigrationState before) {
      return has(before, STATEMENT_EDITED)
          ? "Accepted the edited statements of a half-done file in place of those that took effect; they are not executed. As asked by sluice.dev/repair: %s."
              .formatted(token)
          : "Accepted the edited texts of applied files, as asked by sluice.dev/repair: %s.".formatted(token);
    }

    @Override
    public boolean fits(MigrationState state) {
      return has(state, "ChecksumMismatch") || has(state, STATEMENT_EDITED);
    }

    @Override
    public MigrationState carryOut(Migrations migrations, MigrationDesign design) {
      return migrations.acceptChecksums(design);
    }
  }

  /** A statement whose outcome was unknown did, or did not, take effect. */
  record Decide(String token, String file, String statementDigest, boolean applied) implements Repair {
    @Override
    public String what(MigrationState before) {
      return "Took a statement of %s for %s, as asked by sluice.dev/repair: %s."
          .formatted(file, applied ? "applied" : "not applied", token);
    }

    @Override
    public boolean fits(MigrationState state) {
      return has(state, "OutcomeUnknown");
    }

    @Override
    public MigrationState carryOut(Migrations migrations, MigrationDesign design) {
      return migrations.decide(design, file, statementDigest, applied);
    }
  }

  /** What is asked and not answered yet, as far as it fits the files. */
  static Optional<Repair> asked(Subject<?, ?> subject, MigrationDesign design) {
    return subject
        .annotation(Annotations.REPAIR)
        .filter(token -> !token.equals(subject.status().lastHandledRepair()))
        .flatMap(
            token -> {
              if (token.equals(design.files().digest())) {
                return Optional.of(new AcceptChecksums(token));
              }
              var decision = DECISION.matcher(token);
              return decision.matches() && design.files().files().containsKey(decision.group(2))
                  ? Optional.of(
                      new Decide(token, decision.group(2), decision.group(3), decision.group(1).equals("applied")))
                  : Optional.empty();
            });
  }

  private static boolean has(MigrationState state, String reason) {
    return state.problems().stream().anyMatch(p -> p.reason().equals(reason));
  }
}

package dev.sluice.engine.schema.lint;

import java.util.Optional;

/**
 * A rule's own severities. Migration files are somebody's already tried SQL, of which no rule of its own accord keeps any from running.
 *
 * @param plan empty where the rule is about SQL files alone
 * @param migrations empty where it needs a plan
 */
record Defaults(Optional<Severity> plan, Optional<Severity> migrations) {
  Defaults {
    if (migrations.filter(severity -> severity == Severity.ERROR).isPresent()) {
      throw new IllegalArgumentException("a migration would be stopped that ran before there were rules");
    }
  }

  static Defaults plan(Severity severity) {
    return new Defaults(Optional.of(severity), Optional.empty());
  }

  static Defaults migrations(Severity severity) {
    return new Defaults(Optional.empty(), Optional.of(severity));
  }

  static Defaults both(Severity plan, Severity migrations) {
    return new Defaults(Optional.of(plan), Optional.of(migrations));
  }
}

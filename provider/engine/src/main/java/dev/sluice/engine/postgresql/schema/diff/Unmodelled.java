package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Objects of the desired structure that no plan can make: one without statements would claim that they are there. */
public final class Unmodelled {
  private static final Pattern OBJECT =
      Pattern.compile("(operator class|operator family|operator|conversion|text search (?:parser|template)|cast|language|access method|transform|user mapping) (.+)");

  private Unmodelled() {}

  /** Those that the live structure has too may be what others are made of, and are left alone. */
  public static List<Problem> missing(Model live, Model wanted, Scope scope) {
    var there = new HashSet<>(live.unmanaged());
    return wanted.unmanaged().stream()
        .filter(words -> !there.contains(words))
        .map(OBJECT::matcher)
        .filter(found -> found.matches() && scope.covers(found.group(1), found.group(2)))
        .map(Unmodelled::problem)
        .toList();
  }

  private static Problem problem(MatchResult found) {
    var name = new ObjectName(found.group(1), found.group(2));
    return new Problem(
        Problem.NOT_SUPPORTED, name, "Not planned: " + found.group() + ": such objects aren't made by a plan; make it by a migration first, or exclude it.");
  }
}

package dev.sluice.engine.schema.lint;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.schema.ObjectName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a plan is looked at, and how it weighs.
 *
 * @param severities where they aren't the rules' own
 * @param maxRewriteBytes above which it is too much to write a table anew
 */
public record LintSettings(Map<Rule, Severity> severities, long maxRewriteBytes) {
  private static final long GIBIBYTE = 1L << 30;
  public static final LintSettings STANDARD = new LintSettings(Map.of(), GIBIBYTE);
  /** Nothing is looked at, nor counted. */
  public static final LintSettings NONE = new LintSettings(all(Severity.OFF), GIBIBYTE);

  public LintSettings {
    severities = Map.copyOf(severities);
    if (maxRewriteBytes < 0) {
      throw new IllegalArgumentException("maxRewriteBytes is " + maxRewriteBytes + ", must be 0 or more");
    }
  }

  /**
   * For plans.
   *
   * @param words severity by rule
   * @param field where they are set, for the message
   * @throws EngineException {@link Reasons#INVALID_SPEC} for a rule or severity that there isn't
   */
  public static LintSettings of(String field, Map<String, String> words, Optional<Long> maxRewriteBytes) {
    return new LintSettings(parsed(field, words), maxRewriteBytes.orElse(GIBIBYTE));
  }

  /** For migration files, which have severities of their own. As {@link #of}. */
  public static LintSettings ofMigrations(String field, Map<String, String> words) {
    var severities = new EnumMap<Rule, Severity>(Rule.class);
    for (var rule : Rule.values()) {
      severities.put(rule, rule.ofMigrations().orElse(Severity.OFF));
    }
    severities.putAll(parsed(field, words));
    return new LintSettings(severities, GIBIBYTE);
  }

  private static Map<Rule, Severity> parsed(String field, Map<String, String> words) {
    var severities = new EnumMap<Rule, Severity>(Rule.class);
    new TreeMap<>(words).forEach((id, word) -> {
      var rule = Rule.of(id).orElseThrow(() -> invalid(field + " has a rule " + id + ", which there isn't; the rules are " + String.join(", ", Rule.ids()) + "."));
      severities.put(rule, Severity.of(word).orElseThrow(() -> invalid(field + "." + id + " is " + word + "; write error, warn or off.")));
    });
    return severities;
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }

  private static Map<Rule, Severity> all(Severity severity) {
    var all = new EnumMap<Rule, Severity>(Rule.class);
    for (var rule : Rule.values()) {
      all.put(rule, severity);
    }
    return all;
  }

  public Severity severity(Rule rule) {
    return severities.getOrDefault(rule, rule.ofPlans().orElse(Severity.OFF));
  }

  /** Whether it is worth counting for. */
  public boolean isOn(Rule rule) {
    return severity(rule) != Severity.OFF;
  }

  /** What of it is worth saying, errors first. */
  public List<Finding> judge(List<Suspicion> suspicions) {
    return suspicions.stream().flatMap(suspicion -> judge(suspicion).stream()).sorted(java.util.Comparator.comparing(Finding::severity)).toList();
  }

  /** Of a statement in a file, of which nothing is counted. @param what about the object, in words */
  public Optional<Finding> judge(Rule rule, ObjectName object, String what) {
    return isOn(rule) ? Optional.of(new Finding(rule, severity(rule), object, what + ". " + rule.remedy() + ".", Map.of())) : Optional.empty();
  }

  private Optional<Finding> judge(Suspicion suspicion) {
    var rule = suspicion.rule();
    var unknown = suspicion.unknown().filter(why -> !rule.isDecidedBy(suspicion.facts()));
    var severity = unknown.isPresent() ? rule.unknown(severity(rule)) : rule.judge(suspicion.facts(), severity(rule), maxRewriteBytes);
    var message = suspicion.what() + unknown.map(why -> " (not counted: " + why + ")").orElse("") + ". " + rule.remedy() + ".";
    return severity == Severity.OFF ? Optional.empty() : Optional.of(new Finding(rule, severity, suspicion.object(), message, suspicion.facts()));
  }
}

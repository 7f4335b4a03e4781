package dev.sluice.engine.schema;

import dev.sluice.engine.schema.lint.Finding;
import dev.sluice.rules.SourceDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How to bring a database to its desired structure.
 *
 * @param hash {@code sha256:} and hex, over the statements and their grouping: the same plan has the same one, whenever it is made
 * @param statements in their order; none where nothing differs or the plan is refused
 * @param refusals why there is no plan though something differs
 * @param findings what the rules of its design's lint found; a plan with errors among them should not be applied
 * @param measured what was counted and measured of objects that it changes, such as {@code rows} and {@code bytes}
 * @param unmanaged what the database holds and this engine doesn't compare
 * @param fingerprint of the live structure that it starts from, to be checked again before it is applied
 * @param desiredDigest of the files
 */
public record Plan(
    String hash,
    List<PlannedStatement> statements,
    List<Change> changes,
    List<Problem> refusals,
    List<Finding> findings,
    Map<ObjectName, Map<String, Long>> measured,
    List<String> unmanaged,
    String fingerprint,
    String desiredDigest) {
  public Plan {
    Objects.requireNonNull(hash, "hash");
    statements = List.copyOf(statements);
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
    findings = List.copyOf(findings);
    measured = Map.copyOf(measured);
    unmanaged = List.copyOf(unmanaged);
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(desiredDigest, "desiredDigest");
    if (!refusals.isEmpty() && !statements.isEmpty()) {
      throw new IllegalArgumentException("a refused plan has no statements");
    }
  }

  public static String hashOf(List<PlannedStatement> statements) {
    return "sha256:" + SourceDigest.hex(statements.stream().map(statement -> statement.group() + " " + statement.sql()).collect(Collectors.joining("\n;\n")));
  }

  public boolean refused() {
    return !refusals.isEmpty();
  }

  /** Whether the database is as desired, as far as it is compared. */
  public boolean empty() {
    return statements.isEmpty() && refusals.isEmpty();
  }

  /** What by the rules should keep it from being applied. */
  public List<Finding> errors() {
    return findings.stream().filter(Finding::error).toList();
  }

  public boolean destructive() {
    return statements.stream().anyMatch(PlannedStatement::destructive);
  }
}

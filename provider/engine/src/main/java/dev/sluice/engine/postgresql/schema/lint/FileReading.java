package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Statement;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.lint.FileFinding;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is known from the statements before, and what was found. Mutable, for one thread. */
final class FileReading {
  private final LintSettings settings;
  private final List<FileFinding> findings = new ArrayList<>();
  /** What these files make: nobody uses it yet. Relations by name, others as {@link Freshness#key} has them. */
  private final Set<String> fresh = new HashSet<>();
  /** Columns of which a constraint says that they aren't null, by table, column and constraint; without a column where it is an earlier version's. */
  private final Set<List<String>> proofs = new HashSet<>();
  /** Constraints of the transaction that is open, by table and name. */
  private final Set<List<String>> added = new HashSet<>();
  /** Constraints of these files, likewise. */
  private final Set<List<String>> known = new HashSet<>();
  private final Set<String> timeouts = new HashSet<>();
  private Statement statement;
  private boolean together;
  private boolean inTransaction;

  FileReading(LintSettings settings) {
    this.settings = settings;
  }

  /** @param whole whether the file is one transaction of the runner's */
  void file(boolean whole) {
    together = whole;
    inTransaction = false;
    timeouts.clear();
    added.clear();
  }

  void at(Statement next) {
    statement = next;
  }

  void found(Rule rule, String kind, String name, String what) {
    var object = new ObjectName(kind, name);
    settings.judge(rule, object, object + " " + what).ifPresent(finding -> findings.add(new FileFinding(statement.file(), statement.line(), finding)));
  }

  /** A new name, with or without its schema. */
  void named(String kind, String name) {
    var own = name.substring(name.lastIndexOf('.') + 1);
    NewNames.rule(own).filter(any -> !own.isEmpty())
        .ifPresent(rule -> found(rule, kind, name, rule == Rule.NAME_RESERVED ? "has a reserved word for a name" : "has a name that must be quoted"));
  }

  List<FileFinding> findings() {
    return List.copyOf(findings);
  }

  void makes(String table) {
    fresh.add(table);
  }

  boolean isFresh(String table) {
    return fresh.contains(table);
  }

  void adds(String table, String constraint) {
    known.add(List.of(table, constraint));
    added.add(List.of(table, constraint));
  }

  boolean addsNow(String table, String constraint) {
    return isTogether() && added.contains(List.of(table, constraint));
  }

  void proves(String table, String column, String constraint) {
    proofs.add(List.of(table, column, constraint));
  }

  boolean isProven(String table, String column) {
    return proofs.contains(List.of(table, column, "")) || proofs.contains(List.of(table, "", ""));
  }

  /** The constraint is validated: what it says is so. What one of an earlier version's says may be about any column. */
  void validated(String table, String constraint) {
    if (!known.contains(List.of(table, constraint))) {
      proofs.add(List.of(table, "", ""));
    }
    for (var proof : List.copyOf(proofs)) {
      if (proof.get(0).equals(table) && proof.get(2).equals(constraint)) {
        proofs.add(List.of(table, proof.get(1), ""));
      }
    }
  }

  /** Whether a failure takes back what the file has done. */
  boolean isTogether() {
    return together || inTransaction;
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  void transaction(boolean begun) {
    inTransaction = begun;
    added.clear();
  }

  void timeout(String setting) {
    timeouts.add(setting);
  }

  boolean hasTimeouts() {
    return timeouts.contains("lock_timeout") && timeouts.contains("statement_timeout");
  }
}

package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.diff.Alteration;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What running clients may miss. Nothing of it has to be counted. */
final class Breaks {
  private final Comparison comparison;
  private final Differences differences;
  private final List<Question> questions = new ArrayList<>();

  private Breaks(Comparison comparison) {
    this.comparison = comparison;
    this.differences = comparison.differences();
  }

  static List<Question> of(Comparison comparison) {
    var breaks = new Breaks(comparison);
    comparison.renames().forEach(breaks::renamed);
    breaks.differences.dropped().forEach(breaks::dropped);
    breaks.differences.altered().forEach(breaks::altered);
    breaks.differences.anew().keySet().stream().filter(comparison::comes).forEach(breaks::altered);
    breaks.differences.retyped().keySet().forEach(breaks::reordered);
    return breaks.questions;
  }

  private void found(Rule rule, Id id, String what) {
    questions.add(Question.of(rule, id, what));
  }

  private void renamed(Rename rename) {
    var id = rename.id();
    var rule =
        switch (id.kind()) {
          case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW -> Optional.of(Rule.RENAME_TABLE);
          case COLUMN -> Optional.of(Rule.RENAME_COLUMN);
          case SCHEMA -> Optional.of(Rule.RENAME_SCHEMA);
          case FUNCTION, PROCEDURE, AGGREGATE -> Optional.of(Rule.RENAME_ROUTINE);
          case ENUM -> rename.sql().contains(" RENAME VALUE ") ? Optional.of(Rule.RENAME_ENUM_VALUE) : Optional.<Rule>empty();
          default -> Optional.<Rule>empty();
        };
    rule.ifPresent(it -> found(it, id, it == Rule.RENAME_ENUM_VALUE ? id + ": one of its values is renamed" : id + " was " + rename.from() + " so far"));
  }

  private void dropped(Id id) {
    switch (comparison.start().find(id).orElseThrow()) {
      case Item.Constraint constraint when isLeftWithout(id, constraint.columns()) && !comesAgain(constraint) ->
          found(Rule.DROP_CONSTRAINT, id, id + " is dropped");
      case Item.Index index when comparison.stays(index.table()) && index.parent().filter(differences::goes).isEmpty()
          && columns(id).stream().noneMatch(differences::goes) && !comesAgain(index) ->
          found(Rule.INDEX_DROPPED, id, id + " of " + index.table() + " is dropped");
      default -> {}
    }
  }

  private List<Id> columns(Id id) {
    return comparison.start().needs(id).stream().filter(need -> need.kind() == Kind.COLUMN).toList();
  }

  /** Its table and columns are there still. */
  private boolean isLeftWithout(Id id, List<Id> columns) {
    return comparison.relation(id).filter(comparison::stays).isPresent() && columns.stream().noneMatch(differences::goes);
  }

  private boolean comesAgain(Item.Constraint gone) {
    return comparison.wanted().all(Item.Constraint.class).stream()
        .anyMatch(other -> other.id().as(Kind.TABLE).equals(gone.id().as(Kind.TABLE)) && other.type() == gone.type() && other.definition().equals(gone.definition()));
  }

  private boolean comesAgain(Item.Index gone) {
    var keys = IndexKeys.of(gone.definition());
    return comparison.wanted().all(Item.Index.class).stream()
        .anyMatch(other -> differences.comes(other.id()) && other.table().equals(gone.table()) && IndexKeys.of(other.definition()).searchesAs(keys));
  }

  private void altered(Id id) {
    var before = comparison.start().find(id);
    var after = comparison.wanted().find(id);
    if (before.isEmpty() || after.isEmpty()) {
      return;
    }
    switch (after.get()) {
      case Item.Column to when before.get() instanceof Item.Column from && from.notNull() && !to.notNull() && !to.inherited() && !differences.goes(id) ->
          found(Rule.DROP_NOT_NULL, id, id + " may be null");
      case Item.Extension to when before.get() instanceof Item.Extension from && !from.version().equals(to.version()) ->
          found(Rule.EXTENSION_UPGRADE, id, id + " goes from version " + from.version() + " to " + to.version());
      case Item.Domain to when before.get() instanceof Item.Domain from ->
          from.checks().stream()
              .filter(check -> to.checks().stream().noneMatch(other -> other.definition().equals(check.definition())))
              .forEach(check -> found(Rule.DROP_CONSTRAINT, id, id + " loses " + check.name()));
      default -> {}
    }
  }

  private void reordered(Id id) {
    if (comparison.start().find(id).orElse(null) instanceof Item.EnumType from && comparison.wanted().find(id).orElse(null) instanceof Item.EnumType to) {
      var kept = from.labels().stream().filter(to.labels()::contains).toList();
      if (!Alteration.isSubsequence(kept, to.labels())) {
        found(Rule.ENUM_REORDER, id, id + " has its values in another order");
      }
    }
  }
}

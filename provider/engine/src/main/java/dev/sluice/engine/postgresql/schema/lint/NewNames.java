package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names that have to be quoted. */
final class NewNames {
  /** Those of PostgreSQL's key words that no table or no function can be called without quotes. */
  static final Set<String> RESERVED = Set.of((
      "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross"
          + " current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except"
          + " false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime"
          + " localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some"
          + " symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with").split(" "));

  private NewNames() {}

  /** @param name as the server has it */
  static Optional<Rule> rule(String name) {
    return RESERVED.contains(name) ? Optional.of(Rule.NAME_RESERVED) : name.matches("[a-z_][a-z0-9_]*") ? Optional.empty() : Optional.of(Rule.NAME_CASE);
  }

  static List<Question> of(Comparison comparison) {
    return Stream.concat(comparison.differences().created().stream(), comparison.renames().stream().map(rename -> rename.id()))
        .distinct()
        .flatMap(id -> name(comparison, id).flatMap(name -> rule(name).map(rule -> Question.of(rule, id, id + (rule == Rule.NAME_RESERVED
            ? " has a reserved word for a name" : " has a name that must be quoted")))).stream())
        .toList();
  }

  /** Its own name, as far as somebody chose it; without its table's, which a server puts before those that it makes up. */
  private static Optional<String> name(Comparison comparison, Id id) {
    return switch (comparison.wanted().find(id).orElse(null)) {
      case Item.Column column -> Optional.of(id.part()).filter(any -> !column.inherited());
      case Item.Constraint constraint -> Optional.of(own(id.part(), id.name())).filter(any -> !constraint.inherited());
      case Item.Index index -> Optional.of(own(id.name(), index.table().name())).filter(any -> index.parent().isEmpty());
      case Item.Sequence sequence -> Optional.of(id.name()).filter(any -> sequence.owner().isEmpty());
      case Item.Trigger trigger -> Optional.of(id.part());
      case Item.Namespace any -> Optional.of(id.name());
      case Item.Table any -> Optional.of(id.name());
      case Item.View any -> Optional.of(id.name());
      case Item.Routine any -> Optional.of(id.name());
      case Item.EnumType any -> Optional.of(id.name());
      case Item.Domain any -> Optional.of(id.name());
      case Item.Composite any -> Optional.of(id.name());
      case Item.Range any -> Optional.of(id.name());
      case null, default -> Optional.empty();
    };
  }

  private static String own(String name, String table) {
    return name.startsWith(table) && name.length() > table.length() ? name.substring(table.length()) : name;
  }
}

package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Statements about types. */
final class TypeSql {
  private TypeSql() {}

  static Step create(Item.EnumType type) {
    return Step.of(
        "CREATE TYPE " + type.id().qualified() + " AS ENUM " + type.labels().stream().map(Quoting::literal).map(String::strip).collect(Collectors.joining(", ", "(", ")")));
  }

  static Step create(Item.Composite type) {
    return Step.of(
        "CREATE TYPE " + type.id().qualified() + " AS "
            + type.attributes().stream().map(attribute -> Quoting.identifier(attribute.name()) + " " + attribute.definition()).collect(Collectors.joining(", ", "(", ")")));
  }

  static Step create(Item.Range type) {
    return Step.of("CREATE TYPE " + type.id().qualified() + " AS RANGE (" + type.definition() + ")");
  }

  static Step create(Item.Domain domain) {
    var sql = new StringBuilder("CREATE DOMAIN ").append(domain.id().qualified()).append(" AS ").append(domain.type());
    if (!domain.collation().isEmpty()) {
      sql.append(" COLLATE ").append(domain.collation());
    }
    domain.expression().ifPresent(expression -> sql.append(" DEFAULT ").append(expression));
    sql.append(domain.notNull() ? " NOT NULL" : "");
    domain.checks().stream().filter(Item.Domain.Check::validated)
        .forEach(check -> sql.append(" CONSTRAINT ").append(Quoting.identifier(check.name())).append(' ').append(check.definition()));
    return Step.of(sql.toString());
  }

  static List<Step> unproven(Item.Domain domain) {
    return domain.checks().stream().filter(check -> !check.validated()).map(check -> add(domain, check, true)).toList();
  }

  /** Each behind the value that it follows, or before the first that is there already. */
  static List<Step> addValues(Item.EnumType from, Item.EnumType to) {
    var steps = new ArrayList<Step>();
    for (var at = 0; at < to.labels().size(); at++) {
      var label = to.labels().get(at);
      if (!from.labels().contains(label)) {
        var place = at > 0 ? " AFTER" + literal(to.labels().get(at - 1)) : from.labels().isEmpty() ? "" : " BEFORE" + literal(from.labels().getFirst());
        steps.add(Step.committed("ALTER TYPE " + to.id().qualified() + " ADD VALUE" + literal(label) + place));
      }
    }
    return steps;
  }

  private static String literal(String text) {
    return " " + Quoting.literal(text).strip();
  }

  /** @param beside whether checks are proven later, by {@link #validate}, so that others can write meanwhile */
  static List<Step> alter(Item.Domain from, Item.Domain to, boolean beside) {
    var name = "ALTER DOMAIN " + to.id().qualified() + " ";
    var steps = new ArrayList<Step>();
    for (var check : from.checks()) {
      if (to.checks().stream().noneMatch(other -> other.name().equals(check.name()) && other.definition().equals(check.definition()))) {
        steps.add(Step.of(name + "DROP CONSTRAINT " + Quoting.identifier(check.name())));
      }
    }
    if (!from.expression().equals(to.expression())) {
      steps.add(Step.of(name + to.expression().map(expression -> "SET DEFAULT " + expression).orElse("DROP DEFAULT")));
    }
    if (from.notNull() != to.notNull()) {
      steps.add(to.notNull() ? Step.of(name + "SET NOT NULL", Hazard.SCANS_TABLE, Hazard.MAY_FAIL_ON_DATA) : Step.of(name + "DROP NOT NULL"));
    }
    for (var check : to.checks()) {
      if (from.checks().stream().noneMatch(other -> other.name().equals(check.name()) && other.definition().equals(check.definition()))) {
        steps.add(add(to, check, beside || !check.validated()));
      }
    }
    return steps;
  }

  /** Checks that the columns have to be read for. */
  static List<Step> validate(Item.Domain from, Item.Domain to) {
    return to.checks().stream()
        .filter(Item.Domain.Check::validated)
        .filter(check -> from.checks().stream()
            .noneMatch(other -> other.validated() && other.name().equals(check.name()) && other.definition().equals(check.definition())))
        .map(check -> Step.fresh(
            "ALTER DOMAIN " + to.id().qualified() + " VALIDATE CONSTRAINT " + Quoting.identifier(check.name()), Hazard.SCANS_TABLE, Hazard.MAY_FAIL_ON_DATA))
        .toList();
  }

  private static Step add(Item.Domain domain, Item.Domain.Check check, boolean unproven) {
    return Step.of(
        "ALTER DOMAIN " + domain.id().qualified() + " ADD CONSTRAINT " + Quoting.identifier(check.name()) + " " + check.definition() + (unproven ? " NOT VALID" : ""));
  }

  static List<Step> alter(Item.Composite from, Item.Composite to) {
    var name = "ALTER TYPE " + to.id().qualified() + " ";
    var steps = new ArrayList<Step>();
    from.attributes().stream()
        .filter(attribute -> !to.attributes().contains(attribute))
        .forEach(attribute -> steps.add(Step.of(name + "DROP ATTRIBUTE " + Quoting.identifier(attribute.name())).losing(true)));
    to.attributes().stream()
        .filter(attribute -> !from.attributes().contains(attribute))
        .forEach(attribute -> steps.add(Step.of(name + "ADD ATTRIBUTE " + Quoting.identifier(attribute.name()) + " " + attribute.definition())));
    return steps;
  }
}

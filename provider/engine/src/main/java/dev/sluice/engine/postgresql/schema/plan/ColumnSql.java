package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements about columns. */
final class ColumnSql {
  private static final int NAMED_NOT_NULL_SINCE = 18;

  private ColumnSql() {}

  static String definition(Item.Column column, Optional<String> value, int major) {
    var sql = new StringBuilder(Quoting.identifier(column.id().part())).append(' ').append(column.type());
    sql.append(Options.foreign(column.foreignOptions()));
    if (!column.collation().isEmpty()) {
      sql.append(" COLLATE ").append(column.collation());
    }
    if (!column.compression().isEmpty()) {
      sql.append(" COMPRESSION ").append(compression(column.compression()));
    }
    value.ifPresent(expression -> sql.append(" DEFAULT ").append(expression));
    column.generated().ifPresent(
        generated -> sql.append(" GENERATED ALWAYS AS (").append(generated.expression()).append(")").append(generated.stored() ? " STORED" : " VIRTUAL"));
    column.identity().ifPresent(identity -> sql.append(' ').append(identity(identity)));
    if (column.neverNull()) {
      column.notNullConstraint().name().filter(name -> major >= NAMED_NOT_NULL_SINCE).ifPresent(name -> sql.append(" CONSTRAINT ").append(Quoting.identifier(name)));
      sql.append(" NOT NULL").append(column.notNullConstraint().inheritable() ? "" : " NO INHERIT");
    }
    return sql.toString();
  }

  private static String identity(Item.Column.Identity identity) {
    return "GENERATED " + (identity.always() ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY (SEQUENCE NAME " + identity.sequence().qualified() + " "
        + SequenceSql.terms(identity.terms()) + ")";
  }

  private static String compression(String letter) {
    return letter.equals("l") ? "lz4" : "pglz";
  }

  static Step alter(Id column, String words, Hazard... hazards) {
    return Step.of("ALTER TABLE " + column.qualified() + " ALTER COLUMN " + Quoting.identifier(column.part()) + " " + words, hazards);
  }

  /** What CREATE TABLE and ADD COLUMN can't say at all. */
  static List<Step> unproven(Item.Column column) {
    return column.notNull() && !column.neverNull() ? List.of(setNotNull(column)) : List.of();
  }

  /** What they can't say everywhere. */
  static List<Step> settings(Item.Column column) {
    var steps = new ArrayList<Step>();
    if (!column.storage().isEmpty()) {
      steps.add(alter(column.id(), "SET STORAGE " + storage(column.storage())));
    }
    if (column.statistics() >= 0) {
      steps.add(alter(column.id(), "SET STATISTICS " + column.statistics()));
    }
    if (!column.options().isEmpty()) {
      steps.add(alter(column.id(), "SET " + Options.storage(column.options())));
    }
    return steps;
  }

  private static String storage(String letter) {
    return switch (letter) {
      case "p" -> "PLAIN";
      case "e" -> "EXTERNAL";
      case "x" -> "EXTENDED";
      case "m" -> "MAIN";
      default -> "DEFAULT";
    };
  }

  static List<Step> add(Item.Column column, Optional<String> value, int major) {
    var steps = new ArrayList<Step>();
    var fails = column.neverNull() && value.isEmpty() && column.identity().isEmpty() && column.generated().isEmpty();
    var rewrites = column.generated().filter(Item.Column.Generated::stored).isPresent() || column.identity().isPresent()
        || value.filter(expression -> expression.contains("(")).isPresent();
    var sql = "ALTER TABLE " + column.id().qualified() + " ADD COLUMN " + definition(column, value, major);
    steps.add(fails ? Step.of(sql, Hazard.MAY_FAIL_ON_DATA) : rewrites ? Step.of(sql, Hazard.REWRITES_TABLE) : Step.of(sql));
    steps.addAll(unproven(column));
    steps.addAll(settings(column));
    return steps;
  }

  /**
   * How a column is changed.
   *
   * @param recast whether its values go by way of their text into a type made anew
   * @param later whether NOT NULL comes in steps of its own
   * @param alone whether nulls are let in without being let into children's columns
   */
  record Way(boolean recast, boolean later, boolean alone) {}

  static List<Step> alter(Item.Column from, Item.Column to, Way way, Model live) {
    var id = to.id();
    var steps = new ArrayList<Step>();
    if (from.identity().isPresent() && to.identity().isEmpty()) {
      steps.add(alter(id, "DROP IDENTITY"));
    }
    if (from.generated().isPresent() && to.generated().isEmpty()) {
      steps.add(alter(id, "DROP EXPRESSION"));
    }
    if (from.notNull() && !to.notNull()) {
      steps.add(way.alone() ? dropNotNullAlone(id) : alter(id, "DROP NOT NULL"));
    }
    var narrower = narrowsIdentity(from, to);
    if (narrower) {
      steps.addAll(identity(from, to));
    }
    if (way.recast() || !from.type().equals(to.type()) || !from.collation().equals(to.collation())) {
      steps.add(type(from, to, way.recast(), live));
    }
    if (to.generated().isPresent() && !from.generated().equals(to.generated())) {
      steps.add(alter(id, "SET EXPRESSION AS (" + to.generated().get().expression() + ")", Hazard.REWRITES_TABLE));
    }
    steps.addAll(notNull(from, to, way.later()));
    if (!narrower) {
      steps.addAll(identity(from, to));
    }
    steps.addAll(settings(from, to));
    return steps;
  }

  /** What makes a column NOT NULL as desired, if it shall be. */
  private static List<Step> notNull(Item.Column from, Item.Column to, boolean later) {
    var id = to.id();
    var steps = new ArrayList<Step>();
    if (!from.notNull() && to.notNull() && !later) {
      steps.add(to.neverNull() ? setNotNull(to, Hazard.SCANS_TABLE, Hazard.MAY_FAIL_ON_DATA) : setNotNull(to));
    }
    if (from.notNull() && to.notNull() && own(to)) {
      if (!from.notNullConstraint().name().equals(to.notNullConstraint().name())) {
        steps.add(Step.of("ALTER TABLE " + id.qualified() + " RENAME CONSTRAINT " + notNullName(from) + " TO " + notNullName(to)));
      }
      if (from.notNullConstraint().inheritable() != to.notNullConstraint().inheritable()) {
        // Children are looked through that get it.
        steps.add(to.notNullConstraint().inheritable() ? inherit(to, "INHERIT", Hazard.SCANS_TABLE, Hazard.MAY_FAIL_ON_DATA) : inherit(to, "NO INHERIT"));
      }
    }
    if (from.notNull() && !from.neverNull() && to.neverNull() && !later) {
      steps.add(validateNotNull(from, to));
    }
    return steps;
  }

  private static Step dropNotNullAlone(Id column) {
    return Step.of("ALTER TABLE ONLY " + column.qualified() + " ALTER COLUMN " + Quoting.identifier(column.part()) + " DROP NOT NULL");
  }

  private static Step inherit(Item.Column column, String words, Hazard... hazards) {
    return Step.of("ALTER TABLE " + column.id().qualified() + " ALTER CONSTRAINT " + notNullName(column) + " " + words, hazards);
  }

  static Step setNotNull(Item.Column column, Hazard... hazards) {
    return column.notNullConstraint().standard()
        ? alter(column.id(), "SET NOT NULL", hazards)
        : Step.of(addNotNull(column) + (column.neverNull() ? "" : " NOT VALID"), hazards);
  }

  /** As a constraint, which it is from PostgreSQL 18 on. */
  private static String addNotNull(Item.Column column) {
    return "ALTER TABLE " + column.id().qualified() + " ADD " + column.notNullConstraint().name().map(name -> "CONSTRAINT " + Quoting.identifier(name) + " ").orElse("")
        + "NOT NULL " + Quoting.identifier(column.id().part()) + (column.notNullConstraint().inheritable() ? "" : " NO INHERIT");
  }

  /** What isn't the standard constraint, for what is written from now on at first. */
  static List<Step> notNullInSteps(Item.Column column) {
    return List.of(Step.of(addNotNull(column) + " NOT VALID"), validateNotNull(column, column));
  }

  /** The rows are read while others write. */
  static Step validateNotNull(Item.Column from, Item.Column to) {
    return Step.fresh("ALTER TABLE " + to.id().qualified() + " VALIDATE CONSTRAINT " + notNullName(from, to), Hazard.MAY_FAIL_ON_DATA);
  }

  private static boolean own(Item.Column column) {
    return !column.notNullConstraint().inherited();
  }

  /** The name of a column's constraint once it is changed. */
  static String notNullName(Item.Column from, Item.Column to) {
    return notNullName(own(to) ? to : from);
  }

  /** As a person calls the constraint that a column has once it is changed. */
  static String notNullWords(Item.Column from, Item.Column to) {
    return "CONSTRAINT " + notNullName(from, to) + " NOT NULL" + (own(to) && !to.notNullConstraint().inheritable() ? " NO INHERIT" : "");
  }

  private static String notNullName(Item.Column column) {
    return Quoting.identifier(column.notNullConstraint().name().orElse(standardName(column)));
  }

  /** Of a column's constraint that nobody named. */
  static String standardName(Item.Column column) {
    return column.id().name() + "_" + column.id().part() + "_not_null";
  }

  private static Step type(Item.Column from, Item.Column to, boolean recast, Model live) {
    var name = Quoting.identifier(to.id().part());
    var words = "TYPE " + to.type() + (to.collation().isEmpty() ? "" : " COLLATE " + to.collation());
    var source = base(from.type());
    var target = base(to.type());
    if (recast) {
      words += " USING " + name + (from.type().endsWith("[]") && to.type().endsWith("[]") ? "::text[]::" : "::text::") + to.type();
    } else if (!source.equals(target) && !isText(target) && !live.casts().assigns(source, target)) {
      // What casts by assignment does so here too, and refuses what an explicit cast would cut short.
      words += " USING " + name + (isText(source) || CASTABLE.contains(source + ">" + target) ? "::" : "::text::") + to.type();
    }
    return Widening.rewrites(from, to) || recast
        ? alter(to.id(), words, Hazard.REWRITES_TABLE, Hazard.MAY_FAIL_ON_DATA)
        : alter(to.id(), words);
  }

  /** Explicit casts between types that have no assignment cast. */
  private static final java.util.Set<String> CASTABLE =
      java.util.Set.of("integer>boolean", "boolean>integer", "jsonb>integer", "jsonb>bigint", "jsonb>numeric", "jsonb>boolean", "jsonb>smallint",
          "jsonb>double precision", "jsonb>real");

  private static String base(String type) {
    return type.replaceAll("\\([^)]*\\)", "");
  }

  private static boolean isText(String type) {
    return type.equals("text") || type.equals("character varying") || type.equals("character");
  }

  /** Its sequence gets the type with the column, for which its bounds may be too wide. */
  private static boolean narrowsIdentity(Item.Column from, Item.Column to) {
    return from.identity().isPresent() && to.identity().isPresent()
        && SequenceSql.width(to.identity().get().terms().type()) < SequenceSql.width(from.identity().get().terms().type());
  }

  private static List<Step> identity(Item.Column from, Item.Column to) {
    if (to.identity().isEmpty()) {
      return List.of();
    }
    var wanted = to.identity().get();
    var steps = new ArrayList<Step>();
    if (from.identity().isEmpty()) {
      steps.add(alter(to.id(), "ADD " + identity(wanted)));
      steps.add(SequenceSql.advance(to.id(), wanted.sequence()));
      return steps;
    }
    var before = from.identity().get();
    if (!before.sequence().equals(wanted.sequence())) {
      steps.add(Step.of("ALTER SEQUENCE " + before.sequence().qualified() + " RENAME TO " + Quoting.identifier(wanted.sequence().name())));
    }
    if (before.always() != wanted.always()) {
      steps.add(alter(to.id(), "SET GENERATED " + (wanted.always() ? "ALWAYS" : "BY DEFAULT")));
    }
    steps.addAll(SequenceSql.alter(wanted.sequence(), before.terms().as(wanted.terms().type()), wanted.terms()));
    return steps;
  }

  private static List<Step> settings(Item.Column from, Item.Column to) {
    var id = to.id();
    var steps = new ArrayList<Step>();
    if (!from.storage().equals(to.storage())) {
      steps.add(alter(id, "SET STORAGE " + (to.storage().isEmpty() ? usual(to.type()) : storage(to.storage()))));
    }
    if (!from.compression().equals(to.compression())) {
      steps.add(alter(id, "SET COMPRESSION " + (to.compression().isEmpty() ? "default" : compression(to.compression()))));
    }
    if (from.statistics() != to.statistics()) {
      steps.add(alter(id, "SET STATISTICS " + to.statistics()));
    }
    Options.storageChange(from.options(), to.options()).forEach(words -> steps.add(alter(id, words)));
    if (!from.foreignOptions().equals(to.foreignOptions())) {
      steps.add(
          Step.of("ALTER FOREIGN TABLE " + id.qualified() + " ALTER COLUMN " + Quoting.identifier(id.part()) + " "
              + Options.foreignChange(from.foreignOptions(), to.foreignOptions())));
    }
    return steps;
  }

  /** SET STORAGE DEFAULT is younger than the oldest server. */
  private static String usual(String type) {
    return base(type).equals("numeric") ? "MAIN" : "EXTENDED";
  }
}

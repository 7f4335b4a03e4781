package dev.sluice.engine.postgresql.schema.model;

import dev.sluice.engine.postgresql.Quoting;
import java.util.Comparator;
import java.util.Objects;

/**
 * What an object is known by, in the live database and in the desired one alike.
 *
 * @param schema empty for what lies in none
 * @param name of the object; of the relation, for what is part of one
 * @param part the name of the column, constraint, trigger, rule or policy; a routine's argument types; else empty
 */
public record Id(Kind kind, String schema, String name, String part) implements Comparable<Id> {
  private static final Comparator<Id> ORDER =
      Comparator.comparing(Id::kind).thenComparing(Id::schema).thenComparing(Id::name).thenComparing(Id::part);

  public Id {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(part, "part");
  }

  public static Id of(Kind kind, String schema, String name) {
    return new Id(kind, schema, name, "");
  }

  public static Id global(Kind kind, String name) {
    return new Id(kind, "", name, "");
  }

  /** Something of the same relation as this, or of this relation. */
  public Id part(Kind other, String partName) {
    return new Id(other, schema, name, partName);
  }

  public Id as(Kind other) {
    return new Id(other, schema, name, "");
  }

  /** Whether it is a part of a relation, by which it is named. */
  public boolean isPart() {
    return switch (kind) {
      case COLUMN, DEFAULT, CONSTRAINT, NOT_NULL, TRIGGER, RULE, POLICY -> true;
      default -> false;
    };
  }

  /** The schema and name of it, or of its relation, quoted. */
  public String qualified() {
    return schema.isEmpty() ? Quoting.identifier(name) : Quoting.identifier(schema) + "." + Quoting.identifier(name);
  }

  /** As it stands after DROP, COMMENT ON and, for most kinds, ALTER; without the kind's own word. */
  public String reference() {
    return switch (kind) {
      case COLUMN, DEFAULT -> qualified() + "." + Quoting.identifier(part);
      case CONSTRAINT, TRIGGER, RULE, POLICY -> Quoting.identifier(part) + " ON " + qualified();
      case FUNCTION, PROCEDURE, AGGREGATE -> qualified() + "(" + part + ")";
      default -> qualified();
    };
  }

  /** Such as {@code column public.orders.total}. */
  @Override
  public String toString() {
    return kind.words() + " " + path();
  }

  /** The same without the kind. */
  public String path() {
    var place = schema.isEmpty() ? name : schema + "." + name;
    return switch (kind) {
      case FUNCTION, PROCEDURE, AGGREGATE -> place + "(" + part + ")";
      default -> part.isEmpty() ? place : place + "." + part;
    };
  }

  @Override
  public int compareTo(Id other) {
    return ORDER.compare(this, other);
  }
}

package dev.sluice.engine.postgresql.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an object is, as far as it can differ. Types and expressions are the server's own text, with every name in its schema
 * but {@code pg_catalog}'s. Comments, owners, privileges and dependencies are the {@link Model}'s.
 */
public sealed interface Item {
  Id id();

  record Namespace(Id id) implements Item {}

  record Extension(Id id, String schema, String version) implements Item {}

  /** @param definition the options of CREATE COLLATION */
  record Collation(Id id, String definition) implements Item {}

  /**
   * @param template with its schema
   * @param options as CREATE TEXT SEARCH DICTIONARY has them, such as {@code stopwords = 'english'}; their order says nothing
   */
  record Dictionary(Id id, String template, List<String> options) implements Item {
    public Dictionary {
      options = List.copyOf(options);
    }
  }

  /**
   * Of a text search.
   *
   * @param parser with its schema
   * @param mappings by the type of token, the dictionaries that are asked, one after the other
   */
  record Configuration(Id id, String parser, SortedMap<String, String> mappings) implements Item {
    public Configuration {
      mappings = Collections.unmodifiableSortedMap(new TreeMap<>(mappings));
    }
  }

  record EnumType(Id id, List<String> labels) implements Item {
    public EnumType {
      labels = List.copyOf(labels);
    }
  }

  /** @param collation empty where it is the type's */
  record Domain(Id id, String type, String collation, boolean notNull, Optional<String> expression, List<Check> checks) implements Item {
    public Domain {
      checks = List.copyOf(checks);
    }

    /** @param definition such as {@code CHECK ((VALUE > 0))} */
    public record Check(String name, String definition, boolean validated) {}
  }

  record Composite(Id id, List<Attribute> attributes) implements Item {
    public Composite {
      attributes = List.copyOf(attributes);
    }

    /** @param definition its type, and collation where that isn't the type's */
    public record Attribute(String name, String definition) {}
  }

  /** @param definition the options of CREATE TYPE ... AS RANGE */
  record Range(Id id, String definition) implements Item {}

  /** @param owner the column that it goes with */
  record Sequence(Id id, boolean logged, SequenceTerms terms, Optional<Id> owner) implements Item {}

  record SequenceTerms(String type, long start, long increment, long min, long max, long cache, boolean cycle) {
    /** An identity's sequence gets its column's new type with it. */
    public SequenceTerms as(String other) {
      return new SequenceTerms(other, start, increment, min, max, cache, cycle);
    }
  }

  /**
   * Also a foreign table.
   *
   * @param partitioning such as {@code RANGE (day)}
   * @param parents from which it inherits, in their order; one where it is a partition
   * @param bound of a partition, such as {@code FOR VALUES IN (1)} or {@code DEFAULT}
   * @param rule what a row must be to lie within the bound, where that can be said of one row without the other partitions; not compared
   * @param leaving whether it was being detached when that was broken off
   * @param options the storage parameters, {@code toast.} before those of its TOAST table
   * @param replicaIdentity d, n, f, or i and the index's name
   * @param foreign the server and its options
   * @param type of a typed table, whose attributes are its columns
   */
  record Table(
      Id id,
      boolean logged,
      Optional<String> partitioning,
      List<Id> parents,
      Optional<String> bound,
      Optional<String> rule,
      boolean leaving,
      List<String> options,
      String accessMethod,
      boolean rowSecurity,
      boolean forcedRowSecurity,
      String replicaIdentity,
      Optional<String> clusteredOn,
      Optional<Foreign> foreign,
      Optional<Id> type)
      implements Item {
    public Table {
      parents = List.copyOf(parents);
      options = List.copyOf(options);
    }

    public record Foreign(String server, List<String> options) {
      public Foreign {
        options = List.copyOf(options);
      }
    }

    public boolean partition() {
      return bound.isPresent();
    }
  }

  /**
   * @param position among its table's columns; not compared: PostgreSQL can't move one
   * @param collation empty where it is the type's
   * @param notNullConstraint by which it is NOT NULL; before PostgreSQL 18 there is only the standard one
   * @param generated the expression of a generated column
   * @param inherited whether a parent has it
   * @param local whether the table has it of its own
   * @param options of the attribute, such as {@code n_distinct=5}; of a foreign table's, for its wrapper
   */
  record Column(
      Id id,
      int position,
      String type,
      String collation,
      boolean notNull,
      NotNull notNullConstraint,
      Optional<Identity> identity,
      Optional<Generated> generated,
      String storage,
      String compression,
      int statistics,
      boolean inherited,
      boolean local,
      List<String> options,
      List<String> foreignOptions)
      implements Item {
    public Column {
      options = List.copyOf(options);
      foreignOptions = List.copyOf(foreignOptions);
    }

    /** Whether it has no null, and not only may get none. */
    public boolean neverNull() {
      return notNull && notNullConstraint.validated();
    }

    /** Whether children's columns get no null either. */
    public boolean bringsNotNull() {
      return notNull && notNullConstraint.inheritable();
    }

    /**
     * @param name where somebody chose it
     * @param validated whether rows that were there before are known to have none
     * @param inheritable whether children get it
     * @param inherited whether a parent has it, so that its name can't be changed
     * @param local whether it may be the table's own too, so that it stays where a parent's goes; before PostgreSQL 18 none does
     */
    public record NotNull(Optional<String> name, boolean validated, boolean inheritable, boolean inherited, boolean local) {
      public static final NotNull STANDARD = new NotNull(Optional.empty(), true, true, false, false);

      /** Whether SET NOT NULL makes it. */
      public boolean standard() {
        return name.isEmpty() && validated && inheritable;
      }
    }

    public record Identity(boolean always, Id sequence, SequenceTerms terms) {}

    public record Generated(String expression, boolean stored) {}
  }

  record ColumnDefault(Id id, String expression) implements Item {}

  /**
   * @param type p(rimary), u(nique), c(heck), x (exclusion), f(oreign)
   * @param definition without NOT VALID
   * @param index of what has one: the CREATE INDEX that would make it
   * @param options storage parameters of that index
   * @param columns of its table, in its order
   * @param target the table that a foreign key refers to, and its columns
   * @param inherited whether it comes from a parent alone
   * @param parent of which constraint's index this one's is a part
   */
  record Constraint(
      Id id,
      char type,
      String definition,
      boolean validated,
      Optional<String> index,
      List<String> options,
      List<Id> columns,
      List<Id> target,
      boolean inherited,
      Optional<Id> parent)
      implements Item {
    public Constraint {
      options = List.copyOf(options);
      columns = List.copyOf(columns);
      target = List.copyOf(target);
    }
  }

  /**
   * @param definition CREATE INDEX, as the server writes it
   * @param parent the index of the partitioned table of which this one is a part
   * @param statistics targets by column, empty where none is set
   */
  record Index(Id id, Id table, String definition, boolean unique, boolean valid, boolean partitioned, Optional<Id> parent, List<Integer> statistics)
      implements Item {
    public Index {
      statistics = List.copyOf(statistics);
    }
  }

  /** Also a materialized one. @param options such as {@code security_barrier=true} */
  record View(Id id, List<Attribute> columns, String definition, List<String> options, boolean populated, String accessMethod) implements Item {
    public View {
      columns = List.copyOf(columns);
      options = List.copyOf(options);
    }

    public record Attribute(String name, String type, String collation) {}

    public boolean materialized() {
      return id.kind() == Kind.MATERIALIZED_VIEW;
    }
  }

  /**
   * @param definition CREATE OR REPLACE, or the whole of CREATE AGGREGATE
   * @param arguments with names, modes and defaults
   * @param result its type; empty for a procedure
   * @param body where it is a text that the server knows nothing of
   */
  record Routine(Id id, String definition, String arguments, String result, String language, Optional<String> body) implements Item {}

  /** @param enabled O(rigin), D(isabled), R(eplica), A(lways) */
  record Trigger(Id id, String definition, char enabled) implements Item {}

  /** What a partition has of a trigger of the whole table's, where it isn't enabled as that one is. */
  record PartitionTrigger(Id id, char enabled) implements Item {}

  record EventTrigger(Id id, String definition, char enabled) implements Item {}

  record Rule(Id id, String definition, char enabled) implements Item {}

  /** @param command of CREATE POLICY: ALL, SELECT, INSERT, UPDATE, DELETE @param roles PUBLIC, or names as the server writes them */
  record Policy(Id id, boolean permissive, String command, List<String> roles, Optional<String> using, Optional<String> check) implements Item {
    public Policy {
      roles = roles.stream().sorted().toList();
    }

    /** The same for another role in place of that one. @param quoted its name as the server writes it */
    Policy naming(String role, String quoted) {
      return new Policy(id, permissive, command, roles.stream().map(text -> role(text).equals(role) ? quoted : text).toList(), using, check);
    }

    /** A role's name out of its text. */
    public static String role(String text) {
      return text.startsWith("\"") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    }
  }

  record Statistics(Id id, Id table, String definition, int target) implements Item {}

  /** @param what FOR ALL TABLES, FOR TABLE ... or nothing @param options of WITH */
  record Publication(Id id, List<String> members, boolean allTables, String options) implements Item {
    public Publication {
      members = List.copyOf(members);
    }
  }

  record Wrapper(Id id, String handler, String validator, List<String> options) implements Item {
    public Wrapper {
      options = List.copyOf(options);
    }
  }

  record ForeignServer(Id id, String wrapper, String type, String version, List<String> options) implements Item {
    public ForeignServer {
      options = List.copyOf(options);
    }
  }

  /** Of which the privileges are in the {@link Model}. @param type TABLES, SEQUENCES, FUNCTIONS, TYPES, SCHEMAS */
  record DefaultPrivileges(Id id, String role, String schema, String type) implements Item {}
}

package dev.sluice.engine.grant;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What privileges are on. Names of what lies in a schema are {@code schema.name}, told apart at the first dot, and are never folded. */
public sealed interface GrantTarget {

  /** What can be named. Views count as tables. */
  enum Kind {
    TABLE,
    SEQUENCE,
    /** A name alone, or with its argument types: {@code public.total(integer, text)}. */
    ROUTINE,
    SCHEMA,
    FOREIGN_SERVER,
    FOREIGN_DATA_WRAPPER
  }

  /** These very objects. */
  record Named(Kind kind, List<String> names) implements GrantTarget {
    public Named {
      Objects.requireNonNull(kind, "kind");
      names = List.copyOf(names);
    }
  }

  /** Columns by their table. */
  record Columns(Map<String, List<String>> byTable) implements GrantTarget {
    public Columns {
      byTable = Map.copyOf(byTable);
    }
  }

  /** All tables, sequences or routines that these schemas have at the time, whenever it is looked. */
  record AllIn(Kind kind, List<String> schemas) implements GrantTarget {
    public AllIn {
      Objects.requireNonNull(kind, "kind");
      schemas = List.copyOf(schemas);
    }
  }

  /** The database itself. */
  record WholeDatabase() implements GrantTarget {}

  /**
   * What a role will make later.
   *
   * @param owner who makes it; empty: the database's owner
   * @param schemas where; empty: anywhere in the database
   * @param type tables, sequences, routines, types or schemas
   */
  record DefaultPrivileges(Optional<String> owner, List<String> schemas, String type) implements GrantTarget {
    public DefaultPrivileges {
      Objects.requireNonNull(owner, "owner");
      schemas = List.copyOf(schemas);
      Objects.requireNonNull(type, "type");
    }
  }

  /** Being a member of other roles; privileges are then the options of that: INHERIT and SET. */
  record Membership(List<String> roles) implements GrantTarget {
    public Membership {
      roles = List.copyOf(roles);
    }
  }
}

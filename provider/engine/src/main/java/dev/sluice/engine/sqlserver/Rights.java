package dev.sluice.engine.sqlserver;

import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a preset means in a database. All of it is by database or by schema, so that what is made later is covered.
 *
 * @param roles of the server's own in which one is a member, and the one that is kept off the bookkeeping
 */
record Rights(Set<String> roles, Set<Right> rights) {
  private static final String READER = "db_datareader";
  private static final String WRITER = "db_datawriter";
  private static final List<String> READ = List.of("SELECT", "EXECUTE");
  private static final List<String> WRITE = List.of("INSERT", "UPDATE", "DELETE");
  /** Those that presets give and take. */
  static final Set<String> ROLES = Set.of(READER, WRITER, "db_ddladmin", "db_owner", Bookkeeping.APPLICATIONS);

  /**
   * A privilege, or its denial.
   *
   * @param schema empty: on the database
   */
  record Right(String privilege, String schema, boolean denied) implements Comparable<Right> {
    Right(String privilege, String schema) {
      this(privilege, schema, false);
    }

    boolean is(RoleScene.Held held) {
      return held.permission().equals(privilege) && held.state().equals("D") == denied && held.scope().equals(schema.isEmpty() ? "" : "SCHEMA")
          && held.on().equals(schema);
    }

    String statement(String to) {
      return (denied ? "DENY " : "GRANT ") + privilege + on() + " TO " + Quoting.identifier(to);
    }

    /** Also what may be handed on, and what was handed on from it; what is denied, too. */
    String revocation(String from) {
      return "REVOKE " + privilege + on() + " FROM " + Quoting.identifier(from) + " CASCADE";
    }

    private String on() {
      return schema.isEmpty() ? "" : " ON SCHEMA::" + Quoting.identifier(schema);
    }

    String words() {
      return (denied ? "no " : "") + privilege + (schema.isEmpty() ? "" : " on schema " + schema);
    }

    @Override
    public int compareTo(Right other) {
      return List.of(schema, privilege, Boolean.toString(denied)).toString().compareTo(List.of(other.schema, other.privilege, Boolean.toString(other.denied)).toString());
    }
  }

  Rights {
    roles = Set.copyOf(roles);
    rights = Set.copyOf(rights);
  }

  /** @param schemas all that the database has */
  static Rights of(RoleAccess access, Collection<String> schemas) {
    return switch (access.preset()) {
      case READ_ONLY, READ_WRITE -> application(access, access.preset() == Preset.READ_WRITE);
      case MIGRATE -> owners(schemas);
      case OWNER -> new Rights(Set.of("db_owner"), Set.of());
    };
  }

  private static Rights application(RoleAccess access, boolean writes) {
    var roles = new TreeSet<>(Set.of(Bookkeeping.APPLICATIONS));
    var rights = new TreeSet<Right>();
    if (access.schemas().isEmpty()) {
      roles.add(READER);
      if (writes) {
        roles.add(WRITER);
      }
      rights.add(new Right("EXECUTE", ""));
    }
    for (var schema : access.schemas()) {
      READ.forEach(privilege -> rights.add(new Right(privilege, schema)));
      if (writes) {
        WRITE.forEach(privilege -> rights.add(new Right(privilege, schema)));
      }
    }
    return new Rights(roles, rights);
  }

  /**
   * What whoever changes the schema needs, and hands on, inside the database, without becoming its owner: db_owner could be
   * anybody there, add files to the server and back the database up to anywhere. A trigger on what others do in the database is
   * as good as becoming them.
   */
  static Rights owners(Collection<String> schemas) {
    var rights = new TreeSet<Right>();
    for (var privilege : List.of("EXECUTE", "REFERENCES", "VIEW DEFINITION", "VIEW DATABASE STATE", "SHOWPLAN")) {
      rights.add(new Right(privilege, ""));
    }
    rights.add(new Right("ALTER ANY DATABASE DDL TRIGGER", "", true));
    schemas.forEach(schema -> rights.add(new Right("CONTROL", schema)));
    return new Rights(Set.of("db_ddladmin", READER, WRITER), rights);
  }
}

package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Acl.Grant;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Statements about privileges. */
final class GrantSql {
  private GrantSql() {}

  static List<Step> change(Id id, Acl from, Acl to, String owner) {
    var column = id.kind() == Kind.COLUMN ? " (" + Quoting.identifier(id.part()) + ")" : "";
    var on = " ON " + target(id);
    return statements(from, to, owner, (privileges, words) ->
        words.verb() + String.join(", ", privileges.stream().map(privilege -> privilege + column).toList()) + on + words.whom());
  }

  static List<Step> change(Item.DefaultPrivileges defaults, Acl from, Acl to) {
    var frame = "ALTER DEFAULT PRIVILEGES" + (defaults.role().isEmpty() ? "" : " FOR ROLE " + Quoting.identifier(defaults.role()))
        + (defaults.schema().isEmpty() ? "" : " IN SCHEMA " + Quoting.identifier(defaults.schema())) + " ";
    return statements(from, to, defaults.role(), (privileges, words) ->
        frame + words.verb() + String.join(", ", privileges) + " ON " + defaults.type() + words.whom());
  }

  private record Words(String verb, String whom) {}

  private static List<Step> statements(Acl from, Acl to, String owner, BiFunction<List<String>, Words, String> sql) {
    var steps = new ArrayList<Step>();
    var revoked = new LinkedHashMap<String, List<String>>();
    var restrained = new LinkedHashMap<String, List<String>>();
    for (var grant : from.without(to)) {
      if (!to.grants().contains(new Grant(grant.grantee(), grant.privilege(), !grant.grantable()))) {
        revoked.computeIfAbsent(grant.grantee(), any -> new ArrayList<>()).add(grant.privilege());
      } else if (grant.grantable()) {
        restrained.computeIfAbsent(grant.grantee(), any -> new ArrayList<>()).add(grant.privilege());
      }
    }
    revoked.forEach((grantee, privileges) -> steps.add(right(sql.apply(privileges, new Words("REVOKE ", " FROM " + role(grantee, owner))))));
    restrained.forEach((grantee, privileges) -> steps.add(right(sql.apply(privileges, new Words("REVOKE GRANT OPTION FOR ", " FROM " + role(grantee, owner))))));
    var granted = new LinkedHashMap<Map.Entry<String, Boolean>, List<String>>();
    for (var grant : to.without(from)) {
      if (grant.grantable() || !from.grants().contains(new Grant(grant.grantee(), grant.privilege(), true))) {
        granted.computeIfAbsent(Map.entry(grant.grantee(), grant.grantable()), any -> new ArrayList<>()).add(grant.privilege());
      }
    }
    granted.forEach((whom, privileges) -> steps.add(
        right(sql.apply(privileges, new Words("GRANT ", " TO " + role(whom.getKey(), owner) + (whom.getValue() ? " WITH GRANT OPTION" : ""))))));
    return steps;
  }

  private static Step right(String sql) {
    return Step.of(sql, Hazard.CHANGES_RIGHTS);
  }

  private static String role(String grantee, String owner) {
    return switch (grantee) {
      case Acl.PUBLIC -> "PUBLIC";
      case Acl.OWNER -> owner.isEmpty() ? "CURRENT_USER" : Quoting.identifier(owner);
      default -> Quoting.identifier(grantee);
    };
  }

  private static String target(Id id) {
    return switch (id.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, COLUMN -> "TABLE " + id.qualified();
      case AGGREGATE -> "FUNCTION " + aggregate(id);
      case ENUM, COMPOSITE, RANGE -> "TYPE " + id.qualified();
      case SERVER -> "FOREIGN SERVER " + id.qualified();
      default -> id.kind().sql() + " " + id.reference();
    };
  }

  private static String aggregate(Id id) {
    return id.part().equals("*") ? id.qualified() + "()" : id.reference();
  }

  /** What a new object has, given the default privileges that are in force. */
  static Acl initial(Id id, Model live) {
    var type =
        switch (id.kind()) {
          case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> Optional.of("TABLES");
          case SEQUENCE -> Optional.of("SEQUENCES");
          case FUNCTION, PROCEDURE, AGGREGATE -> Optional.of("FUNCTIONS");
          case ENUM, COMPOSITE, DOMAIN, RANGE -> Optional.of("TYPES");
          case SCHEMA -> Optional.of("SCHEMAS");
          default -> Optional.<String>empty();
        };
    var standard = Acl.standard(id.kind(), live.major());
    if (type.isEmpty()) {
      return standard;
    }
    var everywhere = new Id(Kind.DEFAULT_PRIVILEGES, "", "", type.get());
    var here = new Id(Kind.DEFAULT_PRIVILEGES, id.schema(), "", type.get());
    var acl = live.has(everywhere) ? live.privileges(everywhere) : standard;
    return live.has(here) && !id.schema().isEmpty() ? acl.and(live.privileges(here)) : acl;
  }

  /** What stands for no entry: everywhere what PostgreSQL grants of itself, in a schema nothing. */
  static Acl baseline(Item.DefaultPrivileges defaults, int major) {
    if (!defaults.schema().isEmpty()) {
      return Acl.NONE;
    }
    return switch (defaults.type()) {
      case "TABLES" -> Acl.standard(Kind.TABLE, major);
      case "SEQUENCES" -> Acl.standard(Kind.SEQUENCE, major);
      case "FUNCTIONS" -> Acl.standard(Kind.FUNCTION, major);
      case "TYPES" -> Acl.standard(Kind.ENUM, major);
      case "SCHEMAS" -> Acl.standard(Kind.SCHEMA, major);
      default -> Acl.NONE;
    };
  }
}

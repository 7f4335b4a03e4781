package dev.sluice.engine.postgresql;

import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a role is to have in one database by all that speaks of it; nothing of it may be taken away. */
final class GrantNeeds {

  /** Privileges of one thing. */
  record Need(GrantObject object, Set<String> privileges, boolean withGrantOption) {}

  private final String role;
  private final List<Need> needs;
  private final List<RoleAccess> access;

  private GrantNeeds(String role, List<Need> needs, List<RoleAccess> access) {
    this.role = role;
    this.needs = needs;
    this.access = access;
  }

  /** @param grants and access: what isn't of this role and database counts for nothing */
  static GrantNeeds of(Connection inside, String role, String database, int majorVersion, Collection<GrantTerms> grants, List<RoleAccess> access)
      throws SQLException {
    var needs = new ArrayList<Need>();
    for (var terms : grants) {
      if (!terms.role().equals(role) || !terms.database().filter(database::equals).isPresent() || terms.on() instanceof Membership) {
        continue;
      }
      for (var object : GrantQuery.of(role, terms.on()).ask(inside).objects()) {
        needs.add(of(terms, object, GrantWords.meant(terms.on(), terms.privileges(), majorVersion)));
      }
    }
    return new GrantNeeds(role, needs, access.stream().filter(one -> one.database().equals(database)).toList());
  }

  /** What applies to all that a schema has does not give a hold on how migrations are put on record. */
  static Need of(GrantTerms terms, GrantObject object, Set<String> meant) {
    var privileges = new TreeSet<>(meant);
    if (terms.on() instanceof AllIn && object.bookkeeping()) {
      privileges.retainAll(Set.of("SELECT"));
    }
    return new Need(object, privileges, terms.withGrantOption());
  }

  Set<String> privileges(GrantObject object) {
    var all = new TreeSet<String>();
    needs.stream().filter(need -> need.object().is(object)).forEach(need -> all.addAll(need.privileges()));
    access.forEach(one -> all.addAll(preset(one, object)));
    return all;
  }

  Set<String> grantable(GrantObject object) {
    var all = new TreeSet<String>();
    needs.stream().filter(need -> need.withGrantOption() && need.object().is(object)).forEach(need -> all.addAll(need.privileges()));
    return all;
  }

  /** A privilege revoked from a table is revoked from its columns, too. */
  List<String> columnGrants() {
    return grants(needs.stream().filter(need -> !need.object().column().isEmpty()).toList());
  }

  List<String> grants() {
    return grants(needs);
  }

  private List<String> grants(List<Need> which) {
    return which.stream().filter(need -> !need.privileges().isEmpty())
        .map(need -> need.object().grant(need.privileges(), role, need.withGrantOption())).toList();
  }

  private static Set<String> preset(RoleAccess access, GrantObject object) {
    if (access.preset().actsAsOwner() || !object.column().isEmpty()) {
      return Set.of();
    }
    var anywhere = access.schemas().isEmpty();
    var later = !object.prefix().isEmpty();
    if (!object.kind().equals("DATABASE") && (later && anywhere ? !object.schema().isEmpty() : !anywhere && !access.schemas().contains(object.schema()))) {
      return Set.of();
    }
    var privileges = new Privileges(object.label(), access);
    return switch (object.kind()) {
      case "DATABASE" -> Set.of("CONNECT");
      case "SCHEMA", "SCHEMAS" -> Set.of("USAGE");
      case "TABLE", "TABLES" -> object.bookkeeping() ? Set.of("SELECT") : Set.copyOf(privileges.tables());
      case "SEQUENCE", "SEQUENCES" -> Set.copyOf(privileges.sequences());
      case "ROUTINE", "ROUTINES" -> Set.of("EXECUTE");
      default -> Set.of();
    };
  }
}

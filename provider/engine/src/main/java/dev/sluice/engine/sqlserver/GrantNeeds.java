package dev.sluice.engine.sqlserver;

import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a role is to have in one database by all that speaks of it; nothing of it may be taken away. */
record GrantNeeds(List<Need> needs, List<RoleAccess> access) {
  /** Of the bookkeeping, where all tables of a schema are meant. */
  private static final Set<String> READING = Set.of("SELECT", "REFERENCES", "VIEW DEFINITION");

  /** Privileges of one thing. */
  record Need(GrantObject object, Set<String> privileges, boolean withGrantOption) {
    Need {
      Objects.requireNonNull(object, "object");
      privileges = Set.copyOf(privileges);
    }
  }

  GrantNeeds {
    needs = List.copyOf(needs);
    access = List.copyOf(access);
  }

  /** @param meant as {@link GrantWords#meant} has it */
  static Need of(GrantTerms terms, GrantObject object, Set<String> meant) {
    var privileges = new TreeSet<>(GrantWords.fitting(meant, object.table()));
    if (terms.on() instanceof AllIn && object.bookkeeping()) {
      privileges.retainAll(READING);
    }
    return new Need(object, privileges, terms.withGrantOption());
  }

  /** Those that speak of the same role in the same database, of things in it. */
  static List<GrantTerms> same(GrantTerms terms, Collection<GrantTerms> others) {
    return others.stream()
        .filter(other -> other.role().equals(terms.role()) && other.database().equals(terms.database()) && !(other.on() instanceof Membership))
        .toList();
  }

  Set<String> privileges(GrantObject object) {
    var all = new TreeSet<String>();
    needs.stream().filter(need -> need.object().is(object)).forEach(need -> all.addAll(need.privileges()));
    if (object.kind().equals("DATABASE")) {
      all.add("CONNECT");
    }
    if (!object.kind().equals("OBJECT")) {
      access.forEach(one -> Rights.of(one, List.of(object.schema())).rights().stream()
          .filter(right -> !right.denied() && right.schema().equals(object.schema())).forEach(right -> all.add(right.privilege())));
    }
    return all;
  }

  Set<String> grantable(GrantObject object) {
    var all = new TreeSet<String>();
    needs.stream().filter(need -> need.withGrantOption() && need.object().is(object)).forEach(need -> all.addAll(need.privileges()));
    return all;
  }
}

package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to be granted to an account and taken from it. All of it is by database, so that what is made later is covered.
 *
 * @param names how grants name databases
 */
record AccessDifferences(RoleDesign design, Account account, AccountGrants grants, GrantNames names) {
  private static final List<String> READ = List.of("SELECT", "SHOW VIEW", "EXECUTE");
  private static final List<String> WRITE = List.of("INSERT", "UPDATE", "DELETE");

  static List<RoleStep> steps(Connection connection, RoleDesign design, AccountRow row) throws SQLException {
    if (design.access().isEmpty() && design.former().isEmpty()) {
      return List.of();
    }
    return new AccessDifferences(design, row.account(), row.found().orElseThrow().grants(), GrantNames.read(connection, design.access().stream().map(RoleAccess::database).toList())).steps();
  }

  private List<RoleStep> steps() {
    var steps = new ArrayList<RoleStep>();
    for (var access : design.access()) {
      var wanted = wanted(access);
      grant(steps, access.database(), wanted);
      if (isFormer(access)) {
        revoke(steps, access.database(), wanted);
      }
    }
    for (var former : design.former()) {
      if (design.access().stream().noneMatch(access -> access.database().equals(former.database()))) {
        revoke(steps, former.database(), Set.of());
      }
    }
    return steps;
  }

  static Set<String> wanted(RoleAccess access) {
    var wanted = new LinkedHashSet<>(READ);
    if (access.preset() == Preset.READ_WRITE) {
      wanted.addAll(WRITE);
    }
    return wanted;
  }

  /** Whether a grant of its own says so. */
  private boolean isGranted(String database, String privilege) {
    return grantedOn(database).anyMatch(terms ->
        privilege.equals("GRANT OPTION") ? terms.withGrantOption() : terms.privileges().stream().anyMatch(word -> word.equals(privilege) || word.startsWith("ALL")));
  }

  private Stream<GrantTerms> grantedOn(String database) {
    return design.grants().stream().filter(terms -> terms.on() instanceof WholeDatabase && terms.database().filter(database::equals).isPresent());
  }

  private boolean isFormer(RoleAccess access) {
    return design.former().stream().anyMatch(former -> former.database().equals(access.database()));
  }

  private void grant(List<RoleStep> steps, String database, Set<String> wanted) {
    var there = there(database);
    var lacking = wanted.stream().filter(privilege -> !there.contains(privilege)).toList();
    if (!lacking.isEmpty()) {
      var words = String.join(", ", lacking);
      steps.add(RoleStep.of("access to " + database + ": " + words + " granted", "GRANT " + words + place(database) + " TO " + account.sql()));
    }
  }

  /** By name, so that there is no moment without what stays, and nobody needs rights that nobody has here. */
  private void revoke(List<RoleStep> steps, String database, Set<String> wanted) {
    var surplus = new LinkedHashSet<>(there(database));
    surplus.removeAll(wanted);
    if (grants.in(names.of(database)).stream().anyMatch(AccountGrants.Grant::grantable)) {
      surplus.add("GRANT OPTION");
    }
    surplus.remove("USAGE");
    surplus.removeIf(privilege -> isGranted(database, privilege));
    if (!surplus.isEmpty()) {
      // Each on its own: the option isn't revoked with others.
      var sql = surplus.stream().map(privilege -> BoundSql.of("REVOKE " + privilege + place(database) + " FROM " + account.sql())).toList();
      steps.add(new RoleStep("access to " + database + ": " + String.join(", ", surplus) + " revoked", sql));
    }
  }

  private List<String> there(String database) {
    return grants.in(names.of(database)).stream().map(AccountGrants.Grant::privilege).toList();
  }

  private String place(String database) {
    return " ON " + names.quoted(database) + ".*";
  }
}

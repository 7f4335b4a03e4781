package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to be granted to an account and taken from it. All of it is by database, so that what is made later is covered.
 *
 * @param label before what is said of the account
 * @param names how grants name databases
 */
record AccessDifferences(RoleDesign design, Account account, String label, AccountGrants grants, GrantNames names) {
  private static final List<String> READ = List.of("SELECT", "SHOW VIEW", "EXECUTE");
  private static final List<String> WRITE = List.of("INSERT", "UPDATE", "DELETE");

  /** @throws SQLException where a database isn't there */
  static List<RoleStep> steps(RoleDesign design, RoleRow role, AccountRow row) throws SQLException {
    if (design.access().isEmpty() && design.former().isEmpty()) {
      return List.of();
    }
    var names = role.register().names().having(design.access().stream().map(RoleAccess::database).toList());
    var label = row.account().equals(role.itself().account()) ? "" : row.account() + ": ";
    return new AccessDifferences(design, row.account(), label, row.found().orElseThrow().grants(), names).steps();
  }

  private List<RoleStep> steps() {
    var steps = new ArrayList<RoleStep>();
    for (var access : design.access()) {
      if (access.preset().actsAsOwner()) {
        grantAll(steps, access);
      } else {
        grant(steps, access.database(), wanted(access));
      }
      if (design.hadOther(access)) {
        revoke(steps, access.database(), surplus(access));
      }
    }
    for (var former : design.former()) {
      if (design.access().stream().noneMatch(access -> access.database().equals(former.database()))) {
        revoke(steps, former.database(), surplus(former.database(), Set.of()));
      }
    }
    return steps;
  }

  /** What it must have; whoever acts as the owner has in fact whatever there is in a database. */
  static Set<String> wanted(RoleAccess access) {
    return switch (access.preset()) {
      case READ_ONLY -> new LinkedHashSet<>(READ);
      case READ_WRITE -> Stream.concat(READ.stream(), WRITE.stream()).collect(Collectors.toCollection(LinkedHashSet::new));
      case MIGRATE, OWNER -> new LinkedHashSet<>(GrantWords.DATABASE);
    };
  }

  /** Whether a grant of its own says so. */
  private boolean isGranted(String database, String privilege) {
    return grantedOn(database).anyMatch(terms ->
        privilege.equals("GRANT OPTION") ? terms.withGrantOption() : terms.privileges().stream().anyMatch(word -> word.equals(privilege) || word.startsWith("ALL")));
  }

  private Stream<GrantTerms> grantedOn(String database) {
    return design.grants().stream().filter(terms -> terms.on() instanceof WholeDatabase && terms.database().filter(database::equals).isPresent());
  }

  private void grant(List<RoleStep> steps, String database, Set<String> wanted) {
    var lacking = wanted.stream().filter(privilege -> !there(database).contains(privilege)).toList();
    if (!lacking.isEmpty()) {
      var words = String.join(", ", lacking);
      steps.add(RoleStep.of(label + "access to " + database + ": " + words + " granted", "GRANT " + words + place(database) + " TO " + account.sql()));
    }
  }

  /** As migrations get it, so that a right that only newer servers have is among it. */
  private void grantAll(List<RoleStep> steps, RoleAccess access) {
    var database = access.database();
    var owner = access.preset() == Preset.OWNER;
    if (!there(database).containsAll(wanted(access)) || owner && !isGrantable(database)) {
      steps.add(
          RoleStep.of(
              label + "access to " + database + ": all rights granted" + (owner ? " with grant option" : ""),
              "GRANT ALL PRIVILEGES" + place(database) + " TO " + account.sql() + (owner ? " WITH GRANT OPTION" : "")));
    }
  }

  private Set<String> surplus(RoleAccess access) {
    var all = access.preset().actsAsOwner() ? Set.copyOf(there(access.database())) : wanted(access);
    var surplus = surplus(access.database(), all);
    if (access.preset() == Preset.OWNER) {
      surplus.remove("GRANT OPTION");
    }
    return surplus;
  }

  private Set<String> surplus(String database, Set<String> wanted) {
    var surplus = new LinkedHashSet<>(there(database));
    surplus.removeAll(wanted);
    if (isGrantable(database)) {
      surplus.add("GRANT OPTION");
    }
    surplus.remove("USAGE");
    surplus.removeIf(privilege -> isGranted(database, privilege));
    return surplus;
  }

  /** By name, so that there is no moment without what stays, and nobody needs rights that nobody has here. */
  private void revoke(List<RoleStep> steps, String database, Set<String> surplus) {
    if (!surplus.isEmpty()) {
      // Each on its own: the option isn't revoked with others.
      var sql = surplus.stream().map(privilege -> BoundSql.of("REVOKE " + privilege + place(database) + " FROM " + account.sql())).toList();
      steps.add(new RoleStep(label + "access to " + database + ": " + String.join(", ", surplus) + " revoked", sql));
    }
  }

  private boolean isGrantable(String database) {
    return grants.in(names.of(database)).stream().anyMatch(AccountGrants.Grant::grantable);
  }

  private List<String> there(String database) {
    return grants.in(names.of(database)).stream().map(AccountGrants.Grant::privilege).toList();
  }

  private String place(String database) {
    return " ON " + names.quoted(database) + ".*";
  }
}

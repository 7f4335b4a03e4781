package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.sqlserver.RoleScene.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a runner is to have in its database, exactly.
 *
 * @param password of one that is a user of the database alone
 */
record RunnerDifferences(Runners.Place place, RoleScene scene, Optional<Password> password) {
  /** What every user has. */
  private static final String CONNECT = "CONNECT";

  List<Step> steps() {
    var sql = new ArrayList<String>();
    user(sql);
    var wanted = wanted();
    // Its roles and rights are those of its name: where it is new, there are none yet.
    var roles = scene.rolesOf(place.login());
    var user = Quoting.identifier(place.login());
    for (var role : new TreeSet<>(wanted.roles())) {
      if (!roles.contains(role)) {
        sql.add("ALTER ROLE " + Quoting.identifier(role) + " ADD MEMBER " + user);
      }
    }
    for (var role : new TreeSet<>(roles)) {
      if (!wanted.roles().contains(role)) {
        sql.add("ALTER ROLE " + Quoting.identifier(role) + " DROP MEMBER " + user);
      }
    }
    for (var right : new TreeSet<>(wanted.rights())) {
      if (!scene.has(place.login(), right)) {
        sql.add(right.statement(place.login()));
      }
    }
    scene.held().stream().filter(held -> held.principal().equals(place.login()) && !isWanted(held, wanted)).forEach(held -> sql.add(revocation(held)));
    return sql.isEmpty()
        ? List.of()
        : List.of(new Step("user " + place.login() + " made ready in database " + place.database(), sql, Optional.of(place.database()), password.isPresent()));
  }

  private void user(List<String> sql) {
    var user = Quoting.identifier(place.login());
    var there = scene.named(place.login());
    if (password.isPresent()) {
      contained(sql, there, password.get());
    } else if (there.isEmpty()) {
      sql.add("CREATE USER " + user + " FOR LOGIN " + user);
    } else if (!there.get().sid().equals(Runner.sid(place.database(), place.login()))) {
      throw taken();
    }
  }

  private void contained(List<String> sql, Optional<RoleScene.Principal> there, Password known) {
    var claim = new Claim("runner", Runner.holder(place.database()), true);
    var with = " WITH PASSWORD = " + Quoting.literal(known.reveal());
    if (there.isEmpty()) {
      sql.add("CREATE USER " + Quoting.identifier(place.login()) + with);
      sql.add(new ClaimMarker(false, Optional.empty()).recording(claim, Optional.empty(), place.login()));
    } else if (!there.get().contained() || !there.get().marker().claim().equals(Optional.of(claim))) {
      throw taken();
    } else {
      sql.add("ALTER USER " + Quoting.identifier(place.login()) + with);
    }
  }

  private RuntimeException taken() {
    return Admission.permanent(
        Reasons.CONFLICT,
        "User " + place.login() + " of database " + place.database() + ", which would be made to run its migrations, is there already and isn't"
            + " the provider's; rename it.");
  }

  private Rights wanted() {
    if (!(place.as() instanceof RunAs.Role(String name))) {
      return Rights.owners(scene.schemasBut(place.login()));
    }
    var role = scene.role(name).orElseThrow(() -> Runners.missing(
        "Role " + name + ", which spec.forProvider.runAs names, isn't a role of database " + place.database()
            + ": name a Role with login: false and access to it with preset Migrate, of which a login that the provider makes becomes a member."));
    var roles = scene.rolesOf(role.name());
    if (roles.contains("db_owner") || roles.contains("db_securityadmin")) {
      throw Runners.missing(
          "Role " + name + ", which spec.forProvider.runAs names, may become anybody in database " + place.database() + ", and SQL from Git never"
              + " runs as that: name one with preset"
              + " Migrate.");
    }
    if (!roles.contains("db_ddladmin")) {
      throw Runners.missing(
          "Role " + name + ", which spec.forProvider.runAs names, may not act for the owner of database " + place.database() + ": give it access"
              + " with preset Migrate, or name another.");
    }
    return new Rights(Set.of(role.name()), Set.of());
  }

  private static boolean isWanted(Held held, Rights wanted) {
    return held.scope().isEmpty() && held.permission().equals(CONNECT) && !held.state().equals("D") || wanted.rights().stream().anyMatch(right -> right.is(held));
  }

  private String revocation(Held held) {
    var on = held.scope().isEmpty() ? "" : " ON " + held.scope() + "::" + Quoting.identifier(held.on());
    return "REVOKE " + held.permission() + on + " FROM " + Quoting.identifier(place.login()) + " CASCADE";
  }
}

package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.sqlserver.Rights.Right;
import dev.sluice.engine.sqlserver.RoleScene.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is to be done in one database, as one transaction, so that a role is there with what it shall be able to do. Rights are
 * those of one principal: of the role's only user; or, where several take turns or nobody logs in, of a role of the database.
 */
final class AccessDifferences {
  private final RoleDesign design;
  private final RoleOptions options;
  private final Map<String, String> sids;
  private final RoleAccess access;
  private final RoleScene scene;
  private final List<String> words = new ArrayList<>();
  private final List<String> sql = new ArrayList<>();
  /** Names of users by their logins, as they will be. */
  private final Map<String, String> users = new LinkedHashMap<>();
  private boolean secret;

  AccessDifferences(Identities identities, RoleAccess access, RoleScene scene) {
    this.design = identities.design();
    this.options = identities.options();
    this.sids = identities.sids();
    this.access = access;
    this.scene = scene;
  }

  /** @param passwordWorks whether the password asked for, if any, logs in here; of a login that is told elsewhere */
  Optional<Step> step(boolean passwordWorks) {
    if (sids.values().stream().anyMatch(this::isOwner)) {
      // It owns the database, and may do anything there.
      return Optional.empty();
    }
    if (isByRole()) {
      role();
    }
    if (options.contained()) {
      contained(passwordWorks);
    } else {
      sids.forEach(this::user);
    }
    var holder = holder();
    if (isByRole()) {
      users.values().stream().filter(user -> !scene.rolesOf(user).contains(holder)).forEach(user -> add(user + " in " + holder, member(holder, "ADD", user)));
    }
    var wanted = Rights.of(access, scene.schemasBut(holder));
    grant(holder, wanted);
    revoke(holder, wanted);
    memberships(holder, wanted);
    return sql.isEmpty() ? Optional.empty() : Optional.of(new Step("access to " + access.database() + ": " + String.join(", ", words), sql, Optional.of(access.database()), secret));
  }

  private boolean isOwner(String sid) {
    return scene.user(sid).filter(user -> user.name().equals("dbo")).isPresent();
  }

  private boolean isByRole() {
    return !design.login() || design.current().isPresent() || scene.role(design.name()).isPresent();
  }

  /** Who has the rights. */
  String holder() {
    return isByRole() ? design.name() : users.getOrDefault(design.name(), design.name());
  }

  /** A role that is still to be made has nothing, whoever bears its name so far. */
  private boolean isNew(String holder) {
    return isByRole() && holder.equals(design.name()) && scene.role(holder).isEmpty();
  }

  private Set<String> rolesOf(String holder) {
    return isNew(holder) ? Set.of() : scene.rolesOf(holder);
  }

  private boolean has(String holder, Right right) {
    return !isNew(holder) && scene.has(holder, right);
  }

  private void add(String what, String statement) {
    words.add(what);
    sql.add(statement);
  }

  private void role() {
    var name = Quoting.identifier(design.name());
    var there = scene.role(design.name());
    if (there.isEmpty()) {
      scene.named(design.name()).ifPresent(user -> {
        if (!user.sid().equals(sids.get(design.name()))) {
          throw taken(user);
        }
        // It stays who it is, and what it was granted stays its own.
        add("user " + user.name() + " renamed", "ALTER USER " + Quoting.identifier(user.name()) + " WITH NAME = " + Quoting.identifier(Identities.beside(user.name())));
      });
      add("role " + design.name() + " made", "CREATE ROLE " + name + " AUTHORIZATION [dbo]");
      sql.add(new ClaimMarker(false, Optional.empty()).recording(made(true), Optional.empty(), design.name()));
    } else {
      claim(there.get(), Optional.empty());
    }
  }

  private Claim made(boolean made) {
    return new Claim(design.claim().uid(), design.claim().holder(), made);
  }

  /** Whether it was made or found is settled by whoever claimed it first. */
  private void claim(Principal there, Optional<Instant> turned) {
    var ours = made(there.marker().claim().map(Claim::made).orElse(false));
    if (!there.marker().claim().equals(Optional.of(ours))) {
      add("claimed for " + ours.holder(), there.marker().recording(ours, turned.or(there.marker()::turned), there.name()));
    }
  }

  private void user(String login, String sid) {
    var there = scene.user(sid);
    var wanted = isByRole() && login.equals(design.name()) ? Identities.beside(login) : login;
    if (there.isPresent()) {
      var renamed = isByRole() && there.get().name().equalsIgnoreCase(design.name());
      users.put(login, renamed ? wanted : there.get().name());
      schema(there.get(), users.get(login));
      return;
    }
    users.put(login, wanted);
    scene.named(wanted).ifPresentOrElse(
        other -> {
          if (!other.orphan()) {
            throw taken(other);
          }
          // Of the same login, as it was on another server or before it was made anew.
          add("user " + other.name() + " given back to its login", "ALTER USER " + Quoting.identifier(other.name()) + " WITH LOGIN = " + Quoting.identifier(login));
          schema(other, other.name());
        },
        () -> add(
            "user " + wanted + " made",
            "CREATE USER " + Quoting.identifier(wanted) + " FOR LOGIN " + Quoting.identifier(login)
                + options.defaultSchema().map(schema -> " WITH DEFAULT_SCHEMA = " + Quoting.identifier(schema)).orElse("")));
  }

  private void schema(Principal user, String name) {
    options.defaultSchema().filter(wanted -> user.defaultSchema().filter(wanted::equals).isEmpty()).ifPresent(wanted ->
        add("defaultSchema " + user.defaultSchema().orElse("(none)") + " -> " + wanted, "ALTER USER " + Quoting.identifier(name) + " WITH DEFAULT_SCHEMA = " + Quoting.identifier(wanted)));
  }

  private void contained(boolean passwordWorks) {
    var name = Quoting.identifier(design.name());
    users.put(design.name(), design.name());
    var there = scene.named(design.name());
    if (there.isEmpty()) {
      secret = true;
      add(
          "user " + design.name() + " made",
          "CREATE USER " + name + " WITH PASSWORD = " + Quoting.literal(design.password().orElseGet(Password::random).reveal())
              + options.defaultSchema().map(schema -> ", DEFAULT_SCHEMA = " + Quoting.identifier(schema)).orElse("")
              + options.defaultLanguage().map(language -> ", DEFAULT_LANGUAGE = " + Quoting.identifier(language)).orElse(""));
      sql.add(new ClaimMarker(false, Optional.empty()).recording(made(true), design.turned(), design.name()));
      return;
    }
    var user = there.get();
    if (!user.contained()) {
      throw taken(user);
    }
    if (!passwordWorks) {
      secret = true;
      add("password changed", "ALTER USER " + name + " WITH PASSWORD = " + Quoting.literal(design.password().orElseThrow().reveal()));
      // The record comes with it: a password that wasn't made for a turn is due for one.
      sql.add(user.marker().recording(made(user.marker().claim().map(Claim::made).orElse(false)), design.turned(), user.name()));
    } else {
      claim(user, design.turned());
    }
    schema(user, user.name());
  }

  private void grant(String holder, Rights wanted) {
    var missing = access.schemas().stream().filter(schema -> !scene.schemas().containsKey(schema)).toList();
    if (!missing.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForSchema",
              "Database " + access.database() + " has no schema " + String.join(", ", missing) + " yet, which spec.forProvider.access names; it is"
                  + " looked for again.",
              Optional.empty()));
    }
    if (wanted.roles().contains(Bookkeeping.APPLICATIONS)) {
      closeBookkeeping();
    }
    for (var role : new TreeSet<>(wanted.roles())) {
      if (!rolesOf(holder).contains(role)) {
        add(role + " joined", member(role, "ADD", holder));
      }
    }
    for (var right : new TreeSet<>(wanted.rights())) {
      if (!has(holder, right)) {
        add(right.words() + (right.denied() ? "" : " granted"), right.statement(holder));
      }
    }
  }

  private void closeBookkeeping() {
    if (!scene.roles().contains(Bookkeeping.APPLICATIONS)) {
      sql.add(Bookkeeping.role());
    }
    scene.open().forEach(table -> add(table.getFirst() + "." + table.getLast() + " closed to applications", Bookkeeping.denial(table.getFirst(), table.getLast())));
  }

  /** What another preset, or the same for other schemas, has left behind. */
  private void revoke(String holder, Rights wanted) {
    for (var former : design.former().stream().filter(one -> one.database().equals(access.database())).toList()) {
      var before = Rights.of(former, scene.schemasBut(holder));
      for (var role : new TreeSet<>(before.roles())) {
        if (!wanted.roles().contains(role) && rolesOf(holder).contains(role) && !isKept(role)) {
          add(role + " left", member(role, "DROP", holder));
        }
      }
      for (var right : new TreeSet<>(before.rights())) {
        if (!wanted.rights().contains(right) && has(holder, right) && !isGranted(right)) {
          add(right.words() + " revoked", right.revocation(holder));
        }
      }
    }
  }

  private void memberships(String holder, Rights wanted) {
    if (design.memberOf().isEmpty()) {
      return;
    }
    var groups = design.memberOf().get();
    var unknown = groups.stream().filter(group -> !scene.roles().contains(group)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference",
              "There is no role " + String.join(", ", unknown) + " in database " + access.database()
                  + " yet, which spec.forProvider.memberOf names; create it, or correct the name.",
              Optional.empty()));
    }
    for (var group : new TreeSet<>(groups)) {
      if (!rolesOf(holder).contains(group) && !wanted.roles().contains(group)) {
        add("membership in " + group + " granted", member(group, "ADD", holder));
      }
    }
    for (var group : new TreeSet<>(rolesOf(holder))) {
      if (!Rights.ROLES.contains(group) && !isKept(group)) {
        add("membership in " + group + " revoked", member(group, "DROP", holder));
      }
    }
  }

  /** Whether the manifest, or a grant of its own, says so, too. */
  private boolean isKept(String role) {
    return design.memberOf().filter(groups -> groups.contains(role)).isPresent()
        || grants().anyMatch(terms -> terms.on() instanceof Membership membership && membership.roles().contains(role))
        || role.equals(Bookkeeping.APPLICATIONS) && grants().anyMatch(terms -> GrantWords.reachBookkeeping(terms.on(), terms.privileges()));
  }

  private boolean isGranted(Right right) {
    return !right.denied() && grants().anyMatch(terms -> isOn(terms, right.schema()) && terms.privileges().stream().anyMatch(word -> word.equals(right.privilege()) || word.startsWith("ALL")));
  }

  private static boolean isOn(GrantTerms terms, String schema) {
    return schema.isEmpty() ? terms.on() instanceof WholeDatabase : terms.on() instanceof Named named && named.names().contains(schema);
  }

  private Stream<GrantTerms> grants() {
    return design.grants().stream().filter(terms -> terms.database().filter(access.database()::equals).isPresent());
  }

  private static String member(String role, String verb, String who) {
    return "ALTER ROLE " + Quoting.identifier(role) + " " + verb + " MEMBER " + Quoting.identifier(who);
  }

  /** Whether it acts as the owner and owns something itself, which is to be the owner's. */
  boolean ownsSchemas() {
    var names = new HashSet<>(users.values());
    names.add(holder());
    return access.preset().actsAsOwner() && scene.schemas().values().stream().anyMatch(names::contains);
  }

  Set<String> principals() {
    var names = new TreeSet<>(users.values());
    names.add(holder());
    return names;
  }

  private EngineException taken(Principal other) {
    return Admission.permanent(
        Reasons.CONFLICT,
        (other.role() ? "Role " : "User ") + other.name() + " of database " + access.database() + " is somebody else's and bears a name that role " + design.name()
            + " needs there; rename it, or choose another name.");
  }
}

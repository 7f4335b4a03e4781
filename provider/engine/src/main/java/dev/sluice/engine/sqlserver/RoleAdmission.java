package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleDesign;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a role may be had at all, before anything is changed. */
final class RoleAdmission {
  private static final int LONGEST_PASSWORD = 128;
  private static final Set<String> SYSTEMS = Set.of("sa", "dbo", "guest", "sys", "public", "information_schema", Bookkeeping.APPLICATIONS);
  private static final Set<String> SERVER_ROLES =
      Set.of("sysadmin", "serveradmin", "securityadmin", "processadmin", "setupadmin", "bulkadmin", "diskadmin", "dbcreator");
  /** Of a database's own, those that let nobody do more than what is done with rows. */
  private static final Set<String> HARMLESS = Set.of("db_datareader", "db_datawriter", "db_denydatareader", "db_denydatawriter");

  private RoleAdmission() {}

  /** What can be told without the server. */
  static RoleOptions check(RoleDesign design) {
    var options = RoleOptions.of(design.options());
    checkName(design.name());
    if (design.current().isPresent()) {
      checkRoom(design.name());
      if (options.contained()) {
        throw invalid("Users of databases don't take turns, since each is one name and one password: set spec.forProvider.rotation.strategy: InPlace.");
      }
    }
    design.connectionLimit().filter(limit -> limit >= 0).ifPresent(limit -> {
      throw invalid("SQL Server has no limit on the sessions of a login; remove spec.forProvider.connectionLimit.");
    });
    design.parameters().filter(parameters -> !parameters.isEmpty()).ifPresent(parameters -> {
      throw invalid(
          "SQL Server has no settings for each login but two; remove spec.forProvider.parameters, and use defaultSchema and defaultLanguage of"
              + " spec.forProvider.sqlserver.");
    });
    design.password().ifPresent(password -> check(design, password.reveal()));
    design.memberOf().ifPresent(groups -> groups.forEach(group -> checkGroup(group, design.privileged())));
    var nowhere = design.access().isEmpty();
    if (nowhere && (!design.login() || options.contained() || design.memberOf().filter(groups -> !groups.isEmpty()).isPresent())) {
      throw invalid(
          "Role " + design.name() + " has no access, and groups, users without a login, and memberships are of databases on SQL Server: name at"
              + " least one database in"
              + " spec.forProvider.access.");
    }
    if (!design.login() && options.contained()) {
      throw invalid("spec.forProvider.sqlserver.contained is for a role that logs in; remove it, or login: false.");
    }
    design.access().forEach(RoleAdmission::check);
    return options;
  }

  /** For the two logins that take turns as it, whose names are longer. */
  private static void checkRoom(String role) {
    var most = Quoting.LONGEST_NAME - (RoleDesign.logins(role).getFirst().length() - role.length());
    if (role.length() > most) {
      throw invalid(
          "The name of role " + role + " has " + role.length() + " characters, and " + most + " is the most on SQL Server for one as which two logins take"
              + " turns, " + String.join(" and ", RoleDesign.logins(role)) + "; choose a shorter one, or set spec.forProvider.rotation.strategy: InPlace.");
    }
  }

  static void checkName(String name) {
    Quoting.identifier(name);
    var lower = name.toLowerCase(Locale.ROOT);
    if (SYSTEMS.contains(lower) || SERVER_ROLES.contains(lower) || lower.startsWith("##") || isFixed(lower)) {
      throw notAllowed("Role " + name + " is SQL Server's own, or the provider's, and can't be managed; choose another name.");
    }
    if (name.indexOf('\\') >= 0) {
      throw invalid("The name of role " + name + " holds a backslash, which is for logins of Windows', and these aren't managed; choose another one.");
    }
  }

  private static boolean isFixed(String lower) {
    return lower.startsWith("db_")
        && Set.of("owner", "accessadmin", "securityadmin", "ddladmin", "backupoperator", "datareader", "datawriter", "denydatareader", "denydatawriter")
            .contains(lower.substring(3));
  }

  private static void check(RoleDesign design, String password) {
    if (password.isEmpty()) {
      throw invalid("The password of role " + design.name() + " is empty; give it another one.");
    }
    if (password.length() > LONGEST_PASSWORD) {
      throw invalid("The password of role " + design.name() + " has more than " + LONGEST_PASSWORD + " characters, the most on SQL Server; give it"
          + " a shorter one.");
    }
    Quoting.literal(password);
  }

  /** @param privileged whether it may be one that is as good as the database's owner, or reaches beyond */
  static void checkGroup(String group, boolean privileged) {
    Quoting.identifier(group);
    var lower = group.toLowerCase(Locale.ROOT);
    if (SERVER_ROLES.contains(lower) || lower.equals("public") || lower.equals(Bookkeeping.APPLICATIONS)) {
      throw notAllowed("memberOf names " + group + ", which is a role of the server's, or the provider's own; name roles of databases.");
    }
    if (isFixed(lower) && !HARMLESS.contains(lower) && !privileged) {
      throw notAllowed(
          "memberOf names " + group + ", which is as good as the database's owner or reaches beyond the database: ask for preset Migrate or Owner by access,"
              + " or set spec.allowPrivileged in the ProviderConfig.");
    }
  }

  private static void check(RoleAccess access) {
    Quoting.identifier(access.database());
    access.schemas().forEach(Quoting::identifier);
    if (Admission.system(access.database())) {
      throw notAllowed("spec.forProvider.access names " + access.database() + ", which is SQL Server's own; remove it.");
    }
    if (access.preset().actsAsOwner() && !access.schemas().isEmpty()) {
      throw invalid(
          "spec.forProvider.access has schemas for " + access.database() + ", and who acts as the owner does so in the whole database; remove"
              + " them, or ask for ReadOnly or"
              + " ReadWrite.");
    }
  }

  /** A server without logins that one could make beside other things. */
  static void check(RoleDesign design, RoleOptions options, Edition edition) {
    if (edition == Edition.AZURE_DATABASE && design.login() && !options.contained()) {
      throw invalid("On Azure SQL Database roles that log in are users of databases: set spec.forProvider.sqlserver.contained: true.");
    }
  }

  static void check(RoleDesign design, Map<String, LoginRow> logins) {
    logins.forEach((name, row) -> {
      if (row.ours()) {
        throw notAllowed("Role " + name + " is the provider's own login and can't be managed; choose another name.");
      }
      if (!row.sql()) {
        throw notAllowed("Role " + name + " is a login of Windows', a role of the server's or the like, and only logins with a password are"
            + " managed; choose another name.");
      }
      if (row.mighty() && !design.privileged()) {
        throw notAllowed(
            "Role " + name + " is an administrator or as good as one, and the ProviderConfig doesn't allow to manage such: choose another name, or set"
                + " spec.allowPrivileged there.");
      }
      if (row.isAnothers(design.claim().holder()) || !name.equals(design.name()) && !row.isMadeFor(design.claim().holder())) {
        throw Admission.permanent(Reasons.CONFLICT, another(name));
      }
    });
    if (!design.login() && logins.containsKey(design.name())) {
      throw invalid(
          "Role " + design.name() + " has login: false, and there is a login of that name, which on SQL Server doesn't become a group: choose"
              + " another name, or drop the login.");
    }
  }

  static String another(String login) {
    return "Login " + login + " was made for another resource, or by somebody else while one of two logins of a role would have that name; choose"
        + " another name, or, if"
        + " that one is gone for good, drop the login.";
  }

  static void check(RoleDesign design, RoleScene scene) {
    scene.named(design.name()).ifPresent(there -> {
      conflict(design.claim(), there, scene.database()).ifPresent(sentence -> {
        throw Admission.permanent(Reasons.CONFLICT, sentence);
      });
      if (design.login() && there.role() && there.marker().claim().isEmpty()) {
        throw Admission.permanent(
            Reasons.CONFLICT,
            "Database " + scene.database() + " has a role " + there.name() + " that is somebody else's, so that a login of that name can't be let"
                + " in: rename it, or choose another"
                + " name.");
      }
    });
  }

  /** Who else has claimed a role or user of a database, in a sentence with the remedy. */
  static Optional<String> conflict(Claim ours, RoleScene.Principal there, String database) {
    return there.marker().claim()
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Role " + there.name() + " of database " + database + " is claimed by " + claim.holder()
                + "; choose another name, or, if that one is gone for good, drop the extended property " + ClaimMarker.PROPERTY + " of the role.");
  }

  private static EngineException invalid(String message) {
    return Admission.permanent(Reasons.INVALID_SPEC, message);
  }

  private static EngineException notAllowed(String message) {
    return Admission.permanent(Reasons.ROLE_NOT_ALLOWED, message);
  }
}

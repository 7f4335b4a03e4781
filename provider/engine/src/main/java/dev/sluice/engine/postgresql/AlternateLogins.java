package dev.sluice.engine.postgresql;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The two logins that take turns under one role. What they may do is the role's, limits and parameters are each one's. The
 * role itself stops logging in only when both are there: until then its own password is the one that was handed out before.
 */
final class AlternateLogins {
  private static final String MARK = "sluice: login of %s since ";
  private static final String QUERY =
      """
      SELECT l.rolname, l.rolcanlogin, l.rolconnlimit, l.rolconfig, pg_catalog.shobj_description(l.oid, 'pg_authid'),
        EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = l.oid AND g.rolname = ?)
      FROM pg_catalog.pg_roles l WHERE l.rolname = ANY (?)""";

  private final RoleDesign design;
  private final Map<String, Login> there;

  private record Login(boolean admitted, int connectionLimit, Map<String, String> parameters, boolean member, Optional<Instant> since) {}

  private AlternateLogins(RoleDesign design, Map<String, Login> there) {
    this.design = design;
    this.there = there;
  }

  /** When the password of the current one was made. */
  Optional<Instant> turned() {
    return design.current().flatMap(name -> Optional.ofNullable(there.get(name))).flatMap(Login::since);
  }

  /** @param passwordWorks whether the current one logs in with the password asked for */
  List<RoleChange> changes(RoleRow row, boolean passwordWorks) {
    var changes = new ArrayList<RoleChange>();
    var current = design.current().orElseThrow();
    if (!there.containsKey(current)) {
      changes.add(change("login " + current + " made", creation(current)));
    } else if (!passwordWorks) {
      var sql = new ArrayList<String>();
      design.password().map(ScramVerifier::of).ifPresent(verifier -> sql.add(RoleDifferences.password(Quoting.identifier(current), verifier)));
      sql.add(comment(current));
      changes.add(change("password of " + current + " changed", sql));
    }
    there.forEach((name, login) -> changes.addAll(changes(name, login)));
    var both = RoleDesign.logins(design.name()).stream().allMatch(name -> name.equals(current) || there.containsKey(name));
    if (both && row.found().filter(found -> found.facts().login()).isPresent()) {
      changes.add(change("login of " + design.name() + " itself ended", List.of("ALTER ROLE " + Quoting.identifier(design.name()) + " NOLOGIN")));
    }
    return changes;
  }

  /** @param comment of a role */
  static boolean isMark(String comment) {
    return comment.startsWith(MARK.substring(0, MARK.indexOf('%')));
  }

  /** One that wasn't made for a turn is due for one. */
  private String comment(String login) {
    return "COMMENT ON ROLE " + Quoting.identifier(login) + " IS " + Quoting.literal(MARK.formatted(design.name()) + design.turned().orElse(Instant.EPOCH));
  }

  private List<String> creation(String login) {
    var name = Quoting.identifier(login);
    var sql = new ArrayList<String>();
    sql.add(
        "CREATE ROLE " + name + " LOGIN INHERIT"
            + design.connectionLimit().map(limit -> " CONNECTION LIMIT " + limit).orElse("")
            + design.password().map(password -> " PASSWORD " + Quoting.literal(ScramVerifier.of(password))).orElse(""));
    sql.add(comment(login));
    sql.add("GRANT " + Quoting.identifier(design.name()) + " TO " + name);
    design.parameters().ifPresent(parameters ->
        new TreeMap<>(parameters).forEach((key, value) -> sql.add(new RoleParameter(key, value).set(login))));
    return sql;
  }

  private List<RoleChange> changes(String name, Login login) {
    var changes = new ArrayList<RoleChange>();
    var quoted = Quoting.identifier(name);
    if (!login.admitted()) {
      changes.add(change(name + ": login false -> true", List.of("ALTER ROLE " + quoted + " LOGIN")));
    }
    if (!login.member()) {
      changes.add(change(name + ": membership in " + design.name() + " granted", List.of("GRANT " + Quoting.identifier(design.name()) + " TO " + quoted)));
    }
    design.connectionLimit().filter(limit -> limit != login.connectionLimit()).ifPresent(limit ->
        changes.add(
            change(
                name + ": connectionLimit " + login.connectionLimit() + " -> " + limit, List.of("ALTER ROLE " + quoted + " CONNECTION LIMIT " + limit))));
    design.parameters().ifPresent(parameters -> {
      new TreeMap<>(parameters).forEach((key, value) -> {
        var parameter = new RoleParameter(key, value);
        if (Optional.ofNullable(login.parameters().get(key)).filter(parameter::is).isEmpty()) {
          changes.add(change(name + ": parameter " + key + " -> " + value, List.of(parameter.set(name))));
        }
      });
      for (var key : new TreeSet<>(login.parameters().keySet())) {
        if (!parameters.containsKey(key)) {
          changes.add(change(name + ": parameter " + key + " -> (unset)", List.of(RoleParameter.reset(name, key))));
        }
      }
    });
    return changes;
  }

  static AlternateLogins read(Connection connection, RoleDesign design) throws SQLException {
    var logins = new TreeMap<String, Login>();
    try (var ask = connection.prepareStatement(QUERY)) {
      ask.setString(1, design.name());
      ask.setArray(2, connection.createArrayOf("text", RoleDesign.logins(design.name()).toArray()));
      try (var rows = ask.executeQuery()) {
        while (rows.next()) {
          var comment = Optional.ofNullable(rows.getString(5)).filter(text -> text.startsWith(MARK.formatted(design.name())));
          if (comment.isEmpty()) {
            throw Admission.permanent(
                Reasons.CONFLICT,
                "Role " + rows.getString(1) + ", which would be one of the two logins of " + design.name()
                    + ", is there already and isn't this resource's; rename it, or set spec.forProvider.rotation.strategy to InPlace.");
          }
          logins.put(rows.getString(1), new Login(rows.getBoolean(2), rows.getInt(3), RoleRow.parameters(rows.getArray(4)), rows.getBoolean(6), since(comment.get())));
        }
      }
    }
    return new AlternateLogins(design, logins);
  }

  private static Optional<Instant> since(String comment) {
    return ClaimMarker.instant(comment.substring(comment.lastIndexOf(' ') + 1));
  }

  private static RoleChange change(String what, List<String> sql) {
    return new RoleChange(what, sql, Optional.empty());
  }
}

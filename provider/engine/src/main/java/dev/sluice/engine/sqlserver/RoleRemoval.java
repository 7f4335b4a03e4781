package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.sqlserver.RoleScene.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a role goes: nobody logs in any more, its sessions end, it leaves the databases, then its logins go. */
record RoleRemoval(RoleDesign design, RemovalPolicy policy, Reach reach) {
  private static final int LOGGED_IN = 15434;
  private static final String PRINCIPALS =
      """
      SELECT N'principal' AS kind, %1$s AS database_name, p.name COLLATE Latin1_General_BIN2 AS a, p.type COLLATE Latin1_General_BIN2 AS b,
        CONVERT(varchar(200), p.sid, 2) COLLATE Latin1_General_BIN2 AS c, CASE p.authentication_type WHEN 2 THEN 'contained' ELSE '' END AS d,
        (SELECT CAST(x.value AS nvarchar(3750)) COLLATE Latin1_General_BIN2 FROM %2$s.sys.extended_properties x
          WHERE x.class = 4 AND x.major_id = p.principal_id AND x.minor_id = 0 AND x.name = %3$s) AS f
      FROM %2$s.sys.database_principals p WHERE %4$s AND p.name <> N'dbo'""";
  /** All databases at once, as far as we may enter them. */
  private static final String EVERYWHERE =
      """
      DECLARE @sql nvarchar(max) = (SELECT STRING_AGG(REPLACE(REPLACE(CAST(%s AS nvarchar(max)), N'{literal}', N'N' + QUOTENAME(d.name, '''')),
        N'{name}', QUOTENAME(d.name)), N' UNION ALL ') FROM sys.databases d WHERE d.state = 0 AND d.database_id > 4 AND HAS_DBACCESS(d.name) = 1);
      IF @sql IS NULL SELECT NULL AS database_name WHERE 1 = 0 ELSE EXEC sys.sp_executesql @sql, N'@name nvarchar(128)', @name = %s;""";

  /** @return why it stays */
  Optional<String> remove(Session session) throws SQLException {
    var logins = reach.edition() == Edition.AZURE_DATABASE ? Map.<String, LoginRow>of() : LoginRow.read(session.connection(), Identities.names(design.name()));
    var ours = new LinkedHashMap<String, LoginRow>();
    logins.forEach((name, row) -> {
      if (row.isMadeFor(design.claim().holder())) {
        ours.put(name, row);
      }
    });
    // Users of logins that somebody has dropped by hand are known by the same.
    var sids = Identities.names(design.name()).stream().map(name -> LoginSid.of(design.claim().holder(), name)).toList();
    var there = principals(session, sids);
    var mine = new LinkedHashMap<String, List<Principal>>();
    var stays = Optional.<String>empty();
    for (var place : there.entrySet()) {
      for (var principal : place.getValue()) {
        if (sids.contains(principal.sid()) || isMade(principal)) {
          mine.computeIfAbsent(place.getKey(), any -> new ArrayList<>()).add(principal);
        } else if (principal.role() || principal.contained()) {
          stays = Optional.of(staying(principal, place.getKey()));
        }
      }
    }
    if (ours.isEmpty() && mine.isEmpty()) {
      return logins.containsKey(design.name()) ? Optional.of(staying(logins.get(design.name()))) : stays;
    }
    remove(session, ours, mine);
    return Optional.empty();
  }

  private boolean isMade(Principal principal) {
    var ours = design.claim();
    return principal.marker().claim().filter(claim -> claim.made() && (claim.uid().equals(ours.uid()) || claim.holder().equals(ours.holder()))).isPresent();
  }

  private String staying(LoginRow row) {
    return row.isAnothers(design.claim().holder()) ? RoleAdmission.another(row.name()) : "Role " + row.name() + " was there before this resource and stays.";
  }

  private String staying(Principal principal, String database) {
    return RoleAdmission.conflict(design.claim(), principal, database)
        .orElse("Role " + principal.name() + " of database " + database + " was there before this resource and stays.");
  }

  private void remove(Session session, Map<String, LoginRow> logins, Map<String, List<Principal>> mine) throws SQLException {
    var databases = owned(session, logins.values());
    if (!databases.isEmpty()) {
      throw Departure.blocked(design.name(), "it owns database " + String.join(", ", databases) + ". Delete that first, or give it another owner");
    }
    // All that may stand in the way is asked before anything is done.
    var steps = new ArrayList<Step>();
    for (var place : mine.entrySet()) {
      // Members go before their role.
      for (var principal : place.getValue().stream().sorted((one, other) -> Boolean.compare(one.role(), other.role())).toList()) {
        steps.addAll(Departure.steps(session, reach, place.getKey(), principal, policy));
      }
    }
    for (var name : logins.keySet()) {
      reach.make(session, Step.server("login " + name + " ended", "ALTER LOGIN " + Quoting.identifier(name) + " DISABLE"));
    }
    for (var place : mine.entrySet()) {
      for (var principal : place.getValue().stream().filter(Principal::contained).toList()) {
        reach.make(session, Step.inside(place.getKey(), "user " + principal.name() + " ended", List.of("REVOKE CONNECT FROM " + Quoting.identifier(principal.name()))));
      }
    }
    endSessions(session, logins.values().stream().map(LoginRow::sid).toList());
    for (var place : mine.entrySet()) {
      var users = place.getValue().stream().filter(Principal::contained).map(Principal::sid).toList();
      if (!users.isEmpty()) {
        reach.<Void>about(session, place.getKey(), there -> {
          endSessions(there, users);
          return null;
        });
      }
    }
    for (var step : steps) {
      reach.make(session, step);
    }
    for (var name : logins.keySet()) {
      drop(session, name);
    }
  }

  private void drop(Session session, String login) throws SQLException {
    try {
      Batch.execute(session.connection(), "DROP LOGIN " + Quoting.identifier(login));
    } catch (SQLException e) {
      if (e.getErrorCode() == LOGGED_IN) {
        throw new EngineException(
            new Failure.Transient(
                Reasons.DELETION_BLOCKED,
                "Role " + login + " isn't dropped because its sessions haven't ended; it will be tried again. To see and end them the provider's"
                    + " login needs VIEW SERVER STATE and"
                    + " ALTER ANY CONNECTION.",
                Optional.ofNullable(e.getSQLState())));
      }
      throw e;
    }
  }

  private static List<String> owned(Session session, Collection<LoginRow> logins) throws SQLException {
    return logins.isEmpty()
        ? List.of()
        : Batch.query(session.connection(), "SELECT name FROM sys.databases WHERE owner_sid IN (" + sids(logins.stream().map(LoginRow::sid).toList()) + ") ORDER BY name", rows -> {
          var found = new ArrayList<String>();
          while (rows.next()) {
            found.add(rows.getString(1));
          }
          return found;
        });
  }

  private static void endSessions(Session session, List<String> sids) throws SQLException {
    if (sids.isEmpty()) {
      return;
    }
    var sql = "SELECT session_id FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND session_id <> @@SPID AND original_security_id IN (" + sids(sids) + ")";
    var ids = Batch.query(session.connection(), sql, rows -> {
      var found = new ArrayList<Integer>();
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
      return found;
    });
    for (var id : ids) {
      try {
        Batch.execute(session.connection(), "KILL " + id);
      } catch (SQLException e) {
        // Gone by itself meanwhile; or not ours to end, and then the server says so when the login is dropped.
        if (e.getErrorCode() != 6106 && e.getErrorCode() != 6102) {
          throw e;
        }
      }
    }
  }

  private static String sids(Collection<String> sids) {
    return sids.stream().map(sid -> "0x" + sid).collect(Collectors.joining(", "));
  }

  private Map<String, List<Principal>> principals(Session session, List<String> sids) throws SQLException {
    if (reach.edition().seesAcross()) {
      return Batch.query(session.connection(), everywhere(design.name(), sids), RoleRemoval::read);
    }
    var found = new LinkedHashMap<String, List<Principal>>();
    var databases = Batch.query(session.connection(), "SELECT name FROM sys.databases WHERE state = 0 AND name <> N'master'", rows -> {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    });
    for (var database : databases) {
      found.putAll(reach.query(session, database, one(Quoting.literal(database), Quoting.identifier(database), RoleScene.theirs(List.of(design.name()), sids)), RoleRemoval::read));
    }
    return found;
  }

  static String everywhere(String name, List<String> sids) {
    // No name stands in the text while names are put into it.
    return EVERYWHERE.formatted(Quoting.literal(one("{literal}", "{name}", "(p.name = @name OR p.sid IN (" + sids(sids) + "))")), Quoting.literal(name));
  }

  private static String one(String literal, String database, String whose) {
    return PRINCIPALS.formatted(literal, database, Quoting.literal(ClaimMarker.PROPERTY), whose);
  }

  private static Map<String, List<Principal>> read(ResultSet rows) throws SQLException {
    var found = new LinkedHashMap<String, List<Principal>>();
    while (rows.next()) {
      found.computeIfAbsent(rows.getString("database_name"), any -> new ArrayList<>()).add(
          new Principal(
              rows.getString("a"), rows.getString("b").strip().equals("R"), Objects.requireNonNullElse(rows.getString("c"), ""), "contained".equals(rows.getString("d")), false,
              Optional.empty(), ClaimMarker.parse(Optional.ofNullable(rows.getString("f")))));
    }
    return found;
  }
}

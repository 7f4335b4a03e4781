package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.sqlserver.RoleScene.Principal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a role leaves a database: what it owns goes to the database's owner, what it granted ends, and then it goes itself. */
record Departure(Identities identities, RoleScene scene) {
  /**
   * What has to be undone before a principal can be dropped, each as a statement, and what nobody but a person can undo. Others of
   * the role's may have gone before.
   */
  private static final String TIES =
      """
      SELECT 1 AS place, N'IF DATABASE_PRINCIPAL_ID(N' + QUOTENAME(USER_NAME(m.member_principal_id), '''') + N') IS NOT NULL ALTER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER ' + QUOTENAME(USER_NAME(m.member_principal_id)) COLLATE DATABASE_DEFAULT AS statement
      FROM sys.database_role_members m JOIN sys.database_principals r ON r.principal_id = m.role_principal_id WHERE r.name = %1$s
      UNION ALL
      SELECT 2, N'IF DATABASE_PRINCIPAL_ID(N' + QUOTENAME(USER_NAME(g.grantee_principal_id), '''') + N') IS NOT NULL REVOKE ' + g.permission_name COLLATE DATABASE_DEFAULT
        + CASE g.class WHEN 0 THEN N'' WHEN 3 THEN N' ON SCHEMA::' + QUOTENAME(SCHEMA_NAME(g.major_id))
            WHEN 4 THEN (SELECT CASE w.type WHEN 'R' THEN N' ON ROLE::' ELSE N' ON USER::' END FROM sys.database_principals w WHERE w.principal_id = g.major_id)
              + QUOTENAME(USER_NAME(g.major_id))
            ELSE N' ON OBJECT::' + QUOTENAME(OBJECT_SCHEMA_NAME(g.major_id)) + N'.' + QUOTENAME(OBJECT_NAME(g.major_id)) END
        + ISNULL(N' (' + QUOTENAME(COL_NAME(CASE g.class WHEN 1 THEN g.major_id END, NULLIF(g.minor_id, 0))) + N')', N'')
        + N' FROM ' + QUOTENAME(USER_NAME(g.grantee_principal_id)) + N' CASCADE AS ' + QUOTENAME(USER_NAME(g.grantor_principal_id)) COLLATE DATABASE_DEFAULT
      FROM sys.database_permissions g WHERE USER_NAME(g.grantor_principal_id) = %1$s AND g.class IN (0, 1, 3, 4)
      UNION ALL
      SELECT 3, OBJECT_SCHEMA_NAME(c.object_id) + N'.' + OBJECT_NAME(c.object_id) COLLATE DATABASE_DEFAULT
      FROM sys.sql_modules c WHERE USER_NAME(c.execute_as_principal_id) = %1$s
      ORDER BY 1, 2""";

  private record Ties(List<String> statements, List<String> modules) {}

  /** Those that are the role's, users first. */
  List<Principal> principals() {
    var found = new ArrayList<Principal>();
    identities.sids().values().forEach(sid -> scene.user(sid).filter(user -> !user.name().equals("dbo")).ifPresent(found::add));
    scene.named(identities.design().name()).filter(there -> there.role() || there.contained()).filter(there -> there.marker().claim().isPresent()).ifPresent(found::add);
    return found;
  }

  /** @throws EngineException DeletionBlocked */
  static List<Step> steps(Session session, Reach reach, String database, Principal there, RemovalPolicy policy) throws SQLException {
    var owned = reach.query(session, database, Ownership.query(RoleScene.theirs(List.of(there.name()), List.of())), Ownership::read);
    if (policy == RemovalPolicy.RESTRICT && !owned.none()) {
      throw blocked(
          there.name(), "it owns " + owned.inWords() + " in database " + database + ". Give these another owner, or set spec.forProvider.deletion"
              + " to Reassign");
    }
    var ties = reach.query(session, database, TIES.formatted(Quoting.literal(there.name())), rows -> {
      var statements = new ArrayList<String>();
      var modules = new ArrayList<String>();
      while (rows.next()) {
        (rows.getInt("place") == 3 ? modules : statements).add(rows.getString("statement"));
      }
      return new Ties(statements, modules);
    });
    if (!ties.modules().isEmpty()) {
      throw blocked(
          there.name(), "it is as whom " + String.join(", ", ties.modules().stream().limit(5).toList()) + " in database " + database + " execute."
              + " Have these execute as another");
    }
    var steps = new ArrayList<Step>();
    if (!owned.none()) {
      steps.add(Step.inside(database, "given to the owner of database " + database + ": " + owned.inWords(), owned.statements()));
    }
    var sql = new ArrayList<>(ties.statements());
    sql.add((there.role() ? "DROP ROLE " : "DROP USER ") + Quoting.identifier(there.name()));
    steps.add(Step.inside(database, (there.role() ? "role " : "user ") + there.name() + " dropped from database " + database, sql));
    return steps;
  }

  static EngineException blocked(String role, String why) {
    return new EngineException(new Failure.MissingRight(Reasons.DELETION_BLOCKED, "Role " + role + " isn't dropped because " + why + ".", Optional.empty()));
  }
}

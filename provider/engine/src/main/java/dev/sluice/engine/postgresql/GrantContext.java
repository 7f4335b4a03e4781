package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTerms;
import java.util.List;
import java.util.Optional;

/**
 * Who grants to whom.
 *
 * @param login whom we logged in as
 * @param exists whether there is the role
 * @param superuser whether it is one
 * @param mighty whether it is as good as one
 * @param runner whether it is there to run migrations
 * @param creator whose later objects are meant, where that is asked
 * @param mightyCreator whether he is a superuser or as good as one
 */
record GrantContext(String login, int majorVersion, boolean exists, boolean superuser, boolean mighty, boolean runner, String creator, boolean mightyCreator) {
  private static final String QUERY =
      """
      SELECT session_user::text, pg_catalog.current_setting('server_version_num')::int / 10000, r.oid IS NOT NULL, coalesce(r.rolsuper, false),
        coalesce(%s, false), who.creator, coalesce(%s, false), pg_catalog.shobj_description(r.oid, 'pg_authid')
      FROM (SELECT ?::text AS role, coalesce(NULLIF(?::text, ''), (SELECT pg_catalog.pg_get_userbyid(datdba)::text FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database())) AS creator) who
      LEFT JOIN pg_catalog.pg_roles r ON r.rolname = who.role LEFT JOIN pg_catalog.pg_roles c ON c.rolname = who.creator"""
          .formatted(RoleRow.MIGHTY.formatted("r"), RoleRow.MIGHTY.formatted("c"));

  static Question<GrantContext> of(GrantTerms terms) {
    var creator = terms.on() instanceof DefaultPrivileges later ? later.owner().orElse("") : "";
    return new Question<>(QUERY, List.of(terms.role(), creator), row -> {
      row.next();
      var runner = Optional.ofNullable(row.getString(8)).filter(Runner::isMark).isPresent();
      return new GrantContext(
          row.getString(1), row.getInt(2), row.getBoolean(3), row.getBoolean(4), row.getBoolean(5), runner, row.getString(6), row.getBoolean(7));
    });
  }

  /** Whether such may be granted at all. */
  void check(GrantDesign design) {
    var role = design.terms().role();
    if (role.equals("public") || role.startsWith("pg_")) {
      throw Admission.permanent(Reasons.INVALID_SPEC, "Role " + role + " is PostgreSQL's own, and nothing is granted to it; name one of the application's.");
    }
    if (!exists) {
      throw new EngineException(
          new Failure.Transient("WaitingForReference", "There is no role " + role + " yet; create it, or correct the name.", Optional.empty()));
    }
    if (runner) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED, "Role " + role + " is there to run migrations, and nothing else is granted to it; name another role.");
    }
    if (superuser || role.equals(login) || mighty && !design.privileged()) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "Role " + role + (role.equals(login) ? " is the provider's own login" : " is a superuser or as good as one")
              + ", to which nothing is granted; name a role of the application.");
    }
    if (design.terms().on() instanceof DefaultPrivileges && mightyCreator) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "Role " + creator + " is the provider's own login, a superuser or as good as one; on what it makes later nothing is granted. Name another one in"
              + " spec.forProvider.on.defaultPrivileges.owner, or give the database an owner of its own.");
    }
  }
}

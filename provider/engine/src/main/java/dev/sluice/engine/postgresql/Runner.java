package dev.sluice.engine.postgresql;

import dev.sluice.engine.Password;
import java.time.Instant;
import java.util.Objects;

/**
 * A login that the provider makes to run somebody else's SQL in: member of one role and of nothing else, which it acts as from
 * its login on, so that neither RESET ROLE nor SET SESSION AUTHORIZATION leads to the provider's own rights.
 *
 * @param role as which it acts
 * @param renew when it is to get a new password, well before the old one ends
 */
record Runner(String login, String role, Password password, Instant renew) {
  private static final String SUFFIX = "_runner";
  private static final String MARK = "sluice: runs migrations as ";

  Runner {
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(renew, "renew");
  }

  static String loginFor(String role) {
    return OwnerRole.suffixed(role, SUFFIX);
  }

  /** The comment by which a runner is known as ours. */
  static String mark(String role) {
    return MARK + role;
  }

  /** @param comment of a role */
  static boolean isMark(String comment) {
    return comment.startsWith(MARK);
  }

  /** A statement that drops the runner of a role, where there is one of ours; its sessions end with the rights they had. */
  static String removal(String role) {
    var login = loginFor(role);
    return Quoting.block("BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = " + Quoting.literal(login)
        + " AND pg_catalog.shobj_description(oid, 'pg_authid') = " + Quoting.literal(mark(role)) + ") THEN DROP ROLE "
        + Quoting.identifier(login) + "; END IF; END");
  }
}

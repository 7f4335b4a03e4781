package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import java.sql.SQLException;
import java.util.Optional;

/** Whether what is done inside a database stays there. */
final class RunnerPlace {
  /** Who owns it counts where it is trusted: then code of its owner's may do beyond it what he may. */
  private static final String QUERY =
      """
      SELECT d.is_trustworthy_on, d.is_db_chaining_on,
        CASE WHEN d.owner_sid IN (0x01, SUSER_SID()) OR EXISTS (SELECT 1 FROM sys.server_principals p WHERE p.sid = d.owner_sid AND %s) THEN 1 ELSE 0 END AS mighty_owner
      FROM sys.databases d WHERE d.name = ?"""
          .formatted(LoginRow.MIGHTY.replace("%%", "%"));

  private RunnerPlace() {}

  /** @throws EngineException DatabaseMissing, OwnerNotAllowed */
  static void check(Session session, String database, Edition edition) throws SQLException {
    if (edition == Edition.AZURE_DATABASE) {
      // There no database reaches into another.
      return;
    }
    Batch.<Void>query(session.connection(), QUERY, row -> {
      if (!row.next()) {
        throw Admission.permanent(Reasons.DATABASE_MISSING, "There is no database " + database + ". Create it first.");
      }
      var trusted = row.getBoolean("is_trustworthy_on") && row.getBoolean("mighty_owner");
      if (trusted || row.getBoolean("is_db_chaining_on")) {
        throw new EngineException(
            new Failure.MissingRight(
                Reasons.OWNER_NOT_ALLOWED,
                "Database " + database + (trusted ? " is TRUSTWORTHY and its owner an administrator, or the provider's own login" : " has DB_CHAINING on")
                    + ", so that SQL from Git could reach beyond it: ALTER DATABASE " + Quoting.identifier(database) + " SET " + (trusted ? "TRUSTWORTHY" : "DB_CHAINING")
                    + " OFF" + (trusted ? ", or give it another owner." : "."),
                Optional.empty()));
      }
      return null;
    }, database);
  }
}

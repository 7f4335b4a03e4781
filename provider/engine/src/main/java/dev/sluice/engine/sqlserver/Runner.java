package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import dev.sluice.engine.migration.RunAs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;

/**
 * A login that the provider makes to run somebody else's SQL in: a user of one database, where it may change the schema and become
 * nobody else, and nothing beyond. On Azure SQL Database it is a user of the database alone.
 *
 * @param renew when it is to get a new password
 */
record Runner(String login, String database, Password password, Instant renew) {
  private static final String SUFFIX = "_runner";

  Runner {
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(renew, "renew");
  }

  /** @param as Owner, or a role of the database; each has its own */
  static String loginFor(String database, RunAs as) {
    var name = as instanceof RunAs.Role(String role) ? database + "_" + role : database;
    return Identities.suffixed(name, SUFFIX);
  }

  /** By which its login is known as ours, and a Role can't take it over. */
  static String holder(String database) {
    return "the migrations of database " + database;
  }

  static String sid(String database, String login) {
    return LoginSid.of(holder(database), login);
  }

  /** Of a database that is gone, those that are ours. */
  static void remove(Connection connection, String database) throws SQLException {
    var logins = Batch.query(connection, "SELECT name, CONVERT(varchar(200), sid, 2) FROM sys.sql_logins WHERE CONVERT(binary(6), sid) = 0x" + LoginSid.MARK, rows -> {
      var found = new ArrayList<String>();
      while (rows.next()) {
        if (sid(database, rows.getString(1)).equals(rows.getString(2))) {
          found.add(rows.getString(1));
        }
      }
      return found;
    });
    for (var login : logins) {
      Batch.execute(connection, "DROP LOGIN " + Quoting.identifier(login));
    }
  }
}

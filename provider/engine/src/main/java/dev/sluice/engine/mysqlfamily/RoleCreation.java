package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How an account is made: the claim comes first, since the two can't be one transaction. An account without one is somebody else's. */
record RoleCreation(RoleDesign design, Account account, AccountDialect dialect) {
  private static final int ALREADY_THERE = 1396;

  /** @param row as it was found, under the lock */
  void make(Connection connection, AccountRow row) throws SQLException {
    if (row.found().isEmpty()) {
      make(connection);
    } else if (row.claim().isEmpty()) {
      throw alreadyThere();
    }
  }

  private void make(Connection connection) throws SQLException {
    RoleClaim.prepare(connection);
    var claim = new Claim(design.claim().uid(), design.claim().holder(), true);
    new RoleClaim(claim, design.turned()).writing(account).execute(connection);
    try {
      statement().execute(connection);
    } catch (SQLException e) {
      if (e.getErrorCode() == ALREADY_THERE) {
        RoleClaim.remove(connection, account);
        throw alreadyThere();
      }
      throw e;
    }
  }

  /** Without a password it would let in anybody, once it isn't locked any more: it gets one that nobody knows. */
  private BoundSql statement() {
    if (account.isRole()) {
      return BoundSql.of("CREATE ROLE " + account.sql());
    }
    var isLogin = design.login() && design.current().isEmpty();
    return BoundSql.of(
        "CREATE USER " + account.sql() + dialect.identified(plugin()) + design.connectionLimit().map(RoleDifferences::limit).orElse("")
            + (isLogin ? "" : " ACCOUNT LOCK"),
        dialect.parameter(design.password().filter(password -> isLogin).orElseGet(Password::random)));
  }

  private Optional<String> plugin() {
    return Optional.ofNullable((String) design.options().get("authenticationPlugin"));
  }

  static RoleClaim claim(Account of) {
    return new RoleClaim(RoleClaim.ofLogin(of), Optional.empty());
  }

  /** One of the two that take turns as another one, without rights and a password that anybody knows. */
  RoleStep login(Account of) {
    return new RoleStep(
        "login " + account + " made",
        List.of(
            claim(of).writing(account),
            BoundSql.of("CREATE USER " + account.sql() + dialect.identified(plugin()), dialect.parameter(Password.random()))));
  }

  private EngineException alreadyThere() {
    return Admission.permanent(
        Reasons.ALREADY_EXISTS, "Role " + account + " was made by somebody else meanwhile; choose another name, or adopt it.");
  }
}

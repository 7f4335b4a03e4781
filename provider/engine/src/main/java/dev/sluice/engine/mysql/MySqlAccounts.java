package dev.sluice.engine.mysql;

import dev.sluice.engine.Password;
import dev.sluice.engine.mysqlfamily.AccountDialect;

/** Accounts of MySQL, whose way to check a password is the server's to choose. */
enum MySqlAccounts implements AccountDialect {
  INSTANCE;

  @Override
  public int longestUser() {
    return 32;
  }

  @Override
  public String locked() {
    return "u.account_locked = 'Y'";
  }

  /** The server takes no hash for every way it has; in its own logs it writes one in the password's place. */
  @Override
  public String identified() {
    return " IDENTIFIED BY ?";
  }

  @Override
  public Password parameter(Password password) {
    return password;
  }
}

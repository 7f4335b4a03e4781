package dev.sluice.engine.mysql;

import dev.sluice.engine.Password;
import dev.sluice.engine.mysqlfamily.AccountDialect;
import java.util.Optional;

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
  public String identified(Optional<String> plugin) {
    return plugin.map(name -> " IDENTIFIED WITH " + name).orElse(" IDENTIFIED") + " BY ?";
  }

  @Override
  public boolean choosesPlugins() {
    return true;
  }

  @Override
  public Password parameter(Password password) {
    return password;
  }
}

package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;

/** In what MySQL and MariaDB differ about accounts. Stateless; used by many threads. */
public interface AccountDialect {

  /** In characters, of an account's name without its host. */
  int longestUser();

  /** An expression: whether the account {@code u} of {@code mysql.user} is locked. */
  String locked();

  /** Sets an account's password, by one parameter. */
  String identified();

  /** That parameter. */
  Password parameter(Password password);
}

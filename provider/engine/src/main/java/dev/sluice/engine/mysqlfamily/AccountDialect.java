package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.util.Optional;

/** In what MySQL and MariaDB differ about accounts. Stateless; used by many threads. */
public interface AccountDialect {

  /** In characters, of an account's name without its host. */
  int longestUser();

  /** An expression: whether the account {@code u} of {@code mysql.user} is locked. */
  String locked();

  /**
   * Sets an account's password, by one parameter.
   *
   * @param plugin by which it is to be checked; empty: the server's usual one
   */
  String identified(Optional<String> plugin);

  /** Whether that can be chosen. */
  boolean choosesPlugins();

  /** That parameter. */
  Password parameter(Password password);
}

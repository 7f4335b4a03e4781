package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.util.List;
import java.util.Optional;

/** In what MySQL and MariaDB differ about accounts. Stateless; used by many threads. */
public interface AccountDialect {

  /** In characters, of an account's name without its host. */
  int longestUser();

  /** An expression: whether the account {@code u} of {@code mysql.user} is locked. */
  String locked();

  /** An expression: what the account {@code u} may do everywhere, as bits, where the dictionary doesn't list that; else empty. */
  String access();

  /** A query: the member's user {@code u} and host {@code h}, the group's {@code g} and {@code gh}, and {@code adm}, Y where it may be handed on. */
  String memberships();

  /** A query: the same without the last, of those groups whose rights a member has from its login on. */
  String defaults();

  /** An expression: ON where names of databases are no patterns in grants; null where there is no such setting. */
  String partialRevokes();

  /** Whether any account can be a group; else groups are something of their own, and an account has the rights of one from its login on. */
  boolean accountsAreGroups();

  /**
   * Gives an account the rights of groups from its login on, and takes those of others away.
   *
   * @param groups at least one; where accounts are no groups, just one
   */
  String withRightsOf(String account, List<String> groups);

  /** What the provider's login needs to make members of groups. */
  String rightsForGroups();

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

package dev.sluice.engine.mysql;

import dev.sluice.engine.Password;
import dev.sluice.engine.mysqlfamily.AccountDialect;
import java.util.List;
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

  @Override
  public String access() {
    return "''";
  }

  @Override
  public String memberships() {
    return "SELECT TO_USER AS u, TO_HOST AS h, FROM_USER AS g, FROM_HOST AS gh, WITH_ADMIN_OPTION AS adm FROM mysql.role_edges";
  }

  @Override
  public String defaults() {
    return "SELECT USER AS u, HOST AS h, DEFAULT_ROLE_USER AS g, DEFAULT_ROLE_HOST AS gh FROM mysql.default_roles";
  }

  @Override
  public String partialRevokes() {
    return "(SELECT VARIABLE_VALUE FROM performance_schema.global_variables WHERE VARIABLE_NAME = 'partial_revokes')";
  }

  @Override
  public boolean accountsAreGroups() {
    return true;
  }

  @Override
  public String withRightsOf(String account, List<String> groups) {
    return "ALTER USER " + account + " DEFAULT ROLE " + String.join(", ", groups);
  }

  @Override
  public String rightsForGroups() {
    return "ROLE_ADMIN";
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

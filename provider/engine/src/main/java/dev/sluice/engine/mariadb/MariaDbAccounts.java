package dev.sluice.engine.mariadb;

import dev.sluice.engine.Password;
import dev.sluice.engine.mysqlfamily.AccountDialect;
import dev.sluice.engine.mysqlfamily.NativeHash;
import java.util.List;
import java.util.Optional;

/** Accounts of MariaDB, whose logs show passwords: it gets their hashes instead. */
enum MariaDbAccounts implements AccountDialect {
  INSTANCE;

  @Override
  public int longestUser() {
    return 128;
  }

  /** What looks like the table of old is a view here, without this. */
  @Override
  public String locked() {
    return "(SELECT JSON_VALUE(g.Priv, '$.account_locked') FROM mysql.global_priv g WHERE g.Host = u.Host AND g.User = u.User) IN ('1', 'true')";
  }

  @Override
  public String access() {
    return "(SELECT IF(g.Host = '', JSON_VALUE(g.Priv, '$.access'), '') FROM mysql.global_priv g WHERE g.Host = u.Host AND g.User = u.User)";
  }

  @Override
  public String memberships() {
    return "SELECT User AS u, Host AS h, Role AS g, '' AS gh, Admin_option AS adm FROM mysql.roles_mapping";
  }

  @Override
  public String defaults() {
    return "SELECT User AS u, Host AS h, default_role AS g, '' AS gh FROM mysql.user WHERE default_role <> ''";
  }

  @Override
  public String partialRevokes() {
    return "NULL";
  }

  @Override
  public boolean accountsAreGroups() {
    return false;
  }

  @Override
  public String withRightsOf(String account, List<String> groups) {
    return "SET DEFAULT ROLE " + groups.getFirst() + " FOR " + account;
  }

  @Override
  public String rightsForGroups() {
    return "UPDATE on mysql.* and ADMIN OPTION for the groups that it didn't make";
  }

  @Override
  public boolean choosesPlugins() {
    return false;
  }

  @Override
  public String identified(Optional<String> plugin) {
    return " IDENTIFIED VIA mysql_native_password USING ?";
  }

  @Override
  public Password parameter(Password password) {
    return new Password(NativeHash.of(password));
  }
}

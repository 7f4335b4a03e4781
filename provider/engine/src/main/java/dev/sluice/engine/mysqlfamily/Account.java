package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who logs in here: a user from somewhere.
 *
 * @param host a pattern, as of LIKE
 */
record Account(String user, String host) {
  static final String ANYWHERE = "%";
  /** Servers of old, with 60, say so themselves. */
  private static final int LONGEST_HOST = 255;
  private static final Set<String> SYSTEMS = Set.of("", "root", "mysql", "mariadb.sys", "public", "none");

  /** {@code app} is {@code app} from anywhere, {@code app@10.0.%} from there. */
  static Account of(String role) {
    var at = role.lastIndexOf('@');
    // The server folds the case of hosts, not of users.
    return at < 0 ? new Account(role, ANYWHERE) : kept(role.substring(0, at), role.substring(at + 1));
  }

  /** As the server says it. */
  static Account kept(String user, String host) {
    return new Account(user, host.toLowerCase(Locale.ROOT));
  }

  /** One of MariaDB's roles, in which nobody logs in, and which has no host. */
  static Account role(String name) {
    return new Account(name, "");
  }

  boolean isRole() {
    return host.isEmpty();
  }

  /** The two that take turns as it. */
  List<Account> logins() {
    return List.of(new Account(user + "_a", host), new Account(user + "_b", host));
  }

  /** Users are told apart by case, hosts aren't. */
  boolean is(String otherUser, String otherHost) {
    return user.equals(otherUser) && host.equalsIgnoreCase(otherHost);
  }

  /** What can be told without the server. */
  void check(AccountDialect dialect, String product) {
    if (SYSTEMS.contains(user.toLowerCase(Locale.ROOT)) || user.startsWith("mysql.")) {
      throw Admission.permanent(Reasons.ROLE_NOT_ALLOWED, "Role " + this + " is " + product + "'s own and can't be managed; choose another name.");
    }
    if (user.length() > dialect.longestUser()) {
      throw invalid(
          "has " + user.length() + " characters before its host, and " + dialect.longestUser() + " is the most on " + product + "; choose a shorter one");
    }
    if (host.length() > LONGEST_HOST) {
      throw invalid("has " + host.length() + " characters in its host, and " + LONGEST_HOST + " is the most; choose a shorter one");
    }
    if ((user + host).codePoints().anyMatch(point -> point < ' ' || point > Character.MAX_VALUE || "'\"`\\".indexOf(point) >= 0 || isHalf(point))) {
      throw invalid("holds a quotation mark, a backslash, or a character that no account may have; remove it");
    }
    if (!user.strip().equals(user) || !host.strip().equals(host) || host.isEmpty() || host.indexOf('/') >= 0) {
      throw invalid("must be a user, or user@host with a host such as 10.0.% and no spaces around them; correct it");
    }
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private RuntimeException invalid(String why) {
    return Admission.permanent(Reasons.INVALID_SPEC, "The name of role " + this + " " + why + ".");
  }

  /** Only for one that was checked. */
  String sql() {
    return isRole() ? "`" + user + "`" : "`" + user + "`@`" + host + "`";
  }

  /** As the information schema writes who has a privilege. */
  String grantee() {
    return "'" + user + "'@'" + host + "'";
  }

  /** Users are told apart by case, which the dictionary doesn't. */
  boolean isGrantee(String text) {
    return text.startsWith("'" + user + "'@") && text.equalsIgnoreCase(grantee());
  }

  /** Also as the dictionary writes who defined something. */
  String full() {
    return user + "@" + host;
  }

  @Override
  public String toString() {
    return host.equals(ANYWHERE) || isRole() ? user : full();
  }
}

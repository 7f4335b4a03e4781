package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import java.util.Locale;
import java.util.Set;

/**
 * Who logs in here: a user from somewhere.
 *
 * @param host a pattern, as of LIKE
 */
record Account(String user, String host) {
  static final String ANYWHERE = "%";
  private static final Set<String> SYSTEMS = Set.of("", "root", "mysql", "mariadb.sys", "public", "none");

  /** {@code app} is {@code app} from anywhere, {@code app@10.0.%} from there. */
  static Account of(String role) {
    var at = role.lastIndexOf('@');
    // The server folds the case of hosts, not of users.
    return at < 0 ? new Account(role, ANYWHERE) : new Account(role.substring(0, at), role.substring(at + 1).toLowerCase(Locale.ROOT));
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
    return "`" + user + "`@`" + host + "`";
  }

  /** As the information schema writes who has a privilege. */
  String grantee() {
    return "'" + user + "'@'" + host + "'";
  }

  /** Also as the dictionary writes who defined something. */
  String full() {
    return user + "@" + host;
  }

  @Override
  public String toString() {
    return host.equals(ANYWHERE) ? user : full();
  }
}

package dev.sluice.engine.sqlserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity that a login is made with. A login has no comment and no property, so this is where the server remembers for
 * whom it was made, from the moment on that it is there. It is the same on every server, so that users of it find it again
 * after a failover, and when it was dropped and made anew.
 */
final class LoginSid {
  /** The word sluice. */
  static final String MARK = "736C75696365";
  private static final int DIGITS = 32;

  private LoginSid() {}

  /**
   * In hexadecimal digits, as the catalogs are asked for them.
   *
   * @param holder who claims it, in words, the same for each life of a manifest
   */
  static String of(String holder, String login) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest((holder + "\n" + login).getBytes(StandardCharsets.UTF_8));
      return (MARK + HexFormat.of().withUpperCase().formatHex(digest)).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether a provider like this one made the login, for whomever. */
  static boolean isMade(String sid) {
    return sid.length() == DIGITS && sid.startsWith(MARK);
  }
}

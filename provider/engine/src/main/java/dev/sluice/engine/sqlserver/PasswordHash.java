package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What the server keeps of a password, computed here, so that the password itself is in no statement and no trace: a version,
 * a salt of four bytes, and SHA-512 of the password in UTF-16LE with the salt behind it. All servers since 2012 take it.
 */
final class PasswordHash {
  private static final String VERSION = "0200";
  private static final int SALT_BYTES = 4;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PasswordHash() {}

  /** As a literal of SQL's. */
  static String of(Password password) {
    var salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return "0x" + of(password, salt);
  }

  /** In hexadecimal digits. */
  static String of(Password password, byte[] salt) {
    try {
      var digest = MessageDigest.getInstance("SHA-512");
      digest.update(password.reveal().getBytes(StandardCharsets.UTF_16LE));
      return VERSION + HEX.formatHex(salt) + HEX.formatHex(digest.digest(salt));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }

  /**
   * Whether it is the password's; empty where it is made in another way, which newer servers have.
   *
   * @param kept in hexadecimal digits
   */
  static Optional<Boolean> matches(String kept, Password password) {
    var hash = kept.toUpperCase(Locale.ROOT);
    var salted = VERSION.length() + 2 * SALT_BYTES;
    if (!hash.startsWith(VERSION) || hash.length() <= salted) {
      return Optional.empty();
    }
    return Optional.of(of(password, HEX.parseHex(hash.substring(VERSION.length(), salted))).equals(hash));
  }
}

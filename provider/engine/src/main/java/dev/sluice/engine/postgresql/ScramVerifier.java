package dev.sluice.engine.postgresql;

import dev.sluice.engine.Password;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the server keeps of a password, computed here, so that the password itself is in no statement and no log.
 *
 * <p>Source: PostgreSQL, src/common/scram-common.c; RFC 5802 section 3, RFC 7677.
 */
final class ScramVerifier {
  private static final int ROUNDS = 4096;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ScramVerifier() {}

  static String of(Password password) {
    var salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return of(password, salt, ROUNDS);
  }

  static String of(Password password, byte[] salt, int rounds) {
    try {
      var spec = new PBEKeySpec(prepared(password).toCharArray(), salt, rounds, KEY_BITS);
      var salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      var stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
      var base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$" + rounds + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(stored) + ":"
          + base64.encodeToString(hmac(salted, "Server Key"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The part of SASLprep (RFC 4013) that changes texts people use. */
  private static String prepared(Password password) {
    return Normalizer.normalize(password.reveal().replaceAll("\\p{Zs}", " "), Normalizer.Form.NFKC);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }
}

package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What MySQL keeps of a password that is checked by {@code caching_sha2_password} ({@code $A$005$}, salt, digest) or
 * {@code sha256_password} ({@code $5$}, salt, {@code $}, digest): "SHA-crypt" (Drepper, Unix crypt using SHA-256, 22.1) with a salt
 * of 20 characters, which no library has, as crypt knows 16 at most.
 */
final class ShaCrypt {
  private static final int SIZE = 32;
  private static final int USUAL_ROUNDS = 5000;
  private static final int THOUSAND = 1000;
  /** More would take longer than to log in. */
  private static final int MOST_ROUNDS = 50_000;
  private static final Pattern CACHING = Pattern.compile("\\$A\\$([0-9A-Fa-f]{3})\\$([^$]{20})([./0-9A-Za-z]{43})", Pattern.DOTALL);
  private static final Pattern PLAIN = Pattern.compile("\\$5\\$([^$]{1,20})\\$([./0-9A-Za-z]{43})", Pattern.DOTALL);
  private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final byte[] salt;
  private final int rounds;
  private final String digest;

  private ShaCrypt(String salt, int rounds, String digest) {
    this.salt = bytes(salt);
    this.rounds = rounds;
    this.digest = digest;
  }

  /** Empty for what is something else, or takes too long to compare. */
  static Optional<ShaCrypt> parse(String kept) {
    var caching = CACHING.matcher(kept);
    if (caching.matches()) {
      return Optional.of(new ShaCrypt(caching.group(2), Integer.parseInt(caching.group(1), 16) * THOUSAND, caching.group(3)))
          .filter(one -> one.rounds <= MOST_ROUNDS);
    }
    var plain = PLAIN.matcher(kept);
    return plain.matches() ? Optional.of(new ShaCrypt(plain.group(1), USUAL_ROUNDS, plain.group(2))) : Optional.empty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean is(Password password) {
    return MessageDigest.isEqual(bytes(digest), bytes(encoded(digestOf(bytes(password.reveal())))));
  }

  private byte[] digestOf(byte[] key) {
    var sha = sha256();
    sha.update(key);
    sha.update(salt);
    var alternate = sha.digest(key);
    sha.update(key);
    sha.update(salt);
    sha.update(repeated(alternate, key.length));
    for (var bits = key.length; bits > 0; bits >>= 1) {
      sha.update((bits & 1) == 1 ? alternate : key);
    }
    var sum = sha.digest();
    for (var i = 0; i < key.length; i++) {
      sha.update(key);
    }
    var keys = repeated(sha.digest(), key.length);
    for (var i = 0; i < 16 + (sum[0] & 0xff); i++) {
      sha.update(salt);
    }
    var salts = repeated(sha.digest(), salt.length);
    for (var round = 0; round < rounds; round++) {
      sha.update(round % 2 == 1 ? keys : sum);
      if (round % 3 != 0) {
        sha.update(salts);
      }
      if (round % 7 != 0) {
        sha.update(keys);
      }
      sha.update(round % 2 == 1 ? sum : keys);
      sum = sha.digest();
    }
    return sum;
  }

  private static byte[] repeated(byte[] block, int length) {
    var all = new byte[length];
    for (var at = 0; at < length; at += block.length) {
      System.arraycopy(block, 0, all, at, Math.min(block.length, length - at));
    }
    return all;
  }

  /** Three bytes are four characters, the lowest bits first; which three is crypt's own order. */
  private static String encoded(byte[] sum) {
    var text = new StringBuilder();
    var order = new int[] {0, 10, 20};
    for (var group = 0; group < SIZE / 3; group++) {
      append(text, sum[order[0]], sum[order[1]], sum[order[2]], 4);
      order = new int[] {order[2] + 1, order[0] + 1, order[1] + 1};
    }
    append(text, (byte) 0, sum[31], sum[30], 3);
    return text.toString();
  }

  private static void append(StringBuilder text, byte high, byte middle, byte low, int characters) {
    var bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | low & 0xff;
    for (var i = 0; i < characters; i++) {
      text.append(ALPHABET.charAt(bits & 0x3f));
      bits >>= 6;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

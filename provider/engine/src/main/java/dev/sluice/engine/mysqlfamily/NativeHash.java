package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a server keeps of a password that is checked by {@code mysql_native_password}. */
public final class NativeHash {
  static final String PLUGIN = "mysql_native_password";

  private NativeHash() {}

  public static String of(Password password) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      var once = sha1.digest(password.reveal().getBytes(StandardCharsets.UTF_8));
      return "*" + HexFormat.of().withUpperCase().formatHex(sha1.digest(once));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}

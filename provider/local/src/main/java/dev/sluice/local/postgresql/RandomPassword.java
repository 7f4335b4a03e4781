package dev.sluice.local.postgresql;

import java.security.SecureRandom;
import java.util.HexFormat;

final class RandomPassword {
  private static final int BYTES = 16;

  private RandomPassword() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

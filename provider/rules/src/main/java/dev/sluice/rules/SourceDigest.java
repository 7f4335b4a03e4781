package dev.sluice.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of a set of files: SHA-256 over the lines {@code <hex SHA-256 of the file>  <file name>\n} in bytewise order
 * of the names, written {@code sha256:<hex>}. In a folder, {@code LC_ALL=C sha256sum * | sha256sum} prints the same.
 */
public final class SourceDigest {
  private SourceDigest() {}

  /** @param files text by file name */
  public static String of(Map<String, String> files) {
    var sorted = new TreeMap<String, String>(SourceDigest::bytewise);
    sorted.putAll(files);
    var lines = new StringBuilder();
    sorted.forEach((name, text) -> lines.append(hex(text)).append("  ").append(name).append('\n'));
    return "sha256:" + hex(lines.toString());
  }

  /** Hex SHA-256 of a text in UTF-8. */
  public static String hex(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static int bytewise(String a, String b) {
    return java.util.Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}

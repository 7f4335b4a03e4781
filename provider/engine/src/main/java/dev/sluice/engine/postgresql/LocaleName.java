package dev.sluice.engine.postgresql;

import java.util.Locale;

/** Names of locales that are written differently and mean the same, such as {@code en_US.utf8} and {@code en_US.UTF-8}. */
final class LocaleName {
  private LocaleName() {}

  static boolean same(String one, String other) {
    return normal(one).equals(normal(other));
  }

  /** ICU's are language tags: the server stores {@code en_US} as {@code en-US}. */
  static boolean sameIcu(String one, String other) {
    return one.replace('_', '-').equalsIgnoreCase(other.replace('_', '-'));
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("posix")) {
      return "c";
    }
    int modifier = lower.indexOf('@') < 0 ? lower.length() : lower.indexOf('@');
    int codeset = lower.indexOf('.');
    if (codeset < 0 || codeset > modifier) {
      return lower;
    }
    return lower.substring(0, codeset)
        + "."
        + lower.substring(codeset, modifier).replaceAll("[^a-z0-9]", "")
        + lower.substring(modifier);
  }
}

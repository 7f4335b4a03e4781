package dev.sluice.engine.mysqlfamily;

import java.util.regex.Pattern;

/** What accounts and grants name hosts and databases by: {@code %} is any text, {@code _} any character, unless escaped. */
record LikePattern(String text) {

  static String escaped(String name) {
    return name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }

  boolean matches(String name) {
    var regex = new StringBuilder();
    for (var at = 0; at < text.length(); at++) {
      var character = text.charAt(at);
      if (character == '\\' && at + 1 < text.length()) {
        at++;
        regex.append(Pattern.quote(text.substring(at, at + 1)));
      } else {
        regex.append(character == '%' ? ".*" : character == '_' ? "." : Pattern.quote(String.valueOf(character)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL).matcher(name).matches();
  }

  /** Where several match, servers take the one whose first wildcard comes last. */
  int precision() {
    var first = text.split("[%_]", 2)[0].length();
    return first == text.length() ? Integer.MAX_VALUE : first;
  }
}

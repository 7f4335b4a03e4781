package dev.sluice.engine.postgresql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A setting of a role's sessions. */
record RoleParameter(String name, String value) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)?");
  /** Their values are lists of names, which the server quotes and separates itself. */
  private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces");
  /** These would make a session somebody else's, or have the server load code. */
  private static final Set<String> REFUSED =
      Set.of("role", "session_authorization", "session_preload_libraries", "local_preload_libraries");

  RoleParameter {
    if (!NAME.matcher(name).matches()) {
      throw Admission.permanent("InvalidSpec", "spec.forProvider.parameters has the name " + name + ", which no setting of PostgreSQL has; correct it.");
    }
    if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
      throw Admission.permanent("InvalidSpec", "spec.forProvider.parameters has " + name + ", which isn't set for a role; remove it.");
    }
  }

  String set(String role) {
    return "ALTER ROLE " + Quoting.identifier(role) + " SET " + name + " TO "
        + (isList() ? elements(value).stream().map(Quoting::literal).collect(Collectors.joining(", ")) : Quoting.literal(value));
  }

  static String reset(String role, String name) {
    return "ALTER ROLE " + Quoting.identifier(role) + " RESET " + name;
  }

  /** @param there as the server keeps it */
  boolean is(String there) {
    return isList() ? elements(value).equals(elements(there)) : value.equals(there);
  }

  private boolean isList() {
    return LISTS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static List<String> elements(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).map(one -> one.startsWith("\"") && one.endsWith("\"") && one.length() > 1
        ? one.substring(1, one.length() - 1).replace("\"\"", "\"")
        : one).toList();
  }
}

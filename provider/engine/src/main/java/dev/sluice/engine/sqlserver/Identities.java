package dev.sluice.engine.sqlserver;

import dev.sluice.engine.role.RoleDesign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * As whom a role logs in.
 *
 * @param found of its possible logins, those that there are
 */
record Identities(RoleDesign design, RoleOptions options, Map<String, LoginRow> found) {
  private static final String SUFFIX = "_login";

  Identities {
    found = Map.copyOf(found);
  }

  /** All that it may ever have had, itself first. */
  static List<String> names(String role) {
    var names = new ArrayList<>(List.of(role));
    names.addAll(RoleDesign.logins(role));
    return names;
  }

  /** Those that are to be users of databases, and their identities; also one that is still to be made. */
  Map<String, String> sids() {
    var sids = new LinkedHashMap<String, String>();
    if (design.login() && !options.contained()) {
      for (var name : names(design.name())) {
        if (name.equals(design.username()) || design.current().isPresent() && found.containsKey(name)) {
          sids.put(name, found.containsKey(name) ? found.get(name).sid() : LoginSid.of(design.claim().holder(), name));
        }
      }
    }
    return sids;
  }

  /** What a user is called where its login's name is a role's. */
  static String beside(String login) {
    return suffixed(login, SUFFIX);
  }

  /** A name that would be too long is replaced by a digest of it. */
  static String suffixed(String name, String suffix) {
    return name.length() + suffix.length() <= Quoting.LONGEST_NAME
        ? name + suffix
        : "sluice_" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "") + suffix;
  }
}

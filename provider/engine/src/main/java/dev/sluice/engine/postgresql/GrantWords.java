package dev.sluice.engine.postgresql;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which privileges there are on what (PostgreSQL's manual, 5.8 Privileges). */
final class GrantWords {
  private static final List<String> TABLE = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN");
  private static final Map<String, List<String>> TYPES =
      Map.of("tables", TABLE, "sequences", List.of("USAGE", "SELECT", "UPDATE"), "routines", List.of("EXECUTE"), "schemas", List.of("USAGE", "CREATE"), "types", List.of("USAGE"));
  private static final Map<Kind, List<String>> KINDS =
      Map.of(Kind.TABLE, TABLE, Kind.SEQUENCE, TYPES.get("sequences"), Kind.ROUTINE, TYPES.get("routines"), Kind.SCHEMA, TYPES.get("schemas"),
          Kind.FOREIGN_SERVER, List.of("USAGE"), Kind.FOREIGN_DATA_WRAPPER, List.of("USAGE"));
  private static final int WITH_MAINTAIN = 17;

  private GrantWords() {}

  /**
   * Those that are meant, ALL and TEMP spelled out.
   *
   * @throws dev.sluice.engine.EngineException InvalidSpec for a word that isn't one of the target's
   */
  static Set<String> meant(GrantTarget on, Collection<String> words, int majorVersion) {
    var known = known(on).stream().filter(word -> !word.equals("MAINTAIN") || majorVersion >= WITH_MAINTAIN).toList();
    var meant = new TreeSet<String>();
    for (var word : words) {
      if (word.equals("ALL") || word.equals("ALL PRIVILEGES")) {
        meant.addAll(known);
      } else if (word.equals("TEMP") && known.contains("TEMPORARY")) {
        meant.add("TEMPORARY");
      } else if (known.contains(word)) {
        meant.add(word);
      } else {
        throw Admission.permanent(
            Reasons.INVALID_SPEC,
            "spec.forProvider.privileges has " + word + ", which PostgreSQL " + majorVersion + " doesn't know on this target; there are " + String.join(", ", known) + ".");
      }
    }
    return meant;
  }

  private static List<String> known(GrantTarget on) {
    return switch (on) {
      case Named named -> KINDS.get(named.kind());
      case AllIn all -> KINDS.get(all.kind());
      case Columns columns -> List.of("SELECT", "INSERT", "UPDATE", "REFERENCES");
      case WholeDatabase database -> List.of("CONNECT", "CREATE", "TEMPORARY");
      case DefaultPrivileges later -> TYPES.get(later.type());
      case Membership membership -> List.of("INHERIT", "SET");
    };
  }
}

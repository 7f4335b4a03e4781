package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which privileges there are on what (MySQL's manual, 15.7.1.6 GRANT Statement; both products have these). */
final class GrantWords {
  private static final List<String> TABLE =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "CREATE VIEW", "SHOW VIEW", "TRIGGER");
  private static final List<String> ROUTINE = List.of("EXECUTE", "ALTER ROUTINE");
  static final List<String> DATABASE =
      List.of(
          "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "CREATE VIEW", "SHOW VIEW", "TRIGGER", "EXECUTE",
          "CREATE ROUTINE", "ALTER ROUTINE", "CREATE TEMPORARY TABLES", "LOCK TABLES", "EVENT");

  private GrantWords() {}

  /**
   * Those that are meant, ALL spelled out.
   *
   * @throws dev.sluice.engine.EngineException InvalidSpec for a word that isn't one of the target's
   */
  static Set<String> meant(GrantTarget on, Collection<String> words, String product) {
    var known = known(on);
    var meant = new TreeSet<String>();
    for (var word : words) {
      if (word.equals("ALL") || word.equals("ALL PRIVILEGES")) {
        meant.addAll(known);
      } else if (known.contains(word)) {
        meant.add(word);
      } else {
        throw Admission.permanent(
            Reasons.INVALID_SPEC,
            "spec.forProvider.privileges has " + word + ", which " + product + " doesn't know on this target; there are " + String.join(", ", known) + ".");
      }
    }
    if (meant.isEmpty()) {
      throw Admission.permanent(Reasons.INVALID_SPEC, "spec.forProvider.privileges is empty; name at least one, such as SELECT, or ALL.");
    }
    return meant;
  }

  private static List<String> known(GrantTarget on) {
    return switch (on) {
      case WholeDatabase whole -> DATABASE;
      case Columns columns -> List.of("SELECT", "INSERT", "UPDATE", "REFERENCES");
      case Named named when named.kind() == Kind.ROUTINE -> ROUTINE;
      default -> TABLE;
    };
  }
}

package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which privileges there are on what (Transact-SQL Reference, GRANT Object, Schema and Database Permissions). */
final class GrantWords {
  /** They make as good as an owner, of that thing or of what lies in it. */
  private static final List<String> MIGHTY = List.of("CONTROL", "TAKE OWNERSHIP");
  private static final Map<Kind, List<String>> KINDS =
      Map.of(
          Kind.TABLE, List.of("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "ALTER", "VIEW DEFINITION", "VIEW CHANGE TRACKING"),
          Kind.SEQUENCE, List.of("UPDATE", "REFERENCES", "ALTER", "VIEW DEFINITION"),
          Kind.ROUTINE, List.of("EXECUTE", "REFERENCES", "ALTER", "VIEW DEFINITION"),
          Kind.SCHEMA,
          List.of("SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE", "REFERENCES", "ALTER", "CREATE SEQUENCE", "VIEW DEFINITION", "VIEW CHANGE TRACKING"));
  private static final List<String> DATABASE =
      List.of(
          "CONNECT", "SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE", "REFERENCES", "CREATE TABLE", "CREATE VIEW", "CREATE PROCEDURE", "CREATE FUNCTION",
          "CREATE SYNONYM", "CREATE TYPE", "CREATE SCHEMA", "CREATE XML SCHEMA COLLECTION", "CREATE FULLTEXT CATALOG", "VIEW DEFINITION", "VIEW DATABASE STATE",
          "SHOWPLAN", "SUBSCRIBE QUERY NOTIFICATIONS", "UNMASK");
  /** More that a database has, for those whom the ProviderConfig allows it. */
  private static final List<String> BEYOND =
      List.of("ALTER", "ALTER ANY SCHEMA", "ALTER ANY ROLE", "ALTER ANY USER", "ALTER ANY DATABASE DDL TRIGGER", "BACKUP DATABASE", "BACKUP LOG", "CREATE ROLE");
  private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "ALTER", "ALTER ANY SCHEMA", "CONTROL", "TAKE OWNERSHIP", "ALL", "ALL PRIVILEGES");

  private GrantWords() {}

  /**
   * Those that are meant, ALL spelled out.
   *
   * @param privileged whether those may be named that make as good as an owner
   * @throws dev.sluice.engine.EngineException InvalidSpec for a word that isn't one of the target's, RoleNotAllowed
   */
  static Set<String> meant(GrantTarget on, Collection<String> words, boolean privileged) {
    var known = known(on);
    var more = more(on);
    var meant = new TreeSet<String>();
    for (var word : words) {
      if (word.equals("ALL") || word.equals("ALL PRIVILEGES")) {
        meant.addAll(known);
      } else if (known.contains(word) || more.contains(word) && privileged) {
        meant.add(word);
      } else if (more.contains(word)) {
        throw Admission.permanent(
            Reasons.ROLE_NOT_ALLOWED,
            "spec.forProvider.privileges has " + word + ", which makes as good as an owner: remove it, or set spec.allowPrivileged in the ProviderConfig.");
      } else {
        throw Admission.permanent(
            Reasons.INVALID_SPEC,
            "spec.forProvider.privileges has " + word + ", which SQL Server doesn't know on this target; there are " + String.join(", ", known) + ".");
      }
    }
    if (meant.isEmpty()) {
      throw Admission.permanent(Reasons.INVALID_SPEC, "spec.forProvider.privileges is empty; name at least one, such as SELECT, or ALL.");
    }
    return meant;
  }

  private static List<String> known(GrantTarget on) {
    return switch (on) {
      case WholeDatabase database -> DATABASE;
      case Columns columns -> List.of("SELECT", "UPDATE", "REFERENCES");
      case Named named -> KINDS.getOrDefault(named.kind(), List.of());
      case AllIn all -> KINDS.getOrDefault(all.kind(), List.of());
      default -> List.of();
    };
  }

  private static List<String> more(GrantTarget on) {
    if (on instanceof Columns) {
      return List.of();
    }
    var more = new ArrayList<>(MIGHTY);
    if (on instanceof WholeDatabase) {
      more.addAll(BEYOND);
    }
    return more;
  }

  /** Whether it covers the tables in which migrations are put on record, without naming them, and not only to be read. */
  static boolean reachBookkeeping(GrantTarget on, Collection<String> words) {
    var wide = on instanceof WholeDatabase || on instanceof Named named && named.kind() == Kind.SCHEMA;
    return wide && words.stream().anyMatch(WRITING::contains);
  }

  /** @param table whether it is a function that returns one: such is selected from, and that is meant by EXECUTE */
  static Set<String> fitting(Set<String> meant, boolean table) {
    if (!table || !meant.contains("EXECUTE")) {
      return meant;
    }
    var fitting = new TreeSet<>(meant);
    fitting.remove("EXECUTE");
    fitting.add("SELECT");
    return fitting;
  }
}

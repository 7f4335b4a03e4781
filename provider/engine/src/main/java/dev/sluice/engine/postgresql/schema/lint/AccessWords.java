package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;
import java.util.Locale;

/** Statements after which somebody may do what he couldn't before, or no more what he could. */
final class AccessWords {
  /** What they are about, where it isn't a table. */
  private static final List<String> KINDS =
      List.of("MATERIALIZED VIEW", "FOREIGN TABLE", "FOREIGN DATA WRAPPER", "FOREIGN SERVER", "EVENT TRIGGER", "LARGE OBJECT", "OPERATOR CLASS", "OPERATOR FAMILY",
          "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY", "TABLE", "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "SCHEMA", "DATABASE", "TYPE",
          "DOMAIN", "LANGUAGE", "TABLESPACE", "PARAMETER", "SERVER", "COLLATION", "CONVERSION", "OPERATOR", "PUBLICATION", "SUBSCRIPTION", "STATISTICS");

  private final FileReading reading;

  AccessWords(FileReading reading) {
    this.reading = reading;
  }

  /** @return whether it was one that is about nothing else */
  boolean look(Words words) {
    if (words.take("GRANT")) {
      granted(words, "is granted");
    } else if (words.take("REVOKE")) {
      granted(words, "is revoked");
    } else if (words.take("ALTER", "DEFAULT", "PRIVILEGES")) {
      reading.found(Rule.AUTHZ_CHANGE, "default privileges", "of " + (words.takeThrough("SCHEMA") ? words.name() : "the database"), "change");
    } else if (words.take("REASSIGN", "OWNED", "BY") || words.take("DROP", "OWNED", "BY")) {
      reading.found(Rule.AUTHZ_CHANGE, "role", words.name(), "loses all that it owns, or may do, in this database");
    } else if (words.take("CREATE", "POLICY")) {
      policy(words);
    } else if (words.take("ALTER", "POLICY")) {
      reading.found(Rule.AUTHZ_CHANGE, "policy", words.name(), "changes");
    } else {
      return role(words);
    }
    return true;
  }

  private boolean role(Words words) {
    for (var kind : List.of("ROLE", "USER", "GROUP")) {
      for (var verb : List.of("CREATE", "ALTER", "DROP")) {
        if (words.come(verb, kind) && !words.come(verb, kind, "MAPPING") && words.take(verb, kind)) {
          words.take("IF", "EXISTS");
          reading.found(Rule.AUTHZ_CHANGE, "role", words.name(), verb.equals("CREATE") ? "is made" : verb.equals("DROP") ? "is dropped" : "changes");
          return true;
        }
      }
    }
    return false;
  }

  private void policy(Words words) {
    var policy = words.name();
    var table = words.take("ON") ? words.name() : "";
    if (!reading.isFresh(table)) {
      reading.found(Rule.AUTHZ_CHANGE, "policy", table + "." + policy, "is made");
    }
  }

  private void granted(Words words, String what) {
    if (!words.take("GRANT", "OPTION", "FOR")) {
      words.take("ADMIN", "OPTION", "FOR");
    }
    if (!words.takeThrough("ON")) {
      reading.found(Rule.AUTHZ_CHANGE, "role", words.name(), what);
      return;
    }
    if (words.take("ALL")) {
      reading.found(Rule.AUTHZ_CHANGE, "schema", words.takeThrough("SCHEMA") ? words.name() : "", "has rights on all of a kind in it, of which something " + what);
      return;
    }
    var kind = kind(words);
    for (var one : Words.parts(words.rest())) {
      var name = one.name();
      if (!reading.isFresh(Freshness.key(kind, name))) {
        reading.found(Rule.AUTHZ_CHANGE, kind, name, "has a right on it that " + what);
      }
      if (one.has("TO") || one.has("FROM")) {
        return;
      }
    }
  }

  private static String kind(Words words) {
    return KINDS.stream().filter(kind -> words.take(kind.split(" "))).findFirst().orElse("TABLE").toLowerCase(Locale.ROOT);
  }

  /** ALTER ... OWNER TO of whatever kind. @param afterAlter the words behind ALTER */
  void owner(List<Token> afterAlter) {
    var words = new Words(afterAlter);
    if (!words.has("OWNER", "TO")) {
      return;
    }
    var kind = kind(words);
    words.take("IF", "EXISTS");
    words.take("ONLY");
    var name = words.name();
    if (!reading.isFresh(Freshness.key(kind, name))) {
      reading.found(Rule.AUTHZ_CHANGE, kind, name, "gets another owner");
    }
  }

  /** CREATE and ALTER of a routine. */
  void definer(String name, Words words) {
    if (words.has("SECURITY", "DEFINER")) {
      reading.found(Rule.AUTHZ_CHANGE, "function", name, "runs with its owner's rights, whoever calls it");
    }
  }
}

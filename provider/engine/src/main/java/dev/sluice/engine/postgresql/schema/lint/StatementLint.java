package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.postgresql.schema.script.Statement;
import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.FileFinding;
import dev.sluice.engine.schema.lint.FileLint;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks through files of PostgreSQL's SQL. What stands in bodies of functions and in DO isn't looked at. */
public final class StatementLint implements FileLint {
  /** Whoever waits for the lock of one of these lets others wait. */
  private static final Set<String> LOCKING =
      Set.of("CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "REINDEX", "CLUSTER", "VACUUM", "REFRESH", "LOCK", "REASSIGN", "SECURITY", "IMPORT");
  private static final Set<String> TRANSACTIONS = Set.of("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT");

  @Override
  public List<FileFinding> of(Map<String, String> files, LintSettings settings) {
    var reading = new FileReading(settings);
    files.forEach((name, sql) -> {
      var statements = Script.of(new TreeMap<>(Map.of(name, sql))).statements();
      reading.file(statements.stream().noneMatch(StatementLint::standsAlone));
      for (var statement : statements) {
        reading.at(statement);
        LongNames.in(statement).forEach(token -> reading.found(Rule.IDENTIFIER_TOO_LONG, "name", token.text(), "has more than 63 bytes"));
        statement(new Words(statement.words()), reading);
      }
    });
    return reading.findings();
  }

  /** What no transaction may hold, so that the file is none. */
  private static boolean standsAlone(Statement statement) {
    var words = new Words(statement.words());
    return words.has("CONCURRENTLY") || words.come("VACUUM") || words.come("CREATE", "DATABASE") || words.come("DROP", "DATABASE");
  }

  private static void statement(Words words, FileReading reading) {
    if (LOCKING.stream().anyMatch(words::come)) {
      limits(reading);
    }
    if (new AccessWords(reading).look(words)) {
      return;
    }
    if (TRANSACTIONS.stream().anyMatch(words::come)) {
      transaction(words, reading);
    } else if (words.take("SET")) {
      words.takeAny("LOCAL", "SESSION");
      reading.timeout(words.name());
    } else if (words.take("CREATE")) {
      create(words, reading);
    } else if (words.take("ALTER")) {
      new AccessWords(reading).owner(words.rest());
      alter(words, reading);
    } else if (words.take("DROP")) {
      drop(words, reading);
    } else if (words.take("TRUNCATE")) {
      words.take("TABLE");
      words.take("ONLY");
      var table = words.name();
      if (words.has("CASCADE")) {
        reading.found(Rule.TRUNCATE_CASCADE, "table", table, "is emptied, and whatever refers to it");
      }
    } else if (words.take("REINDEX")) {
      reindex(words, reading);
    } else if (words.take("CLUSTER") || words.take("VACUUM", "FULL")) {
      words.takeAny("VERBOSE", "ANALYZE");
      reading.found(Rule.VACUUM_FULL, "table", words.name(), "is written anew");
    } else if (words.take("VACUUM") && isOn("FULL", words.parenthesis())) {
      reading.found(Rule.VACUUM_FULL, "table", words.name(), "is written anew");
    }
  }

  /** Of options in parentheses, which may have values. */
  private static boolean isOn(String option, List<Token> options) {
    return Words.parts(options).stream().anyMatch(one -> one.take(option) && !List.of("FALSE", "OFF").contains(one.word()));
  }

  private static void transaction(Words words, FileReading reading) {
    var begins = words.come("BEGIN") || words.come("START", "TRANSACTION");
    reading.found(Rule.TRANSACTION_CONTROL, "statement", words.word(), "begins or ends a transaction");
    reading.transaction(begins);
  }

  private static void limits(FileReading reading) {
    if (!reading.hasTimeouts()) {
      reading.found(Rule.MISSING_TIMEOUTS, "statement", "", "has neither lock_timeout nor statement_timeout, or one of them alone");
    }
  }

  private static void create(Words words, FileReading reading) {
    var replaces = words.take("OR", "REPLACE");
    words.takeAny("GLOBAL", "LOCAL");
    var temporary = words.takeAny("TEMPORARY", "TEMP");
    words.take("UNLOGGED");
    if (words.take("TABLE") || words.take("FOREIGN", "TABLE")) {
      new TableWords(reading).create(words, temporary);
    } else if (words.take("UNIQUE", "INDEX") || words.take("INDEX")) {
      index(words, reading);
    } else if (words.take("MATERIALIZED", "VIEW")) {
      made("view", words, false, reading);
    } else if (words.take("RECURSIVE", "VIEW") || words.take("VIEW")) {
      made("view", words, replaces, reading);
    } else if (words.take("SEQUENCE")) {
      made("sequence", words, false, reading);
    } else if (words.take("SCHEMA")) {
      made("schema", words, false, reading);
    } else if (words.takeAny("FUNCTION", "PROCEDURE")) {
      new AccessWords(reading).definer(made("function", words, replaces, reading), words);
    } else if (words.take("TYPE")) {
      var type = made("type", words, false, reading);
      if (words.come("AS", "ENUM")) {
        reading.found(Rule.TYPE_ENUM, "enum", type, "is an enum");
      }
    } else if (words.take("DOMAIN")) {
      var domain = made("domain", words, false, reading);
      if (words.has("CHECK") || words.has("NOT", "NULL")) {
        reading.found(Rule.DOMAIN_WITH_CONSTRAINT, "domain", domain, "has a constraint");
      }
    }
  }

  private static String made(String kind, Words words, boolean mayBeThere, FileReading reading) {
    words.take("IF", "NOT", "EXISTS");
    var name = words.come("AUTHORIZATION") ? "" : words.name();
    reading.named(kind, name);
    if (!mayBeThere) {
      reading.makes(Freshness.key(kind, name));
    }
    return name;
  }

  private static void index(Words words, FileReading reading) {
    var beside = words.take("CONCURRENTLY");
    var robust = words.take("IF", "NOT", "EXISTS");
    // One without a name fails no second time: there are two of it then.
    var unnamed = words.come("ON");
    var index = unnamed ? "(unnamed)" : words.name();
    reading.named("index", unnamed ? "" : index);
    words.take("ON");
    // ONLY a partitioned table's own index is a name without rows.
    var only = words.take("ONLY");
    var table = words.name();
    if (beside && reading.isInTransaction()) {
      reading.found(Rule.CONCURRENT_IN_TRANSACTION, "index", index, "is built CONCURRENTLY inside of a transaction");
    }
    if (!beside && !only && !reading.isFresh(table)) {
      reading.found(Rule.INDEX_NOT_CONCURRENT, "index", index, "is built while nobody can write " + table);
    }
    if (!robust && !unnamed && !reading.isTogether()) {
      reading.found(Rule.NOT_ROBUST, "index", index, "is made without IF NOT EXISTS");
    }
  }

  private static void alter(Words words, FileReading reading) {
    if (words.take("TABLE") || words.take("FOREIGN", "TABLE")) {
      new TableWords(reading).alter(words);
    } else if (words.take("MATERIALIZED", "VIEW") || words.take("VIEW")) {
      words.take("IF", "EXISTS");
      renamed(Rule.RENAME_TABLE, "view", words, reading);
    } else if (words.take("SCHEMA")) {
      renamed(Rule.RENAME_SCHEMA, "schema", words, reading);
    } else if (words.takeAny("FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE")) {
      var name = words.name();
      if (words.has("RENAME", "TO")) {
        reading.found(Rule.RENAME_ROUTINE, "function", name, "is renamed");
      } else {
        new AccessWords(reading).definer(name, words);
      }
    } else if (words.take("TYPE")) {
      type(words, reading);
    } else if (words.take("DOMAIN")) {
      var domain = words.name();
      if (reading.isFresh(Freshness.key("domain", domain))) {
        return;
      }
      if ((words.take("ADD") && !words.has("NOT", "VALID")) || words.come("SET", "NOT", "NULL")) {
        reading.found(Rule.DOMAIN_CONSTRAINT, "domain", domain, "gets a constraint, for which each table that uses it is read");
      }
    } else if (words.take("EXTENSION")) {
      var extension = words.name();
      if (words.come("UPDATE")) {
        reading.found(Rule.EXTENSION_UPGRADE, "extension", extension, "changes its version");
      }
    }
  }

  private static void renamed(Rule rule, String kind, Words words, FileReading reading) {
    var name = words.name();
    if (words.take("RENAME", "TO")) {
      reading.found(rule, kind, name, "is renamed to " + words.name());
    } else if (words.take("RENAME") && !words.come("TO")) {
      words.take("COLUMN");
      reading.found(Rule.RENAME_COLUMN, "column", name + "." + words.name(), "is renamed");
    }
  }

  private static void type(Words words, FileReading reading) {
    var type = words.name();
    if (words.come("RENAME", "VALUE")) {
      reading.found(Rule.RENAME_ENUM_VALUE, "enum", type, "has one of its values renamed");
    } else if (words.come("ADD", "VALUE") && !words.has("BEFORE") && !words.has("AFTER")) {
      reading.found(Rule.ENUM_VALUE_ORDER, "enum", type, "gets a value after all others");
    }
  }

  private static void drop(Words words, FileReading reading) {
    var kind = words.take("MATERIALIZED", "VIEW") ? "MATERIALIZED VIEW" : words.word();
    var beside = words.take("CONCURRENTLY");
    var robust = words.take("IF", "EXISTS");
    for (var one : Words.parts(words.rest())) {
      dropped(kind, one.name(), beside, reading);
    }
    var name = words.name();
    if (words.has("CASCADE")) {
      reading.found(Rule.TRUNCATE_CASCADE, kind.toLowerCase(Locale.ROOT), name, "is dropped with whatever depends on it");
    }
    if (!robust && !reading.isTogether()) {
      reading.found(Rule.NOT_ROBUST, kind.toLowerCase(Locale.ROOT), name, "is dropped without IF EXISTS");
    }
  }

  private static void dropped(String kind, String name, boolean beside, FileReading reading) {
    switch (kind) {
      case "DATABASE" -> reading.found(Rule.DROP_DATABASE, "database", name, "is dropped");
      case "SCHEMA" -> reading.found(Rule.DROP_SCHEMA, "schema", name, "is dropped");
      case "TABLE" -> {
        if (!name.contains(".")) {
          reading.found(Rule.UNQUALIFIED_NAME, "table", name, "is named without its schema");
        }
        if (!reading.isFresh(name)) {
          reading.found(Rule.DROP_TABLE, "table", name, "is dropped");
        }
      }
      case "POLICY" -> reading.found(Rule.AUTHZ_CHANGE, "policy", name, "is dropped");
      case "INDEX" -> {
        reading.found(Rule.INDEX_DROPPED, "index", name, "is dropped");
        if (beside && reading.isInTransaction()) {
          reading.found(Rule.CONCURRENT_IN_TRANSACTION, "index", name, "is dropped CONCURRENTLY inside of a transaction");
        } else if (!beside) {
          reading.found(Rule.DROP_INDEX_NOT_CONCURRENT, "index", name, "is dropped under a lock that all wait for");
        }
      }
      default -> {}
    }
  }

  private static void reindex(Words words, FileReading reading) {
    var options = words.rest().stream().findFirst().filter(token -> token.symbol('(')).map(any -> words.parenthesis()).orElse(List.of());
    var kind = words.word();
    var beside = words.take("CONCURRENTLY") || isOn("CONCURRENTLY", options);
    // The system's own can't be.
    if (!beside && !kind.equals("SYSTEM")) {
      reading.found(Rule.REINDEX_NOT_CONCURRENT, kind.toLowerCase(Locale.ROOT), words.name(), "is indexed anew while nobody can write");
    }
  }
}

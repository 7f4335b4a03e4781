package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;

/** What ALTER TABLE does, and CREATE TABLE. */
final class TableWords {
  private final FileReading reading;

  TableWords(FileReading reading) {
    this.reading = reading;
  }

  void create(Words words, boolean temporary) {
    var robust = words.take("IF", "NOT", "EXISTS");
    var table = words.name();
    reading.makes(table);
    reading.named("table", table);
    if (!temporary) {
      named(table, robust);
    }
    if (words.come("AS") || words.come("PARTITION", "OF")) {
      return;
    }
    for (var part : Words.parts(words.parenthesis())) {
      if (!constraint(part) && !part.take("LIKE")) {
        var column = part.name();
        reading.named("column", table + "." + column);
        advise(table, column, new ColumnWords(part.rest()));
      }
    }
  }

  private void advise(String table, String column, ColumnWords definition) {
    definition.advice().forEach(rule -> reading.found(rule, "column", table + "." + column, "might have a better type"));
  }

  private static boolean constraint(Words words) {
    return words.come("CONSTRAINT") || words.come("CHECK") || words.come("UNIQUE") || words.come("PRIMARY", "KEY") || words.come("FOREIGN", "KEY")
        || words.come("EXCLUDE") || words.come("NOT", "NULL");
  }

  void alter(Words words) {
    var robust = words.take("IF", "EXISTS");
    words.take("ONLY");
    var table = words.name();
    named(table, true);
    for (var action : Words.parts(words.rest())) {
      action(table, action);
    }
    if (!robust && !reading.isTogether()) {
      reading.found(Rule.NOT_ROBUST, "table", table, "is altered without IF EXISTS");
    }
  }

  private void named(String table, boolean robust) {
    if (!table.contains(".")) {
      reading.found(Rule.UNQUALIFIED_NAME, "table", table, "is named without its schema");
    }
    if (!robust && !reading.isTogether()) {
      reading.found(Rule.NOT_ROBUST, "table", table, "is made without IF NOT EXISTS");
    }
  }

  private void action(String table, Words words) {
    if (words.take("RENAME")) {
      rename(table, words);
    } else if (words.take("VALIDATE", "CONSTRAINT")) {
      validate(table, words.name());
    } else if (words.take("ADD")) {
      add(table, words);
    } else if (words.take("ALTER")) {
      words.take("COLUMN");
      column(table, words.name(), words);
    } else if (reading.isFresh(table)) {
      return;
    } else if (words.take("DROP", "CONSTRAINT")) {
      words.take("IF", "EXISTS");
      reading.found(Rule.DROP_CONSTRAINT, "constraint", table + "." + words.name(), "is dropped");
      cascade(table, words);
    } else if (words.take("DROP")) {
      words.take("COLUMN");
      words.take("IF", "EXISTS");
      reading.found(Rule.DROP_COLUMN, "column", table + "." + words.name(), "is dropped");
      cascade(table, words);
    } else if (words.take("DETACH", "PARTITION")) {
      var partition = words.name();
      reading.found(Rule.DROP_PARTITION, "table", partition, "is detached from " + table);
      if (!words.come("CONCURRENTLY") && !words.come("FINALIZE")) {
        reading.found(Rule.PARTITION_DETACH_CONCURRENT, "table", partition, "is detached while all of " + table + " is locked");
      }
    } else if (words.come("SET", "LOGGED") || words.come("SET", "UNLOGGED") || words.come("SET", "ACCESS", "METHOD") || words.come("SET", "TABLESPACE")) {
      reading.found(Rule.TABLE_REWRITE, "table", table, "is written anew");
    } else if (words.take("DISABLE", "ROW", "LEVEL", "SECURITY")) {
      reading.found(Rule.ROW_SECURITY_OFF, "table", table, "has its row level security turned off");
    } else if (words.come("ENABLE", "ROW", "LEVEL", "SECURITY")) {
      reading.found(Rule.AUTHZ_CHANGE, "table", table, "has its row level security turned on, which hides every row that no policy shows");
    } else if (words.come("FORCE", "ROW")) {
      reading.found(Rule.AUTHZ_CHANGE, "table", table, "forces row level security on its owner too");
    } else if (words.come("NO", "FORCE", "ROW")) {
      reading.found(Rule.AUTHZ_CHANGE, "table", table, "doesn't force row level security on its owner any more");
    }
  }

  private void cascade(String table, Words words) {
    if (words.has("CASCADE")) {
      reading.found(Rule.TRUNCATE_CASCADE, "table", table, "loses something with CASCADE");
    }
  }

  private void rename(String table, Words words) {
    if (words.take("TO")) {
      var name = words.name();
      reading.named("table", name);
      if (reading.isFresh(table)) {
        reading.makes(name);
      } else {
        reading.found(Rule.RENAME_TABLE, "table", table, "is renamed to " + name);
      }
    } else if (!words.take("CONSTRAINT")) {
      words.take("COLUMN");
      var column = words.name();
      var name = words.take("TO") ? words.name() : "";
      reading.named("column", table + "." + name);
      if (!reading.isFresh(table) && !name.isEmpty()) {
        reading.found(Rule.RENAME_COLUMN, "column", table + "." + column, "is renamed to " + name);
      }
    }
  }

  private void column(String table, String column, Words words) {
    var name = table + "." + column;
    if (words.take("TYPE") || words.take("SET", "DATA", "TYPE")) {
      advise(table, column, new ColumnWords(words.rest()));
      if (!reading.isFresh(table)) {
        reading.found(Rule.TABLE_REWRITE, "column", name, "gets another type, for which the table may be written anew");
      }
    } else if (reading.isFresh(table)) {
      return;
    } else if (words.come("SET", "NOT", "NULL")) {
      if (!reading.isProven(table, column)) {
        reading.found(Rule.SET_NOT_NULL_SCAN, "column", name, "is set NOT NULL while all wait");
      }
    } else if (words.come("DROP", "NOT", "NULL")) {
      reading.found(Rule.DROP_NOT_NULL, "column", name, "may be null");
    } else if (words.come("SET", "EXPRESSION")) {
      reading.found(Rule.TABLE_REWRITE, "column", name, "gets another expression, for which the table is written anew");
    }
  }

  private void validate(String table, String constraint) {
    if (reading.addsNow(table, constraint) && !reading.isFresh(table)) {
      reading.found(
          Rule.CONSTRAINT_NOT_VALID, "constraint", table + "." + constraint, "is validated in the transaction that has added it, whose lock is kept meanwhile");
    }
    reading.validated(table, constraint);
  }

  private void add(String table, Words words) {
    if (constraint(words)) {
      var name = words.take("CONSTRAINT") ? words.name() : "";
      reading.named("constraint", name);
      if (words.has("NOT", "VALID")) {
        reading.adds(table, name);
        remember(table, name, words);
      } else if (!reading.isFresh(table)) {
        constraint(table, name.isEmpty() ? "(unnamed)" : name, words);
        remember(table, "", words);
      }
      return;
    }
    words.take("COLUMN");
    words.take("IF", "NOT", "EXISTS");
    var column = words.name();
    var definition = new ColumnWords(words.rest());
    reading.named("column", table + "." + column);
    advise(table, column, definition);
    if (!reading.isFresh(table)) {
      added(table, table + "." + column, definition);
    }
  }

  private void added(String table, String column, ColumnWords definition) {
    if (definition.notNull() && !definition.filled()) {
      reading.found(Rule.NOT_NULL_ON_DATA, "column", column, "is added NOT NULL without a default, which fails if there is any row");
    }
    if (definition.countsByItself()) {
      reading.found(Rule.AUTO_INCREMENT_ADD, "column", column, "gets a number for each row, for which the table is written anew");
    } else if (definition.stored() || definition.volatileDefault()) {
      reading.found(Rule.TABLE_REWRITE, "column", column, "gets a value of its own for each row, for which the table is written anew");
    }
    if (definition.unique()) {
      reading.found(Rule.UNIQUE_CONSTRAINT_LOCK, "column", column, "is added with a key, built while all wait");
    }
    if (definition.refers() || definition.checks()) {
      reading.found(Rule.CONSTRAINT_NOT_VALID, "column", column, "is added with a constraint that is validated at once");
    }
  }

  private void constraint(String table, String name, Words words) {
    var path = table + "." + name;
    if (words.come("CHECK") || words.come("FOREIGN", "KEY")) {
      reading.found(Rule.CONSTRAINT_NOT_VALID, "constraint", path, "is validated at once");
    } else if (words.come("EXCLUDE")) {
      reading.found(Rule.EXCLUSION_LOCK, "constraint", path, "gets its index while all wait");
    } else if (words.take("NOT", "NULL")) {
      reading.found(Rule.SET_NOT_NULL_SCAN, "constraint", path, "is validated while all wait");
    } else if (!words.has("USING", "INDEX")) {
      reading.found(Rule.UNIQUE_CONSTRAINT_LOCK, "constraint", path, "gets its index while all wait");
    }
  }

  /** CHECK (c IS NOT NULL), by which NOT NULL needs no scan once it is validated. @param name empty where it is already */
  private void remember(String table, String name, Words words) {
    if (!words.take("CHECK")) {
      return;
    }
    List<Token> inside = words.parenthesis();
    var condition = new Words(inside);
    var column = condition.name();
    if (condition.take("IS", "NOT", "NULL") && condition.atEnd()) {
      reading.proves(table, column, name);
    }
  }
}

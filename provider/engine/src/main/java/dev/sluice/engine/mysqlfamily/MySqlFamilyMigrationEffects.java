package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.StatementRules.Proof;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationEffect.Goal;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationEffect.Type;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTokens.Qualified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a statement does to the catalog, as far as its text says so for sure.
 *
 * @param otherwise what holds where no effect can tell
 * @param whole whether the statement is done as soon as its effects show
 */
record MySqlFamilyMigrationEffects(List<MySqlFamilyMigrationEffect> list, Proof otherwise, boolean whole) {
  MySqlFamilyMigrationEffects {
    list = List.copyOf(list);
  }

  private static final MySqlFamilyMigrationEffects UNKNOWN = none(Proof.UNKNOWN);
  private static final MySqlFamilyMigrationEffects REPEATABLE = none(Proof.REPEATABLE);

  static MySqlFamilyMigrationEffects none(Proof otherwise) {
    return new MySqlFamilyMigrationEffects(List.of(), otherwise, true);
  }

  static MySqlFamilyMigrationEffects of(String sql) {
    var words = proper(sql);
    if (words.take("CREATE")) {
      return create(words);
    }
    if (words.take("DROP")) {
      return drop(words);
    }
    if (words.take("RENAME", "TABLE") || words.take("RENAME", "TABLES")) {
      return rename(words);
    }
    if (words.take("ALTER")) {
      return MySqlFamilyMigrationAlter.read(words);
    }
    if (words.take("TRUNCATE")) {
      return UNKNOWN;
    }
    if (words.at("SET")) {
      return !words.has("PASSWORD") && new MySqlFamilyMigrationMemory().repeats(sql) ? REPEATABLE : UNKNOWN;
    }
    if (words.take("ANALYZE")) {
      // MariaDB executes any other statement behind this word.
      words.takeAny("NO_WRITE_TO_BINLOG", "LOCAL");
      return words.at("TABLE", "TABLES") ? REPEATABLE : UNKNOWN;
    }
    return words.at("OPTIMIZE", "CHECK", "CHECKSUM", "REPAIR", "FLUSH", "GRANT", "CACHE") ? REPEATABLE : UNKNOWN;
  }

  /** What MariaDB executes, where SET STATEMENT has settings for it. */
  static MySqlFamilyMigrationTokens proper(String sql) {
    var words = MySqlFamilyMigrationTokens.of(sql);
    if (words.take("SET", "STATEMENT")) {
      words.skipPast("FOR");
    }
    return words;
  }

  private static MySqlFamilyMigrationEffects create(MySqlFamilyMigrationTokens words) {
    var replace = words.take("OR", "REPLACE");
    if (words.take("TABLE")) {
      return createTable(words, replace);
    }
    if (words.takeAny("DATABASE", "SCHEMA")) {
      return replace ? UNKNOWN : single(Type.DATABASE, Goal.PRESENT, words, tolerates(words, "NOT"));
    }
    if (words.take("SEQUENCE")) {
      return replace ? UNKNOWN : single(Type.TABLE, Goal.PRESENT, words, tolerates(words, "NOT"));
    }
    if (words.at("UNIQUE", "FULLTEXT", "SPATIAL", "INDEX")) {
      return replace || !words.skipPast("INDEX") ? UNKNOWN : createIndex(words);
    }
    if (words.at("ALGORITHM", "DEFINER", "SQL", "AGGREGATE", "VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT")) {
      return createProgram(words, replace);
    }
    return UNKNOWN;
  }

  // Rows that come with a table may be missing where the server itself crashed.
  private static MySqlFamilyMigrationEffects createTable(MySqlFamilyMigrationTokens words, boolean replace) {
    var tolerant = tolerates(words, "NOT");
    var filled = words.has("SELECT") || words.has("VALUES") && !words.has("PARTITION") || words.has("WITH") && words.has("AS");
    return words.qualified()
        .map(table -> new MySqlFamilyMigrationEffects(
            List.of(MySqlFamilyMigrationEffect.of(Type.TABLE, table, Goal.PRESENT, tolerant || replace)),
            replace || filled ? Proof.UNKNOWN : Proof.REPEATABLE,
            !filled))
        .orElse(UNKNOWN);
  }

  private static MySqlFamilyMigrationEffects createIndex(MySqlFamilyMigrationTokens words) {
    var tolerant = tolerates(words, "NOT");
    var name = words.name();
    return name.isPresent() && words.skipPast("ON")
        ? words.qualified().map(table -> one(MySqlFamilyMigrationEffect.within(table, Type.INDEX, name.get(), Goal.PRESENT, tolerant))).orElse(UNKNOWN)
        : UNKNOWN;
  }

  private static MySqlFamilyMigrationEffects createProgram(MySqlFamilyMigrationTokens words, boolean replace) {
    if (words.has("SONAME")) {
      return UNKNOWN;
    }
    while (!words.done() && !words.at("VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT")) {
      words.skipOne();
    }
    var type = type(words);
    if (type.isEmpty()) {
      return UNKNOWN;
    }
    if (replace) {
      // An event's time may be counted from now.
      return type.get() == Type.EVENT ? UNKNOWN : REPEATABLE;
    }
    return single(type.get(), Goal.PRESENT, words, tolerates(words, "NOT"));
  }

  private static MySqlFamilyMigrationEffects drop(MySqlFamilyMigrationTokens words) {
    if (words.takeAny("TABLE", "TABLES", "VIEW", "SEQUENCE")) {
      var tolerant = tolerates(words);
      var effects = new ArrayList<MySqlFamilyMigrationEffect>();
      for (var part : words.parts()) {
        part.qualified().ifPresent(table -> effects.add(MySqlFamilyMigrationEffect.of(Type.TABLE, table, Goal.ABSENT, tolerant)));
      }
      return new MySqlFamilyMigrationEffects(effects, Proof.REPEATABLE, true);
    }
    if (words.takeAny("DATABASE", "SCHEMA")) {
      return single(Type.DATABASE, Goal.ABSENT, words, tolerates(words));
    }
    if (words.take("INDEX")) {
      var tolerant = tolerates(words);
      var name = words.name();
      return name.isPresent() && words.take("ON")
          ? words.qualified().map(table -> one(MySqlFamilyMigrationEffect.within(table, Type.INDEX, name.get(), Goal.ABSENT, tolerant))).orElse(UNKNOWN)
          : UNKNOWN;
    }
    return type(words).map(type -> single(type, Goal.ABSENT, words, tolerates(words))).orElse(UNKNOWN);
  }

  /** Names that come twice, as in a swap, leave the catalog as it was. */
  private static MySqlFamilyMigrationEffects rename(MySqlFamilyMigrationTokens words) {
    var tolerant = tolerates(words);
    var effects = new ArrayList<MySqlFamilyMigrationEffect>();
    for (var part : words.parts()) {
      var from = part.qualified();
      var to = part.skipPast("TO") ? part.qualified() : Optional.<Qualified>empty();
      if (from.isEmpty() || to.isEmpty()) {
        return UNKNOWN;
      }
      effects.add(MySqlFamilyMigrationEffect.of(Type.TABLE, from.get(), Goal.ABSENT, tolerant));
      effects.add(MySqlFamilyMigrationEffect.of(Type.TABLE, to.get(), Goal.PRESENT, tolerant));
    }
    var twice = effects.stream().anyMatch(one -> effects.stream().filter(one::sameObject).count() > 1);
    return twice ? UNKNOWN : new MySqlFamilyMigrationEffects(effects, Proof.UNKNOWN, true);
  }

  private static Optional<Type> type(MySqlFamilyMigrationTokens words) {
    if (words.take("VIEW")) {
      return Optional.of(Type.TABLE);
    }
    for (var type : List.of(Type.PROCEDURE, Type.FUNCTION, Type.TRIGGER, Type.EVENT)) {
      if (words.take(type.name())) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static MySqlFamilyMigrationEffects single(Type type, Goal goal, MySqlFamilyMigrationTokens words, boolean tolerant) {
    return words.qualified().map(object -> one(MySqlFamilyMigrationEffect.of(type, object, goal, tolerant))).orElse(UNKNOWN);
  }

  private static MySqlFamilyMigrationEffects one(MySqlFamilyMigrationEffect effect) {
    return new MySqlFamilyMigrationEffects(List.of(effect), Proof.REPEATABLE, true);
  }

  /** Takes IF EXISTS, or with a word between them IF NOT EXISTS. */
  static boolean tolerates(MySqlFamilyMigrationTokens words, String... between) {
    return between.length == 0 ? words.take("IF", "EXISTS") : words.take("IF", between[0], "EXISTS");
  }
}

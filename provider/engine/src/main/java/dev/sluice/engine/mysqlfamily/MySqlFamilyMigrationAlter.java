package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.StatementRules.Proof;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationEffect.Goal;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationEffect.Type;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTokens.Qualified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The effects of ALTER; of ALTER TABLE all come at once, so that those which the catalog shows speak for the others. */
final class MySqlFamilyMigrationAlter {
  private final Qualified table;
  private final List<MySqlFamilyMigrationEffect> effects = new ArrayList<>();
  /** Whether what the catalog doesn't show can be done twice. */
  private boolean repeatable = true;

  private MySqlFamilyMigrationAlter(Qualified table) {
    this.table = table;
  }

  /** After the word ALTER. */
  static MySqlFamilyMigrationEffects read(MySqlFamilyMigrationTokens words) {
    if (words.at("DATABASE", "SCHEMA", "VIEW", "ALGORITHM", "DEFINER", "SQL", "PROCEDURE", "FUNCTION", "USER")) {
      var once = words.has("UPGRADE", "EVENT") || words.at("USER") && words.has("RETAIN", "RANDOM", "REPLACE", "DISCARD");
      return MySqlFamilyMigrationEffects.none(once ? Proof.UNKNOWN : Proof.REPEATABLE);
    }
    words.takeAny("ONLINE", "OFFLINE");
    words.take("IGNORE");
    if (!words.take("TABLE")) {
      return MySqlFamilyMigrationEffects.none(Proof.UNKNOWN);
    }
    MySqlFamilyMigrationEffects.tolerates(words);
    return words.qualified().map(table -> new MySqlFamilyMigrationAlter(table).specifications(words)).orElse(MySqlFamilyMigrationEffects.none(Proof.UNKNOWN));
  }

  private MySqlFamilyMigrationEffects specifications(MySqlFamilyMigrationTokens words) {
    for (var part : words.parts()) {
      specification(part);
    }
    return new MySqlFamilyMigrationEffects(merged(), repeatable ? Proof.REPEATABLE : Proof.UNKNOWN, true);
  }

  private void specification(MySqlFamilyMigrationTokens part) {
    if (part.take("ADD")) {
      add(part);
    } else if (part.take("DROP")) {
      drop(part);
    } else if (part.take("MODIFY")) {
      part.take("COLUMN");
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part);
      effect(Type.COLUMN, part.name(), Goal.CHANGED, tolerant);
    } else if (part.take("CHANGE")) {
      part.take("COLUMN");
      renamed(Type.COLUMN, MySqlFamilyMigrationEffects.tolerates(part), part.name(), part.name());
    } else if (part.take("ALTER")) {
      if (!part.at("INDEX", "CHECK", "CONSTRAINT")) {
        part.take("COLUMN");
        effect(Type.COLUMN, part.name(), Goal.CHANGED, false);
      }
    } else if (part.take("RENAME")) {
      rename(part);
    } else {
      repeatable &=
          part.take("CONVERT", "TO") || part.at(
              "ENGINE", "AUTO_INCREMENT", "COMMENT", "ROW_FORMAT", "DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "FORCE", "ALGORITHM", "LOCK",
              "ENABLE", "DISABLE", "ORDER", "KEY_BLOCK_SIZE", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "AVG_ROW_LENGTH", "MAX_ROWS",
              "MIN_ROWS", "COMPRESSION", "ENCRYPTION", "CHECKSUM", "PAGE_COMPRESSED", "WAIT", "NOWAIT", "WITH", "WITHOUT");
    }
  }

  private void add(MySqlFamilyMigrationTokens part) {
    if (part.at("PARTITION", "SYSTEM", "PERIOD", "CHECK")) {
      repeatable = false;
      return;
    }
    var symbol = Optional.<String>empty();
    if (part.take("CONSTRAINT")) {
      MySqlFamilyMigrationEffects.tolerates(part, "NOT");
      symbol = part.at("PRIMARY", "UNIQUE", "FOREIGN", "CHECK") ? Optional.empty() : part.name();
    }
    if (part.take("PRIMARY")) {
      effect(Type.INDEX, Optional.of("PRIMARY"), Goal.PRESENT, false);
    } else if (part.at("UNIQUE", "FULLTEXT", "SPATIAL", "INDEX", "KEY")) {
      part.takeAny("UNIQUE", "FULLTEXT", "SPATIAL");
      part.takeAny("INDEX", "KEY");
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part, "NOT");
      var name = part.at("USING", "(") ? Optional.<String>empty() : part.name();
      // With two names the products disagree on which one counts.
      if (symbol.isEmpty() || name.isPresent()) {
        effect(Type.INDEX, symbol.isPresent() ? Optional.empty() : name, Goal.PRESENT, tolerant);
      } else {
        effect(Type.CONSTRAINT, symbol, Goal.PRESENT, tolerant);
      }
    } else if (part.at("FOREIGN", "CHECK")) {
      effect(Type.CONSTRAINT, symbol, Goal.PRESENT, false);
    } else if (symbol.isPresent()) {
      repeatable = false;
    } else {
      part.take("COLUMN");
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part, "NOT");
      if (part.at("(")) {
        part.inParentheses().forEach(column -> effect(Type.COLUMN, column.name(), Goal.PRESENT, tolerant));
      } else {
        effect(Type.COLUMN, part.name(), Goal.PRESENT, tolerant);
      }
    }
  }

  private void drop(MySqlFamilyMigrationTokens part) {
    if (part.at("PARTITION", "SYSTEM", "PERIOD")) {
      repeatable = false;
    } else if (part.take("PRIMARY")) {
      effect(Type.INDEX, Optional.of("PRIMARY"), Goal.ABSENT, false);
    } else if (part.takeAny("INDEX", "KEY")) {
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part);
      effect(Type.INDEX, part.name(), Goal.ABSENT, tolerant);
    } else if (part.take("FOREIGN", "KEY") || part.takeAny("CHECK", "CONSTRAINT")) {
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part);
      effect(Type.CONSTRAINT, part.name(), Goal.ABSENT, tolerant);
    } else {
      part.take("COLUMN");
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part);
      effect(Type.COLUMN, part.name(), Goal.ABSENT, tolerant);
    }
  }

  private void rename(MySqlFamilyMigrationTokens part) {
    var column = part.take("COLUMN");
    if (column || part.takeAny("INDEX", "KEY")) {
      var tolerant = MySqlFamilyMigrationEffects.tolerates(part);
      var from = part.name();
      part.take("TO");
      renamed(column ? Type.COLUMN : Type.INDEX, tolerant, from, part.name());
      return;
    }
    part.takeAny("TO", "AS");
    part.qualified().ifPresent(to -> {
      effects.add(MySqlFamilyMigrationEffect.of(Type.TABLE, table, Goal.ABSENT, false));
      effects.add(MySqlFamilyMigrationEffect.of(Type.TABLE, to, Goal.PRESENT, false));
    });
  }

  private void renamed(Type type, boolean tolerant, Optional<String> from, Optional<String> to) {
    if (from.isPresent() && to.isPresent() && from.get().equalsIgnoreCase(to.get())) {
      effect(type, from, Goal.CHANGED, tolerant);
    } else {
      effect(type, from, Goal.ABSENT, tolerant);
      effect(type, to, Goal.PRESENT, tolerant);
    }
  }

  private void effect(Type type, Optional<String> name, Goal goal, boolean tolerant) {
    if (name.isEmpty()) {
      repeatable = false;
    } else {
      effects.add(MySqlFamilyMigrationEffect.within(table, type, name.get(), goal, tolerant));
    }
  }

  /** What is dropped and added again under its name is changed. */
  private List<MySqlFamilyMigrationEffect> merged() {
    var merged = new ArrayList<MySqlFamilyMigrationEffect>();
    for (var effect : effects) {
      var twice = effects.stream().filter(effect::sameObject).count() > 1;
      if (!twice) {
        merged.add(effect);
      } else if (merged.stream().noneMatch(effect::sameObject)) {
        merged.add(effect.changed());
        repeatable = false;
      }
    }
    return merged;
  }
}

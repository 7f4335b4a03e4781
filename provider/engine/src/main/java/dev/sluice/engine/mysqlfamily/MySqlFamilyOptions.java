package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code spec.forProvider.mysql} or {@code mariadb} asks for, as it is written there. */
record MySqlFamilyOptions(Optional<String> characterSet, Optional<String> collation) {
  private static final Set<String> FIELDS = Set.of("characterSet", "collation");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]{1,64}");

  /** @throws EngineException {@link Reasons#INVALID_SPEC}, naming the field */
  static MySqlFamilyOptions of(DatabaseDesign design, Product product) {
    design.owner().ifPresent(owner -> refuseOwner("owner", product));
    refuse(design.connectionLimit().isPresent(), "connectionLimit", product);
    refuse(!design.extensions().isEmpty(), "extensions", product);
    Set<String> unknown = new TreeSet<>(design.options().keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw invalid(section(product) + unknown.iterator().next() + " isn't a field that " + product.id() + " has; remove it.");
    }
    return new MySqlFamilyOptions(word(design.options(), "characterSet", product), word(design.options(), "collation", product));
  }

  /** @param field by which one is named */
  static void refuseOwner(String field, Product product) {
    refuse(true, field, product);
  }

  /** Such as {@code CHARACTER SET latin1 COLLATE latin1_bin}, with a space before it; empty where nothing is asked for. */
  String clause() {
    return characterSet.map(name -> " CHARACTER SET " + name).orElse("") + collation.map(name -> " COLLATE " + name).orElse("");
  }

  boolean characterSetIs(String actual) {
    return characterSet.map(wanted -> full(wanted).equals(full(actual))).orElse(true);
  }

  boolean collationIs(String actual) {
    return collation
        .map(wanted -> full(wanted).equals(full(actual)) || full(actual).equals("utf8mb4_" + full(wanted)))
        .orElse(true);
  }

  /** Servers have renamed utf8 into utf8mb3, and take either name. */
  private static String full(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("utf8") || lower.startsWith("utf8_") ? "utf8mb3" + lower.substring(4) : lower;
  }

  private static void refuse(boolean present, String field, Product product) {
    if (present) {
      throw invalid("spec.forProvider." + field + " is nothing that a database of " + product.id() + " has; remove it.");
    }
  }

  private static Optional<String> word(Map<String, Object> options, String field, Product product) {
    return switch (options.get(field)) {
      case null -> Optional.empty();
      case String text when WORD.matcher(text).matches() -> Optional.of(text);
      default -> throw invalid(section(product) + field + " must be a name of letters, digits and underscores.");
    };
  }

  private static String section(Product product) {
    return "spec.forProvider." + product.section() + ".";
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, message, Optional.empty()));
  }
}

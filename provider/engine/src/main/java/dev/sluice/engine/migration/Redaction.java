package dev.sluice.engine.migration;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be shown of statements and of the server's words. */
final class Redaction {
  private static final int LONGEST = 300;
  // A plain value this short would turn half the words of a message into placeholders.
  private static final int SHORT = 3;

  private final MigrationDesign design;
  private final List<Map.Entry<String, String>> values;

  Redaction(MigrationDesign design) {
    this.design = design;
    this.values =
        design.placeholders().orElse(Map.of()).entrySet().stream()
            .filter(value -> !value.getValue().isEmpty())
            .filter(value -> secret(value) || value.getValue().length() >= SHORT)
            .sorted(Comparator.comparingInt((Map.Entry<String, String> value) -> value.getValue().length()).reversed())
            .toList();
  }

  /** Empty where it comes from a secret, or a value in it does. */
  Optional<String> statement(FileStatement statement) {
    var sql = statement.sql();
    if (design.files().confidential() || values.stream().anyMatch(value -> secret(value) && sql.contains(value.getValue()))) {
      return Optional.empty();
    }
    var text = named(statement.proper()).strip();
    return Optional.of(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...");
  }

  /** With placeholders' names in place of their values. */
  String named(String text) {
    var named = text;
    for (var value : values) {
      named = named.replace(value.getValue(), "${" + value.getKey() + "}");
    }
    return named;
  }

  private boolean secret(Map.Entry<String, String> value) {
    return design.confidentialPlaceholders().contains(value.getKey());
  }
}

package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many bytes the order of a table's columns costs each row in which all of them have values. What comes behind a value without
 * a fixed length begins anywhere: nothing is said of the bytes before it.
 */
final class Alignment {
  private Alignment() {}

  /** @param length in bytes @param step that its place must be a multiple of */
  private record Fixed(int length, int step) {}

  /** @param columns in their order */
  static long wasted(List<Item.Column> columns) {
    var fixed = columns.stream().map(column -> fixed(column.type())).toList();
    var best = fixed.stream().flatMap(Optional::stream).sorted(Comparator.comparingInt(Fixed::step).thenComparingInt(Fixed::length).reversed()).map(Optional::of).toList();
    return Math.max(0, padding(fixed) - padding(best));
  }

  private static long padding(List<Optional<Fixed>> columns) {
    var at = 0L;
    var padding = 0L;
    for (var column : columns) {
      if (column.isEmpty()) {
        at = 0;
        continue;
      }
      var gap = (column.get().step() - at % column.get().step()) % column.get().step();
      padding += gap;
      at += gap + column.get().length();
    }
    return padding;
  }

  /** As pg_type has it of those that have a length. */
  private static Optional<Fixed> fixed(String type) {
    return switch (type.replaceAll("\\(\\d+\\)", "")) {
      case "boolean", "\"char\"" -> Optional.of(new Fixed(1, 1));
      case "smallint" -> Optional.of(new Fixed(2, 2));
      case "integer", "real", "date", "oid" -> Optional.of(new Fixed(4, 4));
      case "bigint", "double precision", "money", "time without time zone", "timestamp without time zone", "timestamp with time zone", "pg_lsn" ->
          Optional.of(new Fixed(8, 8));
      case "time with time zone" -> Optional.of(new Fixed(12, 8));
      case "interval", "point" -> Optional.of(new Fixed(16, 8));
      case "uuid" -> Optional.of(new Fixed(16, 1));
      case "macaddr" -> Optional.of(new Fixed(6, 4));
      case "macaddr8" -> Optional.of(new Fixed(8, 4));
      default -> Optional.empty();
    };
  }
}

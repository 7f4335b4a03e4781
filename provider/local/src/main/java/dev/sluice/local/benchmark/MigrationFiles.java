package dev.sluice.local.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SQL of every measured migration: three small files, and a fourth that comes later. */
record MigrationFiles(SortedMap<String, String> byName) {
  private static final String FOURTH = "V4__total.sql";

  static MigrationFiles three() {
    return new MigrationFiles(new TreeMap<>(Map.of(
        "V1__orders.sql", """
            CREATE TABLE orders (
              id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              customer text NOT NULL,
              quantity integer NOT NULL CHECK (quantity > 0)
            );
            """,
        "V2__items.sql", """
            CREATE TABLE items (
              id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              order_id bigint NOT NULL REFERENCES orders (id),
              name     text NOT NULL
            );
            CREATE INDEX items_by_order ON items (order_id);
            """,
        "V3__first_orders.sql", """
            INSERT INTO orders (customer, quantity) VALUES ('Ada', 1), ('Grace', 100), ('Edgar', 12);
            INSERT INTO items (order_id, name) SELECT id, 'item of ' || customer FROM orders;
            """)));
  }

  MigrationFiles withFourth() {
    SortedMap<String, String> more = new TreeMap<>(byName);
    more.putAll(fourth().byName);
    return new MigrationFiles(more);
  }

  static MigrationFiles fourth() {
    return new MigrationFiles(new TreeMap<>(Map.of(FOURTH, "ALTER TABLE orders ADD COLUMN total numeric(12,2);\n")));
  }

  /** The files in their order, written to the folder. */
  List<Path> writeTo(Path folder) {
    List<Path> written = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : byName.entrySet()) {
        written.add(Files.writeString(folder.resolve(file.getKey()), file.getValue()));
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("the migrations can't be written to " + folder, e);
    }
  }

  /** As the value of {@code source.inline} in a manifest, indented by so many blanks. */
  String yaml(int indentation) {
    StringBuilder yaml = new StringBuilder();
    byName.forEach((name, sql) -> yaml.append(name).append(": |\n").append(sql.indent(2)));
    return yaml.toString().indent(indentation);
  }
}

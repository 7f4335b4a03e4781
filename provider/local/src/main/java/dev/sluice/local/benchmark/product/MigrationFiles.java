package dev.sluice.local.benchmark.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SQL of a measured migration, by the names of its files. */
public record MigrationFiles(SortedMap<String, String> byName) {
  public MigrationFiles {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /** Small ones: a table, another one that refers to it, rows for both. */
  static MigrationFiles three(String orders, String items, String rows) {
    return new MigrationFiles(new TreeMap<>(Map.of("V1__orders.sql", orders, "V2__items.sql", items, "V3__first_orders.sql", rows)));
  }

  /** One that comes later. */
  static MigrationFiles fourth(String total) {
    return new MigrationFiles(new TreeMap<>(Map.of("V4__total.sql", total)));
  }

  public MigrationFiles and(MigrationFiles others) {
    SortedMap<String, String> all = new TreeMap<>(byName);
    all.putAll(others.byName);
    return new MigrationFiles(all);
  }

  /** The files in their order, written to the folder. */
  public List<Path> writeTo(Path folder) {
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
  public String yaml(int indentation) {
    StringBuilder yaml = new StringBuilder();
    byName.forEach((name, sql) -> yaml.append(name).append(": |\n").append(sql.indent(2)));
    return yaml.toString().indent(indentation);
  }
}

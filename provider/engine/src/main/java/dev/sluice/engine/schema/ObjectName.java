package dev.sluice.engine.schema;

import java.util.Objects;

/**
 * An object, as a person calls it.
 *
 * @param kind such as {@code table} or {@code foreign key}; one of the product's words
 * @param path such as {@code public.orders.total}
 */
public record ObjectName(String kind, String path) {
  public ObjectName {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
  }

  @Override
  public String toString() {
    return kind + " " + path;
  }
}

package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Locale;

/** What {@code --engine} may say: the products of which there is a server for this machine. */
public enum MeasuredEngine {
  POSTGRESQL("PostgreSQL", "disable"),
  MYSQL("MySQL", "require"),
  MARIADB("MariaDB", "require"),
  SQLITE("SQLite", "");

  private final String id;
  private final String tlsMode;

  MeasuredEngine(String id, String tlsMode) {
    this.id = requireNonNull(id, "id is null");
    this.tlsMode = requireNonNull(tlsMode, "tlsMode is null");
  }

  /** As a ProviderConfig says it. */
  public String id() {
    return id;
  }

  /** As its example has it; blank where nothing goes over a network. */
  String tlsMode() {
    return tlsMode;
  }

  /** As the command line says it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where its results belong, below the repository's folder. */
  public Path results() {
    return Path.of("docs", this == POSTGRESQL ? "benchmarks.md" : "benchmarks-" + word() + ".md");
  }

  /**
   * With durable writes, as its users have it.
   *
   * @param folder for its data; the caller empties it afterwards
   */
  public MeasuredProduct start(Path folder) {
    return switch (this) {
      case POSTGRESQL -> PostgreSqlProduct.start(folder);
      case MYSQL -> MySqlFamilyProduct.start(MySqlFamilyMember.MYSQL, folder);
      case MARIADB -> MySqlFamilyProduct.start(MySqlFamilyMember.MARIADB, folder);
      case SQLITE -> SqliteProduct.in(folder);
    };
  }
}

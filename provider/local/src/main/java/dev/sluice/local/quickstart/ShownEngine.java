package dev.sluice.local.quickstart;

import java.util.Locale;

/** What {@code --engine} may say. */
enum ShownEngine {
  POSTGRESQL("PostgreSQL", "examples/quickstart", "pg-admin", 5432, """
      SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"""),
  MYSQL("MySQL", "examples/engines/mysql", "mysql-admin", 3306, """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"""),
  MARIADB("MariaDB", "examples/engines/mariadb", "mariadb-admin", 3306, """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"""),
  SQLSERVER("SQLServer", "examples/engines/sqlserver", "sqlserver-admin", 1433, """
      SELECT QUOTENAME(name) FROM sys.tables"""),
  SQLITE("SQLite", "examples/engines/sqlite", "", 0, "SELECT name FROM sqlite_schema WHERE type = 'table'");

  private final String id;
  private final String example;
  private final String secret;
  private final int port;
  private final String tables;

  ShownEngine(String id, String example, String secret, int port, String tables) {
    this.id = id;
    this.example = example;
    this.secret = secret;
    this.port = port;
    this.tables = tables;
  }

  /** As a ProviderConfig says it. */
  String id() {
    return id;
  }

  /** The folder of its releases. */
  String example() {
    return example;
  }

  /** The Secret that the example names; blank where there is none. */
  String secret() {
    return secret;
  }

  int port() {
    return port;
  }

  /** A query for the names of a database's tables, quoted where need be. */
  String tables() {
    return tables;
  }

  String scheme() {
    return id.toLowerCase(Locale.ROOT);
  }
}

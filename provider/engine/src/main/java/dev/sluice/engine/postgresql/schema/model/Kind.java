package dev.sluice.engine.postgresql.schema.model;

/** The kinds of objects that are compared and planned. The order is that in which they come where nothing else decides. */
public enum Kind {
  SCHEMA("schema", "SCHEMA"),
  EXTENSION("extension", "EXTENSION"),
  COLLATION("collation", "COLLATION"),
  TEXT_SEARCH_DICTIONARY("text search dictionary", "TEXT SEARCH DICTIONARY"),
  TEXT_SEARCH_CONFIGURATION("text search configuration", "TEXT SEARCH CONFIGURATION"),
  FOREIGN_DATA_WRAPPER("foreign-data wrapper", "FOREIGN DATA WRAPPER"),
  SERVER("foreign server", "SERVER"),
  ENUM("enum", "TYPE"),
  COMPOSITE("composite type", "TYPE"),
  DOMAIN("domain", "DOMAIN"),
  RANGE("range type", "TYPE"),
  SEQUENCE("sequence", "SEQUENCE"),
  FUNCTION("function", "FUNCTION"),
  PROCEDURE("procedure", "PROCEDURE"),
  AGGREGATE("aggregate", "AGGREGATE"),
  TABLE("table", "TABLE"),
  FOREIGN_TABLE("foreign table", "FOREIGN TABLE"),
  COLUMN("column", "COLUMN"),
  DEFAULT("default", "COLUMN"),
  CONSTRAINT("constraint", "CONSTRAINT"),
  /** A column's own, of which only the comment is an object's: the rest is the column's. */
  NOT_NULL("not-null constraint", "CONSTRAINT"),
  INDEX("index", "INDEX"),
  VIEW("view", "VIEW"),
  MATERIALIZED_VIEW("materialized view", "MATERIALIZED VIEW"),
  RULE("rule", "RULE"),
  TRIGGER("trigger", "TRIGGER"),
  POLICY("policy", "POLICY"),
  STATISTICS("statistics", "STATISTICS"),
  PUBLICATION("publication", "PUBLICATION"),
  EVENT_TRIGGER("event trigger", "EVENT TRIGGER"),
  DEFAULT_PRIVILEGES("default privileges", "DEFAULT PRIVILEGES");

  private final String words;
  private final String sql;

  Kind(String words, String sql) {
    this.words = words;
    this.sql = sql;
  }

  /** As a person calls it. */
  public String words() {
    return words;
  }

  /** As SQL calls it after DROP, ALTER and COMMENT ON. */
  public String sql() {
    return sql;
  }

  /** Whether it has columns. */
  public boolean relation() {
    return switch (this) {
      case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW -> true;
      default -> false;
    };
  }

  public boolean routine() {
    return this == FUNCTION || this == PROCEDURE || this == AGGREGATE;
  }

  public boolean textSearch() {
    return this == TEXT_SEARCH_DICTIONARY || this == TEXT_SEARCH_CONFIGURATION;
  }

  public boolean type() {
    return this == ENUM || this == COMPOSITE || this == DOMAIN || this == RANGE;
  }

  /** Whether its name is one of those that relations and indexes of a schema share. */
  public boolean sharesNames() {
    return relation() || this == SEQUENCE || this == INDEX || this == COMPOSITE;
  }
}

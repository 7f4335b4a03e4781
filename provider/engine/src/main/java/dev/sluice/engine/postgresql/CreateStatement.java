package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.DatabaseDesign;
import java.util.Optional;

/** CREATE DATABASE with all that it can say at once; what would lock us out is said later. */
final class CreateStatement {
  private CreateStatement() {}

  static String of(DatabaseDesign design, PostgreSqlOptions options, Catalog catalog) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(Quoting.identifier(design.name()));
    append(sql, "OWNER", design.owner().map(Quoting::identifier));
    append(
        sql,
        "TEMPLATE",
        options.template().or(() -> options.needsEmptyTemplate() ? Optional.of("template0") : Optional.empty()).map(Quoting::identifier));
    append(sql, "ENCODING", options.encoding().map(Quoting::literal));
    append(sql, "LC_COLLATE", options.collate().map(Quoting::literal));
    append(sql, "LC_CTYPE", options.characterType().map(Quoting::literal));
    append(sql, "LOCALE_PROVIDER", options.localeProvider().filter(provider -> catalog.majorVersion() >= 15));
    append(sql, "ICU_LOCALE", options.icuLocale().map(Quoting::literal));
    append(sql, "BUILTIN_LOCALE", options.localeProvider().filter("builtin"::equals).map(provider -> builtinLocale(catalog)));
    append(sql, "TABLESPACE", options.tablespace().map(Quoting::identifier));
    append(sql, "IS_TEMPLATE", options.isTemplate().map(String::valueOf));
    append(sql, "CONNECTION LIMIT", design.connectionLimit().filter(limit -> limit != 0).map(String::valueOf));
    return sql.toString();
  }

  /** The best that the built-in provider has for an encoding. */
  private static String builtinLocale(Catalog catalog) {
    return catalog.encoding().filter(encoding -> !encoding.equals("UTF8")).isPresent() ? "'C'" : "'C.UTF-8'";
  }

  private static void append(StringBuilder sql, String word, Optional<String> value) {
    value.ifPresent(text -> sql.append(' ').append(word).append(' ').append(text));
  }
}

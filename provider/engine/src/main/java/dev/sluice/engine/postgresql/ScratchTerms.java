package dev.sluice.engine.postgresql;

import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scratch database must be like.
 *
 * @param options of CREATE DATABASE, as the database has them that it stands for
 * @param extensions statements that make what that one has
 */
record ScratchTerms(String owner, String options, List<String> extensions) {
  ScratchTerms {
    extensions = List.copyOf(extensions);
  }

  /** All of it but whose it is, which can be changed. */
  record Make(String options, List<String> extensions) {}

  Make make() {
    return new Make(options, extensions);
  }

  /** @param inside a session in the database that it stands for */
  static ScratchTerms of(Connection inside, Model live) throws SQLException {
    var major = live.major();
    var provider = major >= 15 ? "' LOCALE_PROVIDER = ' || CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END" : "''";
    var column = major >= 17 ? "d.datlocale" : "d.daticulocale";
    var locale =
        major >= 15
            ? "CASE d.datlocprovider WHEN 'i' THEN ' ICU_LOCALE = ' || quote_literal(" + column + ") WHEN 'b' THEN ' BUILTIN_LOCALE = ' || quote_literal(" + column
                + ") ELSE '' END"
            : "''";
    try (var ask = inside.createStatement();
        var row = ask.executeQuery(
            "SELECT 'ENCODING = ' || quote_literal(pg_encoding_to_char(d.encoding)) || ' LC_COLLATE = ' || quote_literal(d.datcollate) || ' LC_CTYPE = '"
                + " || quote_literal(d.datctype) || " + provider + " || " + locale + " FROM pg_database d WHERE d.datname = current_database()")) {
      row.next();
      return new ScratchTerms(live.owner(), row.getString(1), extensions(live));
    }
  }

  private static List<String> extensions(Model live) {
    var statements = new ArrayList<String>();
    for (var extension : live.all(Item.Extension.class)) {
      if (!extension.schema().equals("public") && !extension.schema().startsWith("pg_")) {
        statements.add("CREATE SCHEMA IF NOT EXISTS " + Quoting.identifier(extension.schema()) + " AUTHORIZATION " + Quoting.identifier(live.owner()));
      }
      statements.add(
          "CREATE EXTENSION IF NOT EXISTS " + Quoting.identifier(extension.id().name()) + " SCHEMA " + Quoting.identifier(extension.schema()) + " VERSION "
              + Quoting.literal(extension.version()) + " CASCADE");
    }
    return statements;
  }

  /** Nobody but its owner and we can enter it. */
  List<String> creation(String name, String comment) {
    var quoted = Quoting.identifier(name);
    return List.of(
        "CREATE DATABASE " + quoted + " OWNER " + Quoting.identifier(owner) + " TEMPLATE template0 " + options,
        "COMMENT ON DATABASE " + quoted + " IS " + Quoting.literal(comment),
        "REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
  }
}

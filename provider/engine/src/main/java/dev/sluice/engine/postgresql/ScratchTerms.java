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
 * @param major the version of the server of the database that it stands for
 * @param owner of that database
 * @param quotedOwner as the server writes it in texts
 * @param apart whether it has an owner in place of that one, who is made with it, is named like it, and goes with it
 * @param options of CREATE DATABASE, as that database has them
 * @param extensions what that one has, made with the scratch database
 * @param changing what of it shall have another version, or needs such a one: made by whoever changes it, in the version to begin with
 */
record ScratchTerms(int major, String owner, String quotedOwner, boolean apart, String options, List<Item.Extension> extensions, List<Item.Extension> changing) {
  ScratchTerms {
    extensions = List.copyOf(extensions);
    changing = List.copyOf(changing);
  }

  /** All of it but whose it is, where that can be changed. */
  record Make(boolean apart, String options, List<String> extensions) {}

  Make make() {
    return new Make(apart, options, extensions(owner));
  }

  ScratchTerms withOwnerApart() {
    return new ScratchTerms(major, owner, quotedOwner, true, options, extensions, changing);
  }

  /** @param others in the order in which they can be made */
  ScratchTerms changing(List<Item.Extension> others) {
    var names = others.stream().map(Item.Extension::id).toList();
    return new ScratchTerms(
        major, owner, quotedOwner, apart, options, extensions.stream().filter(extension -> !names.contains(extension.id())).toList(), others);
  }

  String ownerOf(String name) {
    return apart ? name : owner;
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
                + " || quote_literal(d.datctype) || " + provider + " || " + locale + ", quote_ident(pg_get_userbyid(d.datdba)) FROM pg_database d"
                + " WHERE d.datname = current_database()")) {
      row.next();
      return new ScratchTerms(major, live.owner(), row.getString(2), false, row.getString(1), live.all(Item.Extension.class), List.of());
    }
  }

  /** Statements that make those that come with it. */
  List<String> extensions(String schemasOwner) {
    return extensions(extensions, schemasOwner);
  }

  /** Statements that make the others. */
  List<String> changing(String schemasOwner) {
    return extensions(changing, schemasOwner);
  }

  private static List<String> extensions(List<Item.Extension> some, String schemasOwner) {
    var statements = new ArrayList<String>();
    for (var extension : some) {
      if (!extension.schema().equals("public") && !extension.schema().startsWith("pg_")) {
        statements.add("CREATE SCHEMA IF NOT EXISTS " + Quoting.identifier(extension.schema()) + " AUTHORIZATION " + Quoting.identifier(schemasOwner));
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
    var statements = new ArrayList<String>();
    if (apart) {
      statements.add(
          "CREATE ROLE " + quoted + " NOLOGIN;\nCOMMENT ON ROLE " + quoted + " IS " + Quoting.literal(comment) + ";\n" + OwnerRole.joining(quoted, major));
    }
    statements.add("CREATE DATABASE " + quoted + " OWNER " + Quoting.identifier(ownerOf(name)) + " TEMPLATE template0 " + options);
    statements.add("COMMENT ON DATABASE " + quoted + " IS " + Quoting.literal(comment));
    statements.add("REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
    return statements;
  }
}

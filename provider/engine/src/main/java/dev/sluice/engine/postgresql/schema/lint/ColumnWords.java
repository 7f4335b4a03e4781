package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A column as CREATE TABLE and ADD COLUMN define it: its type, and what follows. */
final class ColumnWords {
  private static final Set<String> STEADY =
      Set.of("now", "current_timestamp", "transaction_timestamp", "statement_timestamp", "localtimestamp", "current_date", "lower", "upper", "concat", "coalesce",
          "make_interval", "make_date", "to_timestamp", "md5", "length", "date_trunc", "jsonb_build_object", "json_build_object", "jsonb_build_array", "array_fill",
          "numeric", "varchar", "char", "character", "timestamp", "timestamptz", "time", "interval", "cast", "in", "values");

  private final Words words;

  ColumnWords(List<Token> afterName) {
    this.words = new Words(afterName);
  }

  boolean notNull() {
    return words.has("NOT", "NULL");
  }

  boolean filled() {
    return words.has("DEFAULT") || words.has("GENERATED") || serial();
  }

  boolean unique() {
    return words.has("PRIMARY", "KEY") || words.has("UNIQUE");
  }

  boolean refers() {
    return words.has("REFERENCES");
  }

  boolean checks() {
    return words.has("CHECK");
  }

  boolean serial() {
    return Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8").contains(first());
  }

  boolean countsByItself() {
    return serial() || words.has("AS", "IDENTITY");
  }

  boolean stored() {
    return words.has("GENERATED") && words.has("STORED");
  }

  private String first() {
    return words.rest().stream().findFirst().filter(Token::isName).map(Token::name).orElse("");
  }

  /** Whether its default may be another for each row, for all that can be told from names. */
  boolean volatileDefault() {
    var tokens = words.rest();
    var from = 0;
    while (from < tokens.size() && !tokens.get(from).is("DEFAULT")) {
      from++;
    }
    for (var at = from + 1; at + 1 < tokens.size(); at++) {
      if (tokens.get(at).is("CHECK") || tokens.get(at).is("REFERENCES") || tokens.get(at).is("CONSTRAINT")) {
        return false;
      }
      if (tokens.get(at).isName() && tokens.get(at + 1).symbol('(') && !STEADY.contains(tokens.get(at).name())) {
        return true;
      }
    }
    return false;
  }

  /** What its type might better be. */
  List<Rule> advice() {
    var text = words.rest().stream().limit(8).map(token -> token.text().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" "));
    var first = text.startsWith("pg_catalog . ") ? text.substring("pg_catalog . ".length()) : text;
    var name = first.split(" ", 2)[0];
    return switch (name) {
      case "serial", "serial4" -> List.of(Rule.TYPE_SERIAL, Rule.TYPE_INTEGER);
      case "smallserial", "serial2" -> List.of(Rule.TYPE_SERIAL, Rule.TYPE_SMALLINT);
      case "bigserial", "serial8" -> List.of(Rule.TYPE_SERIAL);
      case "json" -> List.of(Rule.TYPE_JSON);
      case "char", "bpchar" -> List.of(Rule.TYPE_CHAR);
      case "character" -> first.startsWith("character varying") ? limited(first) : List.of(Rule.TYPE_CHAR);
      case "varchar" -> limited(first);
      case "smallint", "int2" -> List.of(Rule.TYPE_SMALLINT);
      case "int", "integer", "int4" -> List.of(Rule.TYPE_INTEGER);
      case "timestamp" -> first.contains("with time zone") ? List.of() : List.of(Rule.TYPE_TIMESTAMP);
      case "timetz" -> List.of(Rule.TYPE_TIME);
      case "time" -> first.contains("with time zone") ? List.of(Rule.TYPE_TIME) : List.of();
      case "real", "float", "float4", "float8" -> List.of(Rule.TYPE_FLOAT);
      case "double" -> first.startsWith("double precision") ? List.of(Rule.TYPE_FLOAT) : List.of();
      case "money" -> List.of(Rule.TYPE_MONEY);
      default -> List.of();
    };
  }

  private static List<Rule> limited(String type) {
    return type.matches("(varchar|character varying) \\(.*") ? List.of(Rule.TYPE_VARCHAR) : List.of();
  }
}

package dev.sluice.engine.postgresql.schema.script;

import dev.sluice.engine.postgresql.schema.script.Token.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The statements of a set of files. */
public record Script(List<Statement> statements, List<Hint> hints) {
  public Script {
    statements = List.copyOf(statements);
    hints = List.copyOf(hints);
  }

  /** @param files SQL by file name */
  public static Script of(SortedMap<String, String> files) {
    var statements = new ArrayList<Statement>();
    var hints = new ArrayList<Hint>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      var found = split(file.getKey(), withoutMark(file.getValue()));
      statements.addAll(found);
      found.forEach(statement -> hints.addAll(Hint.of(statement)));
    }
    return new Script(statements, hints);
  }

  /** In tokens, comments included. */
  public long size() {
    return statements.stream().mapToLong(statement -> statement.tokens().size()).sum();
  }

  /** Some editors begin a file with a byte order mark, which is no part of the SQL. */
  private static String withoutMark(String sql) {
    return sql.startsWith("\uFEFF") ? sql.substring(1) : sql;
  }

  /** As psql does: a semicolon ends a statement outside of parentheses and of a routine's BEGIN ATOMIC. */
  private static List<Statement> split(String file, String sql) {
    var statements = new ArrayList<Statement>();
    var tokens = new ArrayList<Token>();
    var parentheses = 0;
    var blocks = 0;
    for (var token : Lexer.tokens(sql)) {
      if (token.symbol(';') && parentheses == 0 && blocks == 0) {
        end(file, sql, tokens, statements);
        tokens.clear();
        continue;
      }
      tokens.add(token);
      if (token.symbol('(')) {
        parentheses++;
      } else if (token.symbol(')')) {
        parentheses = Math.max(0, parentheses - 1);
      } else if (token.type() == Type.WORD && parentheses == 0 && makesRoutine(tokens)) {
        if (token.is("BEGIN") || token.is("CASE") && blocks > 0) {
          blocks++;
        } else if (token.is("END") && blocks > 0) {
          blocks--;
        }
      } else if (token.type() == Type.META && tokens.size() > 1) {
        // A command of psql's stands on a line of its own.
        continue;
      }
    }
    end(file, sql, tokens, statements);
    return statements;
  }

  private static boolean makesRoutine(List<Token> tokens) {
    var words = tokens.stream().filter(token -> token.type() != Type.COMMENT).limit(4).toList();
    if (words.size() < 3 || !words.getFirst().is("CREATE")) {
      return false;
    }
    var what = words.get(1).is("OR") && words.size() > 3 ? words.get(3) : words.get(1);
    return what.is("FUNCTION") || what.is("PROCEDURE");
  }

  private static void end(String file, String sql, List<Token> tokens, List<Statement> statements) {
    var proper = tokens.stream().filter(token -> token.type() != Type.COMMENT).toList();
    if (!proper.isEmpty()) {
      statements.add(
          new Statement(file, proper.getFirst().line(), sql.substring(proper.getFirst().start(), tokens.getLast().end()), tokens));
    }
  }
}

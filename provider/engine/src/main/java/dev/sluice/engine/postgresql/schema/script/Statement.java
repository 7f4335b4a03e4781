package dev.sluice.engine.postgresql.schema.script;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement of a file.
 *
 * @param line where it begins, after its comments, from 1
 * @param sql from there on, without the semicolon
 * @param tokens comments included, those before it too
 */
public record Statement(String file, int line, String sql, List<Token> tokens) {
  private static final int HEAD = 8;

  public Statement {
    tokens = List.copyOf(tokens);
  }

  /** Its first words, in capitals, each once blank apart. */
  public String head() {
    return words().stream().limit(HEAD).map(token -> token.type() == Token.Type.WORD ? token.text().toUpperCase(java.util.Locale.ROOT) : token.text())
        .collect(Collectors.joining(" "));
  }

  /** Its tokens without the comments. */
  public List<Token> words() {
    return tokens.stream().filter(token -> token.type() != Token.Type.COMMENT).toList();
  }

  /** The line in the file of a place in the statement. @param position in characters, from 1 */
  public int lineAt(int position) {
    var until = Math.clamp(position - 1L, 0, sql.length());
    return line + (int) sql.substring(0, until).chars().filter(c -> c == '\n').count();
  }
}

package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Statement;
import dev.sluice.engine.postgresql.schema.script.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names that the server would cut off. */
final class LongNames {
  private static final int KEPT = 63;

  private LongNames() {}

  static List<Token> in(Statement statement) {
    return statement.words().stream().filter(token -> token.isName() && token.text().getBytes(StandardCharsets.UTF_8).length > KEPT).toList();
  }
}

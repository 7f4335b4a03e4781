package dev.sluice.engine.postgresql.schema.script;

import dev.sluice.engine.postgresql.schema.script.Token.Type;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What desired SQL may not do: it says what is, and is run in an order of ours, more than once, and out of sight. */
public record Refusal(Statement statement, int line, String message) {
  private record Rule(Pattern head, String message) {}

  private static final List<Rule> RULES =
      List.of(
          rule("(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE TRANSACTION)", "controls transactions; leave it out"),
          rule("COPY", "copies rows, and a structure has none; use a migration"),
          rule("(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)", "changes rows, and a structure has none; use a migration"),
          rule("(CREATE|ALTER|DROP) (DATABASE|ROLE|USER|GROUP|TABLESPACE|SUBSCRIPTION|SYSTEM)(?! MAPPING)",
              "concerns more than this database; use a resource of its kind, or a migration"),
          rule("(REASSIGN|VACUUM|ANALYZE|CLUSTER|REINDEX|CHECKPOINT|LISTEN|NOTIFY|LOCK|DISCARD|LOAD|REFRESH|CALL)", "isn't about structure; leave it out"),
          rule("DROP OWNED", "isn't about structure; leave it out"));

  private static Rule rule(String words, String message) {
    return new Rule(Pattern.compile(words + "( .*)?"), message);
  }

  public static Optional<Refusal> of(Statement statement) {
    var meta = statement.tokens().stream().filter(token -> token.type() == Type.META).findFirst();
    if (meta.isPresent()) {
      return Optional.of(new Refusal(statement, meta.get().line(), "is a command of psql's, which the server doesn't know; leave it out"));
    }
    return RULES.stream()
        .filter(rule -> rule.head().matcher(statement.head()).matches())
        .findFirst()
        .map(rule -> new Refusal(statement, statement.line(), rule.message()));
  }
}

package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.script.Lexer;
import dev.sluice.engine.postgresql.schema.script.Token;
import dev.sluice.engine.schema.lint.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Bodies of functions that stay and name what goes: texts, into which the server doesn't look. */
final class Bodies {
  private Bodies() {}

  /** What its name was, with its table's where it is a column. */
  private record Gone(Id id, Set<String> names) {}

  static List<Question> of(Comparison comparison) {
    var gone = gone(comparison);
    var questions = new ArrayList<Question>();
    if (gone.isEmpty()) {
      return questions;
    }
    for (var routine : comparison.wanted().all(Item.Routine.class)) {
      if (routine.body().isEmpty() || !comparison.start().has(routine.id())) {
        continue;
      }
      var words = words(routine.body().get());
      gone.stream()
          .filter(one -> words.containsAll(one.names()))
          .findFirst()
          .ifPresent(one -> questions.add(Question.of(Rule.UNTRACKABLE_DEPENDENCY, routine.id(), "the body of " + routine.id() + " names " + one.id() + ", which goes")));
    }
    return questions;
  }

  private static List<Gone> gone(Comparison comparison) {
    var gone = new ArrayList<Gone>();
    for (var id : comparison.differences().dropped()) {
      switch (id.kind()) {
        case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE, FUNCTION, PROCEDURE, AGGREGATE -> gone.add(new Gone(id, Set.of(id.name())));
        case COLUMN -> gone.add(new Gone(id, new HashSet<>(List.of(id.name(), id.part()))));
        default -> {}
      }
    }
    for (var rename : comparison.renames()) {
      before(rename).ifPresent(gone::add);
    }
    return gone;
  }

  private static Optional<Gone> before(Rename rename) {
    var id = rename.id();
    return switch (id.kind()) {
      case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE, FUNCTION, PROCEDURE ->
          Optional.of(new Gone(new Id(id.kind(), id.schema(), rename.from(), id.part()), Set.of(rename.from())));
      case COLUMN -> Optional.of(new Gone(new Id(id.kind(), id.schema(), id.name(), rename.from()), new HashSet<>(List.of(id.name(), rename.from()))));
      default -> Optional.empty();
    };
  }

  /** Names in it, and in the texts in it that may be SQL. */
  private static Set<String> words(String body) {
    var words = new HashSet<String>();
    for (var token : Lexer.tokens(body)) {
      if (token.isName()) {
        words.add(token.name());
      } else if (token.type() == Token.Type.TEXT) {
        Lexer.tokens(token.text().startsWith("$") ? token.text().replace('$', ' ') : token.text()).stream().filter(Token::isName).map(Token::name).forEach(words::add);
      }
    }
    return words;
  }
}

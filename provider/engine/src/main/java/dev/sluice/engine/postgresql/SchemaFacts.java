package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.postgresql.schema.lint.Ask;
import dev.sluice.engine.postgresql.schema.lint.Question;
import dev.sluice.engine.schema.lint.Suspicion;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks up in the live database what a plan's lint asks, as whom the plan will run: in a read-only transaction, of the rows as
 * they are and not as policies show them, and for so long only. What can't be had in that is left open, with the cause.
 */
final class SchemaFacts {
  private static final int AT_ONCE = 8;
  private static final String BEGIN =
      "BEGIN READ ONLY; SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog; SET LOCAL application_name = 'sluice lint'; SET LOCAL lock_timeout = ";

  private final Connection connection;
  private final Limits limits;
  private final long deadline;
  private final Map<Ask, Map<String, Long>> found = new HashMap<>();
  private final Map<Ask, String> missing = new HashMap<>();

  /**
   * How long is looked.
   *
   * @param one for one query to the server
   * @param all for all of a plan's
   * @param lock for a table that somebody has locked
   */
  record Limits(Duration one, Duration all, Duration lock) {
    static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));

    Limits {
      if (one.toMillis() < 1 || all.toMillis() < 1 || lock.toMillis() < 1) {
        throw new IllegalArgumentException("a limit of less than a millisecond is none to PostgreSQL");
      }
    }
  }

  private SchemaFacts(Connection connection, Limits limits) {
    this.connection = connection;
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.all().toNanos();
  }

  /** @param sessions of whom the plan runs as */
  static List<Suspicion> of(Sessions sessions, String database, PostgreSqlFailures failures, List<Question> questions, Limits limits) {
    if (questions.stream().allMatch(question -> question.asks().isEmpty())) {
      return questions.stream().map(question -> Suspicion.of(question.rule(), question.object(), question.what(), question.known())).toList();
    }
    try (var session = sessions.lease(database, Sessions.Purpose.LOOKING)) {
      var facts = new SchemaFacts(session.connection(), limits);
      SessionWork.execute(session.connection(), BEGIN + limits.lock().toMillis());
      try {
        facts.look(new LinkedHashSet<>(questions.stream().flatMap(question -> question.asks().stream()).toList()));
      } finally {
        SessionWork.execute(session.connection(), "ROLLBACK");
      }
      return questions.stream().map(facts::answered).toList();
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, database));
    }
  }

  private Suspicion answered(Question question) {
    var facts = new HashMap<>(question.known());
    question.asks().forEach(ask -> facts.putAll(found.getOrDefault(ask, Map.of())));
    var why = question.asks().stream().flatMap(ask -> Optional.ofNullable(missing.get(ask)).stream()).findFirst();
    return new Suspicion(question.rule(), question.object(), question.what(), facts, why);
  }

  /** What reads the same rows is one pass over them, and several of these one question to the server. */
  private void look(Set<Ask> asks) throws SQLException {
    var passes = new LinkedHashMap<String, List<Ask.Count>>();
    for (var ask : asks) {
      if (ask instanceof Ask.Count count) {
        passes.computeIfAbsent(count.from(), any -> new ArrayList<>()).add(count);
      }
    }
    var all = List.copyOf(passes.values());
    for (var from = 0; from < all.size(); from += AT_ONCE) {
      var some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
      if (counted(some).isPresent()) {
        for (var pass : some) {
          apart(pass);
        }
      }
    }
    for (var ask : asks) {
      if (ask instanceof Ask.Cast cast) {
        var error = attempt(() -> found.put(cast, tried(cast)));
        error.ifPresent(why -> missing.put(cast, why));
      }
    }
  }

  private void apart(List<Ask.Count> pass) throws SQLException {
    if (pass.size() > 1 && counted(List.of(pass)).isEmpty()) {
      return;
    }
    for (var ask : pass) {
      var error = counted(List.of(List.of(ask)));
      error.ifPresent(why -> missing.put(ask, why));
    }
  }

  private Optional<String> counted(List<List<Ask.Count>> passes) throws SQLException {
    var columns = new ArrayList<String>();
    var tables = new ArrayList<String>();
    var asks = new ArrayList<Ask.Count>();
    for (var pass : passes) {
      var selects = new ArrayList<String>();
      for (var ask : pass) {
        columns.add("f" + asks.size());
        selects.add("(" + ask.select() + ")::bigint AS f" + asks.size());
        asks.add(ask);
      }
      var from = pass.getFirst().from();
      tables.add("(SELECT " + String.join(", ", selects) + (from.isEmpty() ? "" : " FROM " + from) + ") AS q" + tables.size());
    }
    var sql = "SELECT " + String.join(", ", columns) + " FROM " + String.join(", ", tables);
    return attempt(() -> {
      try (var statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        try (var row = statement.executeQuery(sql)) {
          row.next();
          for (var at = 0; at < asks.size(); at++) {
            found.put(asks.get(at), Map.of(asks.get(at).fact(), row.getLong(at + 1)));
          }
        }
      }
    });
  }

  /** Value by value, since a cast that fails ends a query. Assignment casts are PL/pgSQL's too: they refuse what they would cut off. */
  private Map<String, Long> tried(Ask.Cast cast) throws SQLException {
    var back = cast.before().isEmpty()
        ? ""
        : " b := a; IF b IS DISTINCT FROM v.value THEN changed := changed + 1; END IF;";
    var block = "DECLARE v record; a " + cast.after() + ";" + (cast.before().isEmpty() ? "" : " b " + cast.before() + ";") + " failures bigint := 0; changed bigint := 0;"
        + " BEGIN FOR v IN SELECT " + cast.column() + " AS value FROM " + cast.from() + " WHERE " + cast.column() + " IS NOT NULL LOOP"
        + " BEGIN a := " + cast.value() + "; EXCEPTION WHEN data_exception OR integrity_constraint_violation OR feature_not_supported THEN failures := failures + 1; CONTINUE; END;"
        + " BEGIN" + (back.isEmpty() ? " NULL;" : back + " EXCEPTION WHEN data_exception THEN changed := changed + 1;") + " END; END LOOP;"
        + " PERFORM set_config('sluice.failures', failures::text, true), set_config('sluice.changed', changed::text, true); END";
    SessionWork.execute(connection, Quoting.block(block));
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT current_setting('sluice.failures')::bigint, current_setting('sluice.changed')::bigint")) {
      row.next();
      return cast.before().isEmpty() ? Map.of(Ask.Cast.FAILURES, row.getLong(1)) : Map.of(Ask.Cast.FAILURES, row.getLong(1), Ask.Cast.CHANGED, row.getLong(2));
    }
  }

  private interface Look {
    void run() throws SQLException;
  }

  /** @return why it didn't work, without what the rows hold */
  private Optional<String> attempt(Look look) throws SQLException {
    var left = Math.min(limits.one().toMillis(), Duration.ofNanos(deadline - System.nanoTime()).toMillis());
    if (left <= 0) {
      return Optional.of("the " + seconds(limits.all()) + " for all that is counted of a plan were up before");
    }
    SessionWork.execute(connection, "SAVEPOINT lint; SET LOCAL statement_timeout = " + left);
    try {
      look.run();
      SessionWork.execute(connection, "RELEASE SAVEPOINT lint");
      return Optional.empty();
    } catch (SQLException e) {
      // Where the session has gone this fails too.
      SessionWork.execute(connection, "ROLLBACK TO SAVEPOINT lint; RELEASE SAVEPOINT lint");
      return Optional.of(why(e, left));
    }
  }

  private String why(SQLException error, long given) {
    return switch (String.valueOf(error.getSQLState())) {
      case "57014" -> given < limits.one().toMillis()
          ? "it would have taken longer than was left of the " + seconds(limits.all()) + " for all that is counted of a plan"
          : "it would have taken longer than " + seconds(limits.one());
      case "55P03" -> "the table is locked by another session";
      case "42501" -> "missing rights, or row level security, keep some rows from whom the plan runs as";
      default -> "the server answered with SQLSTATE " + error.getSQLState();
    };
  }

  private static String seconds(Duration limit) {
    return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}

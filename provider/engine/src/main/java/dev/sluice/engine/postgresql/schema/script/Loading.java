package dev.sluice.engine.postgresql.schema.script;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Executes a script in whatever order works: what fails is tried again once something else has worked. */
public final class Loading {
  private static final Pattern SETTING = Pattern.compile("(SET|RESET)( .*)?|SELECT (pg_catalog \\. )?SET_CONFIG .*");
  private static final Pattern ROUTINE = Pattern.compile("CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) .*");
  /** With which a scratch database may begin: an extension's schema, and the extension. */
  private static final Pattern PREPARED = Pattern.compile("CREATE (SCHEMA|EXTENSION) .*");
  private static final Set<String> THERE = Set.of("42P06", "42710");
  private static final Pattern CONCURRENTLY = Pattern.compile("^(CREATE\\s+(?:UNIQUE\\s+)?INDEX)\\s+CONCURRENTLY\\b", Pattern.CASE_INSENSITIVE);
  /** What a session begins each file with. Bodies may name what comes later. */
  private static final String FRESH = "SET check_function_bodies = off; RESET search_path; RESET role";
  private static final Pattern UNRELATED = Pattern.compile("42P01|42883|42704|42703|3F000|42P17|2BP01|42P07|42710");

  private final Connection connection;
  private final Set<String> bare;
  private final Set<String> fixed;
  private final boolean together;

  /**
   * @param connection in auto-commit, or inside of a transaction that will be rolled back
   * @param bare the names of schemas and extensions that are there from the start
   * @param fixed extensions of those that have the desired version
   * @param together whether it is inside of a transaction
   */
  public Loading(Connection connection, Set<String> bare, Set<String> fixed, boolean together) {
    this.together = together;
    this.connection = connection;
    this.bare = Set.copyOf(bare);
    this.fixed = Set.copyOf(fixed);
  }

  /** @param error the server's */
  public record Failed(Statement statement, SQLException error) {}

  /** @return the statement that can't be executed, whatever came before it */
  public Optional<Failed> load(Script script) throws SQLException {
    var pending = new ArrayList<>(script.statements());
    pending.removeIf(statement -> SETTING.matcher(statement.head()).matches()
        || ExtensionVersion.of(statement).filter(said -> said.update() && fixed.contains(said.name())).isPresent());
    while (true) {
      var failed = pass(script, pending);
      if (failed.isEmpty()) {
        return bodies(script);
      }
      var rest = failed.stream().map(Failed::statement).toList();
      if (rest.size() == pending.size()) {
        // Rather what is wrong in itself than what misses something.
        return failed.stream().filter(one -> !UNRELATED.matcher(String.valueOf(one.error().getSQLState())).matches()).findFirst().or(() -> Optional.of(failed.getFirst()));
      }
      pending.retainAll(rest);
    }
  }

  private List<Failed> pass(Script script, List<Statement> pending) throws SQLException {
    var failed = new ArrayList<Failed>();
    var file = "";
    for (var statement : script.statements()) {
      if (!statement.file().equals(file)) {
        file = statement.file();
        execute(FRESH);
      }
      var setting = SETTING.matcher(statement.head()).matches();
      if (setting || contains(pending, statement)) {
        attempt(CONCURRENTLY.matcher(statement.sql()).replaceFirst("$1"))
            .filter(error -> !prepared(statement, error))
            .ifPresent(error -> failed.add(new Failed(statement, error)));
      }
    }
    return failed;
  }

  private boolean prepared(Statement statement, SQLException error) {
    return PREPARED.matcher(statement.head()).matches() && THERE.contains(String.valueOf(error.getSQLState()))
        && statement.words().stream().skip(2).filter(Token::isName).findFirst().filter(name -> bare.contains(name.name())).isPresent();
  }

  private static boolean contains(List<Statement> statements, Statement one) {
    return statements.stream().anyMatch(statement -> statement == one);
  }

  /** Now that all is there, the bodies of routines must make sense. */
  private Optional<Failed> bodies(Script script) throws SQLException {
    var file = "";
    for (var statement : script.statements()) {
      if (!statement.file().equals(file)) {
        file = statement.file();
        execute(FRESH);
        execute("SET check_function_bodies = on");
      }
      if (SETTING.matcher(statement.head()).matches()) {
        attempt(statement.sql());
      } else if (ROUTINE.matcher(statement.head()).matches()) {
        var again = statement.head().startsWith("CREATE OR") ? statement.sql() : statement.sql().replaceFirst("(?i)^CREATE", "CREATE OR REPLACE");
        var error = attempt(again);
        if (error.isPresent()) {
          return Optional.of(new Failed(statement, error.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<SQLException> attempt(String sql) throws SQLException {
    execute(together ? "SAVEPOINT sluice" : "SELECT");
    try {
      execute(sql);
      execute(together ? "RELEASE SAVEPOINT sluice" : "SELECT");
      return Optional.empty();
    } catch (SQLException e) {
      // Where the session has gone this fails too.
      execute(together ? "ROLLBACK TO SAVEPOINT sluice; RELEASE SAVEPOINT sluice" : "SELECT");
      return Optional.of(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}

package dev.sluice.engine.postgresql.schema;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.schema.CaseDatabases.CaseDatabase;
import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.inspect.Inspection;
import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.postgresql.schema.script.Statement;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.lint.LintSettings;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings a database with rows from one structure to another by the engine, and compares what came out with a database that
 * was made with the other one: by our own inspection, by pg_dump where there is one, by the rows, and by a second plan.
 */
final class SchemaHarness implements AutoCloseable {
  static final String OWNER = "schema_cases_owner";
  private static final Pattern NO_ROLE = Pattern.compile("role \"(\\w+)\" does not exist");
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final CaseDatabases databases;
  private final boolean dumps;

  SchemaHarness(EmbeddedPostgreSql server) {
    this.server = server;
    this.handle =
        Engines.load().named("PostgreSQL").orElseThrow().open(
            new Server(
                new Server.Login(server.host(), server.port(), server.username(), new Password(server.password())), Optional.of("postgres"), Tls.DISABLED,
                Timeouts.DEFAULT, 10));
    sql("postgres", false, "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + OWNER + "') THEN CREATE ROLE " + OWNER + "; END IF; END $$");
    this.databases = CaseDatabases.on(server, OWNER);
    var major = Integer.parseInt(query("postgres", "SELECT current_setting('server_version_num')::int / 10000").getFirst());
    this.dumps = Dump.version().filter(version -> version >= major).isPresent();
  }

  boolean dumps() {
    return dumps;
  }

  DatabaseServer handle() {
    return handle;
  }

  @Override
  public void close() {
    handle.close();
    databases.close();
  }

  /** @param words what went wrong; nothing where nothing did */
  record Outcome(Kind kind, List<String> words, List<String> plan) {
    enum Kind {
      PASSED,
      /** The rows that were there can't be kept by any plan, so it was tried without. */
      PASSED_WITHOUT_ROWS,
      REFUSED,
      FAILED
    }

    boolean passed() {
      return kind == Kind.PASSED || kind == Kind.PASSED_WITHOUT_ROWS;
    }
  }

  Outcome run(SchemaCase one) {
    var as = As.OWNER;
    var rows = true;
    for (var attempt = 1; ; attempt++) {
      var outcome = run(one, as, rows, SchemaHarness::applied);
      if (outcome.kind() == Outcome.Kind.FAILED && outcome.words().getFirst().startsWith("data: ") && rows) {
        rows = false;
      } else if (outcome.kind() == Outcome.Kind.FAILED && outcome.words().getFirst().startsWith("rights: ") && as == As.OWNER) {
        as = As.SUPERUSER;
      } else if (outcome.kind() == Outcome.Kind.FAILED && NO_ROLE.matcher(outcome.words().getFirst()).find() && attempt < 5) {
        var role = NO_ROLE.matcher(outcome.words().getFirst());
        role.find();
        sql("postgres", true, "CREATE ROLE " + role.group(1));
      } else {
        return rows ? outcome : without(outcome);
      }
    }
  }

  /** As whom a case is loaded and applied: some need what an owner may not do. */
  enum As {
    OWNER,
    SUPERUSER
  }

  private static Outcome without(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.PASSED ? new Outcome(Outcome.Kind.PASSED_WITHOUT_ROWS, outcome.words(), outcome.plan()) : outcome;
  }

  interface Applying {
    void apply(DatabaseServer handle, SchemaDesign design, Plan plan);
  }

  private static void applied(DatabaseServer handle, SchemaDesign design, Plan plan) {
    handle.schemas().apply(design, plan, new SchemaRun() {});
  }

  Outcome run(SchemaCase one, As as, boolean rows, Applying applying) {
    var plan = new ArrayList<String>();
    try (var live = databases.take(whose(as));
        var reference = databases.take(whose(as))) {
      var in = live.session();
      roles(one);
      load(live, as, one.setup() + ";\n" + one.current());
      load(reference, as, one.setup() + ";\n" + one.desired() + ";\n" + extensions(one.current()));
      var before = rows ? Optional.of(Rows.fill(in)) : Optional.<Rows>empty();
      var design = design(live.name(), one, as);
      var first = handle.schemas().plan(design);
      first.statements().stream().map(PlannedStatement::sql).forEach(plan::add);
      if (first.refused()) {
        return new Outcome(Outcome.Kind.REFUSED, first.refusals().stream().map(problem -> problem.message()).toList(), plan);
      }
      applying.apply(handle, design, first);
      var words = new ArrayList<String>();
      var second = handle.schemas().plan(design);
      if (!second.empty()) {
        words.add("second plan: " + second.statements().stream().map(PlannedStatement::sql).toList() + second.refusals());
      }
      words.addAll(inspected(live, reference, second));
      if (dumps) {
        words.addAll(dumped(live.name(), reference.name(), as));
      }
      if (before.isPresent() && one.keepsValues()) {
        before.get().lost(in).forEach(lost -> words.add("rows: " + lost));
      }
      words.addAll(left(in, reference.session()));
      return new Outcome(words.isEmpty() ? Outcome.Kind.PASSED : Outcome.Kind.FAILED, words, plan);
    } catch (SchemaException e) {
      var state = e.statement().sqlState().orElse("");
      if (state.equals("42501")) {
        return new Outcome(Outcome.Kind.FAILED, List.of("rights: " + e.getMessage()), plan);
      }
      var data = e.statement().file().isEmpty() && (state.startsWith("23") || state.startsWith("22")) ? "data: " : "";
      return new Outcome(Outcome.Kind.FAILED, List.of(data + e.getMessage()), plan);
    } catch (SQLException e) {
      return new Outcome(Outcome.Kind.FAILED, List.of(("42501".equals(e.getSQLState()) ? "rights: " : "") + e), plan);
    } catch (EngineException | IllegalStateException e) {
      return new Outcome(Outcome.Kind.FAILED, List.of(e.toString()), plan);
    }
  }

  private String whose(As as) {
    return as == As.OWNER ? OWNER : server.username();
  }

  SchemaDesign design(String database, SchemaCase one, As as) {
    var files = new TreeMap<>(Map.of("1_setup.sql", one.setup().replaceAll("(?m)^DROP SCHEMA IF EXISTS .*$", ""), "2_desired.sql", one.desired()));
    return new SchemaDesign(
        database, SchemaSource.of(files, false), Set.of(), List.of(), Set.of(), true, true, Duration.ofSeconds(5), 2, Duration.ZERO, Duration.ofMinutes(1), false,
        as == As.OWNER ? new RunAs.Owner() : new RunAs.ProviderConfig(), LintSettings.STANDARD);
  }

  /** What comes out has to be the same as what the reference is, as is or read once more by the server. */
  private List<String> inspected(CaseDatabase live, CaseDatabase reference, Plan second) throws SQLException {
    path(live.session());
    path(reference.session());
    var rest = Differences.between(Inspection.of(live.session()), Desired.once(Inspection.of(reference.session())), Scope.ALL, Set.of());
    // What differs in the text alone the second plan knows to mean the same.
    return rest.created().isEmpty() && rest.dropped().isEmpty() && second.empty() ? List.of() : List.of("inspection: " + rest);
  }

  private static void path(Connection connection) throws SQLException {
    try (var set = connection.createStatement()) {
      set.execute("SET search_path = pg_catalog");
    }
  }

  private List<String> dumped(String live, String reference, As as) throws SQLException {
    var is = Dump.statements(Dump.text(server, live));
    var text = Dump.text(server, reference);
    var shall = Dump.statements(text);
    if (is.equals(shall)) {
      return List.of();
    }
    var again = again(text, as);
    return is.stream().allMatch(statement -> shall.contains(statement) || again.contains(statement)) && is.size() == shall.size()
        ? List.of()
        : Dump.difference(is, shall).stream().map(words -> "pg_dump: " + words).toList();
  }

  private TreeSet<String> again(String dump, As as) throws SQLException {
    try (var echo = databases.take(whose(as))) {
      Dump.restore(server, echo.name(), whose(as), dump);
      return Dump.statements(Dump.text(server, echo.name()));
    }
  }

  private static List<String> left(Connection live, Connection reference) throws SQLException {
    var query =
        "SELECT 'left: ' || what FROM (SELECT 'invalid index ' || indexrelid::regclass AS what FROM pg_index WHERE NOT indisvalid UNION ALL"
            + " SELECT 'unproven constraint ' || conname FROM pg_constraint WHERE NOT convalidated UNION ALL"
            + " SELECT 'temporary ' || relname FROM pg_class WHERE relname LIKE 'sluice\\_tmp%' UNION ALL SELECT 'temporary ' || conname FROM pg_constraint"
            + " WHERE conname LIKE 'sluice\\_tmp%' UNION ALL SELECT 'temporary ' || typname FROM pg_type WHERE typname LIKE 'sluice\\_tmp%') w ORDER BY 1";
    var left = new ArrayList<>(Rows.list(live, query));
    left.removeAll(Rows.list(reference, query));
    return left;
  }

  /** Roles are the server's: whoever writes a case may need some. */
  private void roles(SchemaCase one) {
    for (var text : List.of(one.setup(), one.current(), one.desired())) {
      for (var statement : Script.of(new TreeMap<>(Map.of("roles", text))).statements()) {
        if (statement.sql().toUpperCase(java.util.Locale.ROOT).contains("CREATE ROLE")) {
          sql("postgres", true, statement.sql());
        }
      }
    }
  }

  /** The engine never drops one, so those of the current structure are the desired one's too. */
  private static String extensions(String current) {
    return Script.of(new TreeMap<>(Map.of("case", current))).statements().stream()
        .filter(statement -> statement.head().matches("CREATE EXTENSION .*"))
        .map(statement -> statement.sql().replaceFirst("(?i)EXTENSION\\s+(IF\\s+NOT\\s+EXISTS\\s+)?", "EXTENSION IF NOT EXISTS ") + ";\n")
        .collect(Collectors.joining());
  }

  /** As the owner, in whatever order works. */
  private static void load(CaseDatabase database, As as, String text) throws SQLException {
    var pending = new ArrayList<>(Script.of(new TreeMap<>(Map.of("case", text))).statements());
    try (var execute = database.session().createStatement()) {
      execute.setEscapeProcessing(false);
      execute.execute((as == As.OWNER ? "SET ROLE " + OWNER + "; " : "") + "SET check_function_bodies = off");
      while (!pending.isEmpty()) {
        var failed = new ArrayList<Statement>();
        SQLException last = null;
        for (var statement : pending) {
          try {
            execute.execute(statement.sql());
          } catch (SQLException e) {
            failed.add(statement);
            last = last == null || "42501".equals(e.getSQLState()) ? e : last;
          }
        }
        if (failed.size() == pending.size()) {
          throw new SQLException("load: " + last.getMessage() + " in " + failed.getFirst().sql(), last.getSQLState());
        }
        pending.clear();
        pending.addAll(failed);
      }
      execute.execute("RESET ROLE; RESET ALL");
    }
  }

  /** An empty database on loan, which costs less than a new one. */
  CaseDatabase take(As as) throws SQLException {
    return databases.take(whose(as));
  }

  String newDatabase(As as) {
    var name = "schema_it_" + NUMBERS.incrementAndGet();
    sql("postgres", false, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    sql("postgres", false, "CREATE DATABASE " + name + (as == As.OWNER ? " OWNER " + OWNER : ""));
    return name;
  }

  Connection connect(String database) throws SQLException {
    return server.connect(database);
  }

  List<String> query(String database, String query) {
    try (var connection = connect(database)) {
      return Rows.list(connection, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void sql(String database, boolean leniently, String sql) {
    try (var connection = connect(database);
        var execute = connection.createStatement()) {
      execute.execute(sql);
    } catch (SQLException e) {
      if (!leniently) {
        throw new IllegalStateException(e);
      }
    }
  }
}

package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Outlying;
import dev.sluice.engine.postgresql.schema.diff.ProbableRenames;
import dev.sluice.engine.postgresql.schema.diff.Renames;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.diff.Unmodelled;
import dev.sluice.engine.postgresql.schema.inspect.Fingerprint;
import dev.sluice.engine.postgresql.schema.inspect.Inspection;
import dev.sluice.engine.postgresql.schema.lint.Comparison;
import dev.sluice.engine.postgresql.schema.lint.PlanQuestions;
import dev.sluice.engine.postgresql.schema.lint.Question;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Planner;
import dev.sluice.engine.postgresql.schema.plan.Planner.Draft;
import dev.sluice.engine.postgresql.schema.script.ExtensionVersion;
import dev.sluice.engine.postgresql.schema.script.Loading;
import dev.sluice.engine.postgresql.schema.script.Refusal;
import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.postgresql.schema.script.Statement;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaException.FailedStatement;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.lint.Suspicion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Declarative structure on PostgreSQL: inspect, desired, diff, plan, prove, apply, in this order. */
final class PostgreSqlSchemas implements Schemas {
  private final SessionWork work;
  private final PostgreSqlRunSessions runs;
  private final PostgreSqlFailures failures;
  private final ScratchPlace scratch;
  private final DesiredStructures known;
  private final PlanRoom room;
  private final SchemaFacts.Limits limits;

  PostgreSqlSchemas(
      SessionWork work,
      PostgreSqlRunSessions runs,
      PostgreSqlFailures failures,
      ScratchPlace scratch,
      DesiredStructures known,
      PlanRoom room,
      SchemaFacts.Limits limits) {
    this.work = work;
    this.runs = runs;
    this.failures = failures;
    this.scratch = scratch;
    this.known = known;
    this.room = room;
    this.limits = limits;
  }

  /** @param fingerprint taken before the model was read, so that what changes meanwhile is noticed */
  private record Live(Model model, String fingerprint, ScratchTerms terms, long locks) {}

  @Override
  public String fingerprint(String database) {
    return work.inside(database, session -> Fingerprint.of(session.connection()));
  }

  @Override
  public Plan plan(SchemaDesign design) {
    var script = Script.of(design.source().files());
    script.statements().stream().flatMap(statement -> Refusal.of(statement).stream()).findFirst().ifPresent(refusal -> {
      throw failed(design.source(), refusal.statement(), refusal.line(), refusal.message(), Optional.empty(), Optional.empty());
    });
    var rows = work.inside(design.database(), session -> PlanRoom.rows(session.connection()));
    try (var share = room.take(design.database(), rows, script.size())) {
      return plan(design, script);
    }
  }

  private Plan plan(SchemaDesign design, Script script) {
    var scope = Scope.of(design.schemas(), design.exclude(), design.neverDropped(), design.privileges());
    var live = work.inside(design.database(), session -> {
      var fingerprint = Fingerprint.of(session.connection());
      var model = Inspection.of(session.connection());
      var changing = changing(session.connection(), design, script, model, scope);
      return new Live(model, fingerprint, ScratchTerms.of(session.connection(), model).changing(changing), SchemaTrials.locks(session.connection()));
    });
    try (var trials = new SchemaTrials(scratch, live.terms(), design, live.locks())) {
      var desired = desired(design, script, live.terms(), trials);
      var planner = new Planner(scope, design.online());
      var renames = Renames.of(script.hints(), live.model(), desired.model());
      var suspicions = new ArrayList<>(Outlying.among(desired.model(), scope));
      suspicions.addAll(renames.problems());
      var none = new Draft(List.of(), List.of(), Unmodelled.missing(live.model(), desired.model(), scope));
      if (!none.refusals().isEmpty() || renames.renames().isEmpty() && planner.plan(live.model(), desired, Set.of()).equals(none)) {
        return plan(design, live, none, suspicions, List.of(), List.of());
      }
      var proof = new SchemaProof(trials, planner, scope, new SchemaOwners(work, design, scope, scratch.elsewhere().isPresent()));
      var proven = proof.of(live.model(), renames.renames(), desired, first ->
          known.echoed(key(design, live.terms()), first, model -> trials.of(model.items().size()).echo(model, scope)));
      var whole = proven.desired();
      var differences = Differences.between(proven.start(), whole, scope, Set.of());
      suspicions.addAll(ProbableRenames.among(differences, proven.start(), whole.model()));
      var comparison = new Comparison(proven.start(), whole.model(), differences, renames.renames(), design.privileges());
      var questions = proven.refused() ? List.<Question>of() : PlanQuestions.of(comparison, proven.draft().statements(), script, design.lint());
      var measured = SchemaFacts.of(runs.sessions(design.database(), design.runAs()), design.database(), failures, questions, limits);
      return plan(design, live, PlanText.withRenames(renames.renames(), proven.draft()), suspicions, questions, measured);
    }
  }

  private static List<Item.Extension> changing(Connection inside, SchemaDesign design, Script script, Model live, Scope scope) throws SQLException {
    try {
      var said = ExtensionVersion.of(script).stream().filter(one -> scope.covers(Id.global(Kind.EXTENSION, one.name()))).toList();
      return SchemaExtensions.changing(inside, said, live, design.runAs());
    } catch (SchemaExtensions.Refused refused) {
      throw failed(design.source(), refused.statement(), refused.statement().line(), refused.getMessage(), Optional.empty(), Optional.of(refused.remedy()));
    }
  }

  private static Plan plan(SchemaDesign design, Live live, Draft draft, List<Suspicion> suspicions, List<Question> questions, List<Suspicion> measured) {
    var statements = draft.refusals().isEmpty() ? PlanText.grouped(draft.statements(), design.perStatement()) : List.<PlannedStatement>of();
    var facts = new HashMap<ObjectName, Map<String, Long>>();
    for (var at = 0; at < questions.size(); at++) {
      var found = measured.get(at).facts();
      Stream.concat(Stream.of(questions.get(at).object()), questions.get(at).others().stream())
          .filter(any -> !found.isEmpty())
          .forEach(object -> facts.computeIfAbsent(object, any -> new HashMap<>()).putAll(found));
    }
    var findings = design.lint().judge(Stream.concat(suspicions.stream(), measured.stream()).toList());
    return new Plan(
        Plan.hashOf(statements), statements, draft.changes(), draft.refusals(), findings, facts, live.model().unmanaged(), live.fingerprint(), design.source().digest());
  }

  private static String key(SchemaDesign design, ScratchTerms terms) {
    return design.source().digest() + " " + terms;
  }

  /** What was read of the same files once needs no scratch database again. */
  private Desired desired(SchemaDesign design, Script script, ScratchTerms terms, SchemaTrials trials) {
    return known.get(key(design, terms), () -> {
      var loaded = trials.of(script.statements().size()).load(script);
      loaded.failed().ifPresent(failed -> {
        throw failed(design.source(), failed, terms);
      });
      return loaded.model().orElseThrow();
    });
  }

  private SchemaException failed(SchemaSource source, Loading.Failed failed, ScratchTerms terms) {
    var position = PostgreSqlFailures.serverMessage(failed.error()).map(message -> message.getPosition()).orElse(0);
    return failed(
        source,
        failed.statement(),
        failed.statement().lineAt(position),
        PostgreSqlFailures.words(failed.error()),
        Optional.ofNullable(failed.error().getSQLState()),
        scratch.remedy(failed.error(), terms.owner()));
  }

  /** @param elsewhere what helps on the server where it was tried, of which nobody tells us */
  private static SchemaException failed(
      SchemaSource source, Statement statement, int line, String message, Optional<String> sqlState, Optional<String> elsewhere) {
    var text = PlanText.shortened(statement.sql());
    var shown = source.confidential() ? Optional.<String>empty() : Optional.of(text);
    var words = statement.file() + " line " + line + ": " + shown.map(sql -> sql.lines().findFirst().orElse("") + ": ").orElse("") + message
        + sqlState.map(state -> " (SQLSTATE " + state + ")").orElse("") + ". " + elsewhere.orElse("Correct the file.");
    return new SchemaException(
        elsewhere.isPresent() ? new Failure.MissingRight(Reasons.MISSING_RIGHT, words, sqlState) : new Failure.Permanent("InvalidSource", words, sqlState),
        new FailedStatement(Optional.of(statement.file()), line, shown, sqlState, message));
  }

  @Override
  public void apply(SchemaDesign design, Plan plan, SchemaRun run) {
    if (plan.statements().isEmpty()) {
      return;
    }
    var sessions = runs.running(design.database(), design.runAs(), design.lockTimeout(), run::handedOver);
    try (var session = sessions.lease(design.database(), Sessions.Purpose.RUNNING)) {
      session.discard();
      new SchemaApplication(session.connection(), design, plan, run, failures).run();
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, design.database()));
    }
  }
}

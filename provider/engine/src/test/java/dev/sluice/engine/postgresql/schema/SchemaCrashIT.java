package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.engine.postgresql.schema.SchemaHarness.As;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A run that ends after any of its statements: the next plan goes on from there and comes to the same end. */
@Timeout(900)
class SchemaCrashIT {
  private static final Set<String> SAMPLE =
      Set.of("index/changed", "constraint/unique-and-primary", "constraint/primary-key-other-columns", "column/not-null", "column/serial-to-identity",
          "constraint/check-in-list", "enum/add-values", "partition/index-added", "partition/detach-and-attach", "domain/checks", "column/type-under-view",
          "constraint/include-and-fillfactor", "partition/attach-and-detach-beside-traffic");

  private static final int MOST = 40;

  @ParameterizedTest(autoCloseArguments = false)
  @ArgumentsSource(AllMajors.class)
  void whereverARunEndsTheNextPlanFinishesIt(EmbeddedPostgreSql server) throws Exception {
    var failures = new ConcurrentLinkedQueue<String>();
    var runs = new AtomicInteger();
    try (var harness = new SchemaHarness(server);
        var pool = Executors.newFixedThreadPool(SchemaCaseRun.AT_ONCE)) {
      var cases = SchemaCase.of(SchemaCasesIT.CASES).stream().filter(one -> SAMPLE.contains(one.id())).toList();
      assertThat(cases).hasSize(SAMPLE.size());
      var all = pool.invokeAll(cases.stream().map(one -> Executors.callable(() -> {
        for (var after = 1; after < MOST; after++) {
          var crash = new Crash(after);
          var outcome = harness.run(one, As.OWNER, !one.id().startsWith("partition/"), crash);
          runs.incrementAndGet();
          if (!outcome.passed()) {
            failures.add(one.id() + " after " + after + ": " + outcome);
          }
          if (!crash.happened) {
            break;
          }
        }
      })).toList());
      for (var one : all) {
        one.get();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(runs.get()).isGreaterThan(30);
  }

  /** As if the process had died right before a statement: the session is gone, and what it hadn't committed. */
  private static final class Crash implements SchemaHarness.Applying {
    private final int after;
    private boolean happened;

    Crash(int after) {
      this.after = after;
    }

    @Override
    public void apply(DatabaseServer handle, SchemaDesign design, Plan plan) {
      try {
        handle.schemas().apply(design, plan, new SchemaRun() {
          @Override
          public void progress(int number, int statements, PlannedStatement statement) {
            if (number > after) {
              throw new Dead();
            }
          }
        });
      } catch (Dead e) {
        happened = true;
        handle.schemas().apply(design, again(handle, design), new SchemaRun() {});
      }
    }

    private static Plan again(DatabaseServer handle, SchemaDesign design) {
      for (var attempt = 1; ; attempt++) {
        try {
          var plan = handle.schemas().plan(design);
          assertThat(plan.refusals()).isEmpty();
          return plan;
        } catch (EngineException e) {
          if (attempt == 5) {
            throw e;
          }
        }
      }
    }
  }

  private static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}

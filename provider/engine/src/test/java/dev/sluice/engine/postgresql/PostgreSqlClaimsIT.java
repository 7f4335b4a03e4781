package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlClaimsIT {
  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("claim"));
  private final String name = design.design().name();

  PostgreSqlClaimsIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.superuser(server));
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void anAdoptedDatabaseKeepsItsCommentAndItsPublicAccess() {
    run(server, "postgres", "CREATE DATABASE " + name, "COMMENT ON DATABASE " + name + " IS 'the shop''s [orders]'");
    DatabaseState before = databases.observe(design.found().design()).orElseThrow();
    assertThat(before.facts().claim()).isEmpty();
    assertThat(before.changes()).extracting(DatabaseChange::what).containsExactly("owner postgres -> " + name + "_owner", "recorded as claimed by test/Database/" + name);
    databases.update(design.found().design(), before);
    assertThat(comment())
        .isEqualTo("the shop's [orders] [sluice adopted uid=uid-" + name + " holder=test/Database/" + name + "]");
    assertThat(rows(server, "postgres", "SELECT has_database_privilege('public', '" + name + "', 'CONNECT')")).containsExactly("t");
    // Asked again as one that made it: the record wins.
    DatabaseState after = databases.observe(design.design()).orElseThrow();
    assertThat(after.changes()).isEmpty();
    assertThat(after.facts().claim()).map(Claim::made).contains(false);
  }

  @Test
  void aSecondClaimantIsToldWhoHasIt() {
    databases.create(design.design());
    Design other = design.claimedBy("other-uid", "test/Database/other", true);
    for (Runnable attempt : List.<Runnable>of(
        () -> databases.observe(other.design()),
        () -> databases.create(other.design()),
        () -> databases.update(other.design(), databases.observe(design.design()).orElseThrow()))) {
      Failure failure = failureOf(attempt);
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
      assertThat(failure.message()).contains("claimed by test/Database/" + name).contains("remove the bracket");
    }
  }

  @Test
  void aLaterLifeOfTheSameManifestTakesOverWhatItMade() {
    databases.create(design.design());
    Design reborn = design.claimedBy("second-uid", design.design().claim().holder(), false);
    DatabaseState state = databases.observe(reborn.design()).orElseThrow();
    databases.update(reborn.design(), state);
    assertThat(comment()).isEqualTo("[sluice made uid=second-uid holder=test/Database/" + name + "]");
    assertThat(databases.observe(reborn.design()).orElseThrow().changes()).isEmpty();
  }

  @Test
  void aCreationThatWasCutShortIsCompleted() {
    run(server, "postgres", "CREATE DATABASE " + name);
    databases.create(design.extension("hstore", null, null).design());
    assertThat(comment()).startsWith("[sluice made ");
    assertThat(databases.observe(design.extension("hstore", null, null).design()).orElseThrow().changes()).isEmpty();

    // The claim is recorded, the schema not yet closed.
    run(server, "postgres", "COMMENT ON DATABASE " + name + " IS '" + comment().replace("sluice made", "sluice making") + "'");
    run(server, name, "GRANT CREATE ON SCHEMA public TO PUBLIC");
    DatabaseState unfinished = databases.observe(design.design()).orElseThrow();
    assertThat(unfinished.changes()).isNotEmpty();
    databases.update(design.design(), unfinished);
    assertThat(comment()).startsWith("[sluice made ");
    assertThat(databases.observe(design.design()).orElseThrow().changes()).isEmpty();
  }

  @Test
  void ofManyClaimantsAtOnceOneWins() throws Exception {
    List<Future<String>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        Design claimant = design.claimedBy("uid-" + i, "test/Database/" + i, true);
        outcomes.add(threads.submit(() -> {
          try {
            databases.create(claimant.design());
            return "won";
          } catch (EngineException e) {
            return e.failure().reason();
          }
        }));
      }
    }
    assertThat(outcomes).extracting(Future::get).filteredOn("won"::equals).hasSize(1);
    assertThat(outcomes).extracting(Future::get).filteredOn(Reasons.CONFLICT::equals).hasSize(19);
  }

  private String comment() {
    return rows(server, "postgres", "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + name + "'").getFirst();
  }
}

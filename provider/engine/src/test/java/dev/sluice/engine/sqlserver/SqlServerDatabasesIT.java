package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TSqlServerExtension.class)
@Timeout(300)
class SqlServerDatabasesIT {
  private final TSqlServer server;
  private final DatabaseServer handle;
  private final Databases databases;
  private final String name = TSqlServer.newName("database");
  private final Design design = Design.of(name);

  SqlServerDatabasesIT(TSqlServer server) {
    this.server = server;
    this.handle = server.open();
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
    server.drop(name);
  }

  @Test
  void theServerSaysItsVersion() {
    assertThat(handle.facts().version()).matches("\\d+\\.\\d+.*");
  }

  @Test
  void allThatIsAskedForIsMadeAndSeen() {
    Design all =
        design.option("collation", "Latin1_General_100_CI_AS_SC_UTF8").option("recoveryModel", "Simple").option("compatibilityLevel", 140)
            .option("readCommittedSnapshot", true);
    assertThat(databases.observe(all.design())).isEmpty();
    databases.create(all.design());
    DatabaseState state = databases.observe(all.design()).orElseThrow();
    assertThat(state.changes()).isEmpty();
    assertThat(state.unalterable()).isEmpty();
    assertThat(state.facts().collation()).contains("Latin1_General_100_CI_AS_SC_UTF8");
    assertThat(state.facts().sizeBytes()).isPositive();
    assertThat(state.facts().claim()).contains(all.design().claim());
    databases.create(all.design());
  }

  @Test
  void whatCanBeAlteredIs() {
    databases.create(design.option("recoveryModel", "Simple").option("readCommittedSnapshot", false).design());
    Design other =
        design.option("recoveryModel", "Full").option("compatibilityLevel", 140).option("readCommittedSnapshot", true).option("collation", "Turkish_CI_AS");
    DatabaseState state = databases.observe(other.design()).orElseThrow();
    assertThat(state.changes()).hasSize(3);
    assertThat(state.unalterable()).hasSize(1);
    databases.update(other.design(), state);
    assertThat(databases.observe(other.design()).orElseThrow().changes()).isEmpty();
  }

  @Test
  void whatNeedsTheDatabaseToItselfWaitsForOthersAndHarmsNobody() throws SQLException {
    databases.create(design.option("readCommittedSnapshot", false).design());
    Design wanted = design.option("readCommittedSnapshot", true);
    try (Connection other = server.connect(name)) {
      Failure failure = failureOf(() -> databases.update(wanted.design(), databases.observe(wanted.design()).orElseThrow()));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(other.isValid(2)).isTrue();
    }
    databases.update(wanted.design(), databases.observe(wanted.design()).orElseThrow());
    assertThat(databases.observe(wanted.design()).orElseThrow().changes()).isEmpty();
  }

  @Test
  void aDatabaseIsHandedOver() {
    String owner = TSqlServer.newName("owner");
    server.run("master", "CREATE LOGIN [" + owner + "] WITH PASSWORD = N'Zq1-" + owner + "'");
    try {
      databases.create(design.owner(owner).design());
      assertThat(databases.observe(design.owner(owner).design()).orElseThrow().facts().owner()).contains(owner);
      assertThat(databases.observe(design.owner(owner).design()).orElseThrow().changes()).isEmpty();
    } finally {
      server.drop(name);
      server.run("master", "DROP LOGIN [" + owner + "]");
    }
    assertThat(failureOf(() -> databases.create(design.owner(owner).design())).reason()).isEqualTo(Reasons.OWNER_MISSING);
    assertThat(failureOf(() -> databases.create(design.owner(server.user()).design())).reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    assertThat(databases.observe(design.design())).isEmpty();
  }

  @Test
  void namesMayHoldAnything() {
    Design odd = Design.of(name + "] ' \" ; -- é");
    try {
      databases.create(odd.option("recoveryModel", "Simple").design());
      assertThat(databases.observe(odd.design()).orElseThrow().changes()).isEmpty();
    } finally {
      databases.drop(odd.design(), dev.sluice.engine.database.DropPolicy.ALWAYS_EVEN_ADOPTED);
    }
    assertThat(databases.observe(odd.design())).isEmpty();
  }

  @Test
  void aCollationThatIsNoneIsRefusedInWords() {
    assertThat(failureOf(() -> databases.create(design.option("collation", "No_Such_Collation").design()))).isInstanceOf(Failure.Permanent.class);
  }

  @Test
  void whatWasFoundIsClaimedAsFound() {
    server.run("master", "CREATE DATABASE [" + name + "]");
    DatabaseState before = databases.observe(design.found().design()).orElseThrow();
    assertThat(before.facts().claim()).isEmpty();
    assertThat(before.changes()).extracting(DatabaseChange::what).containsExactly("recorded as claimed by test/Database/" + name);
    databases.update(design.found().design(), before);
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
      assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
      assertThat(failure.message()).contains("claimed by test/Database/" + name);
    }
  }

  @Test
  void aLaterLifeOfTheSameManifestTakesOverWhatItMade() {
    databases.create(design.design());
    Design reborn = design.claimedBy("second-uid", design.design().claim().holder(), false);
    databases.update(reborn.design(), databases.observe(reborn.design()).orElseThrow());
    assertThat(databases.observe(reborn.design()).orElseThrow().facts().claim()).contains(new Claim("second-uid", "test/Database/" + name, true));
  }

  @Test
  void aCreationThatWasCutShortIsCompleted() {
    server.run("master", "CREATE DATABASE [" + name + "]");
    databases.create(design.option("recoveryModel", "Simple").design());
    DatabaseState state = databases.observe(design.option("recoveryModel", "Simple").design()).orElseThrow();
    assertThat(state.changes()).isEmpty();
    assertThat(state.facts().claim()).map(Claim::made).contains(true);
  }

  @Test
  void ofManyClaimantsAtOnceOneWins() {
    List<Future<String>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
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
    assertThat(outcomes).extracting(Future::get).filteredOn(reason -> !reason.equals("won")).containsAnyOf(Reasons.CONFLICT, Reasons.LOCK_TIMEOUT);
  }
}

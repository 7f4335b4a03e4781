package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
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
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class ClaimsIT {
  private final Target target;
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("claim"));
  private final String name = design.design().name();

  ClaimsIT(Target target) {
    this.target = target;
    this.handle = target.open(target.root());
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void anAdoptedDatabaseIsRecordedAsFoundAndStaysSo() {
    target.run("CREATE DATABASE " + name);
    DatabaseState before = databases.observe(design.found().design()).orElseThrow();
    assertThat(before.facts().claim()).isEmpty();
    assertThat(before.changes()).extracting(DatabaseChange::what).containsExactly("recorded as claimed by test/Database/" + name);
    databases.update(design.found().design(), before);
    assertThat(record()).containsExactly("uid-" + name + " test/Database/" + name + " 0 " + name);
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
      assertThat(failure.message()).contains("claimed by test/Database/" + name).contains("drop the table sluice_claim");
    }
  }

  @Test
  void aLaterLifeOfTheSameManifestTakesOverWhatItMade() {
    databases.create(design.design());
    Design reborn = design.claimedBy("second-uid", design.design().claim().holder(), false);
    databases.update(reborn.design(), databases.observe(reborn.design()).orElseThrow());
    assertThat(record()).containsExactly("second-uid test/Database/" + name + " 1 " + name);
    assertThat(databases.observe(reborn.design()).orElseThrow().changes()).isEmpty();
  }

  @Test
  void aCreationThatWasCutShortIsCompleted() {
    target.run("CREATE DATABASE " + name);
    databases.create(design.design());
    assertThat(record()).singleElement().asString().contains(" 1 ");
    // The table is there, its row not yet.
    target.run("DELETE FROM " + name + ".sluice_claim");
    databases.create(design.design());
    assertThat(databases.observe(design.design()).orElseThrow().facts().claim()).contains(design.design().claim());
  }

  @Test
  void aCopyUnderAnotherNameIsNotClaimedWithIt() {
    databases.create(design.design());
    Design copy = Design.of(newName("copy"));
    target.run("CREATE DATABASE " + copy.design().name(),
        "CREATE TABLE " + copy.design().name() + ".sluice_claim LIKE " + name + ".sluice_claim",
        "INSERT INTO " + copy.design().name() + ".sluice_claim SELECT * FROM " + name + ".sluice_claim");
    DatabaseState state = databases.observe(copy.found().design()).orElseThrow();
    assertThat(state.facts().claim()).isEmpty();
    databases.update(copy.found().design(), state);
    assertThat(databases.observe(copy.design()).orElseThrow().facts().claim()).contains(copy.found().design().claim());
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

  @Test
  void whoCanNotGetTheLockIsToldInTime() throws Exception {
    try (Connection holder = target.server().connect("")) {
      holder.createStatement().execute("DO GET_LOCK('" + NameLock.name("database", name) + "', 0)");
      Failure failure = failureOf(() -> databases.create(design.design()));
      assertThat(failure).isInstanceOf(Failure.Transient.class);
      assertThat(failure.reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
      assertThat(failure.message()).contains(name);
    }
    databases.create(design.design());
  }

  private List<String> record() {
    return target.rows("SELECT CONCAT_WS(' ', uid, holder, made, database_name) FROM " + name + ".sluice_claim");
  }
}

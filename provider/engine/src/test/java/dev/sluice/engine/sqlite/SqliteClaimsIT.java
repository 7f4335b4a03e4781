package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.claimed;
import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static dev.sluice.engine.sqlite.Volume.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SqliteClaimsIT {
  private static final String CLAIM = "SELECT uid || ' ' || holder || ' ' || made || ' ' || name FROM sluice_claim";

  @TempDir private Path folder;
  private Volume volume;
  private DatabaseServer server;
  private Databases databases;

  @BeforeEach
  void open() {
    volume = new Volume(folder);
    server = volume.openPatiently();
    databases = server.databases();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatWasThereIsAdoptedAsItIs() {
    volume.run("orders.db", "CREATE TABLE orders (id)", "INSERT INTO orders VALUES (1)");
    var before = databases.observe(found("orders")).orElseThrow();
    assertThat(before.facts().claim()).isEmpty();
    assertThat(before.changes()).extracting(DatabaseChange::what).containsExactly("recorded as claimed by test/Database/orders");
    databases.update(found("orders"), before);
    assertThat(volume.query("orders.db", CLAIM)).containsExactly("uid-orders test/Database/orders 0 orders");
    assertThat(volume.query("orders.db", "SELECT id FROM orders")).containsExactly("1");
    // Asked again as one that made it: the record wins.
    var after = databases.observe(design("orders")).orElseThrow();
    assertThat(after.changes()).isEmpty();
    assertThat(after.facts().claim()).map(Claim::made).contains(false);
  }

  @Test
  void whatWasThereElsewhereIsFoundByNameOnceAdopted() throws Exception {
    Files.createDirectory(volume.file("shop"));
    volume.run("shop/o.db", "CREATE TABLE orders (id)");
    var adopting = found("orders", "path", "shop/o.db");
    databases.update(adopting, databases.observe(adopting).orElseThrow());
    assertThat(server.connectionDetails("orders").get("uri")).endsWith("shop/o.db");
    assertThat(databases.observe(adopting).orElseThrow().changes()).isEmpty();
  }

  @Test
  void theClaimIsNoTableToOthers() {
    databases.create(design("orders"));
    assertThat(volume.query("orders.db", "SELECT name FROM sqlite_schema WHERE type = 'table'")).isEmpty();
  }

  @Test
  void aSecondClaimantIsToldWhoHasIt() {
    databases.create(design("orders"));
    var other = claimed("orders", "other-uid", "test/Database/other", true);
    var sameFile = claimed("stock", "other-uid", "test/Database/other", true, "path", "orders.db");
    for (Runnable attempt : List.<Runnable>of(
        () -> databases.observe(other),
        () -> databases.create(other),
        () -> databases.create(sameFile),
        () -> databases.update(other, databases.observe(design("orders")).orElseThrow()))) {
      var failure = failureOf(attempt);
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
      assertThat(failure.message()).contains("claimed by test/Database/orders").contains("drop the view sluice_claim");
    }
    volume.run("orders.db", "DROP VIEW sluice_claim");
    assertThat(databases.observe(other)).isPresent();
  }

  @Test
  void aLaterLifeOfTheSameManifestTakesOverWhatItMade() {
    databases.create(design("orders", "path", "a.db"));
    var reborn = claimed("stock", "second-uid", "test/Database/orders", false, "path", "a.db");
    databases.update(reborn, databases.observe(reborn).orElseThrow());
    assertThat(volume.query("a.db", CLAIM)).containsExactly("second-uid test/Database/orders 1 stock");
    assertThat(databases.observe(reborn).orElseThrow().changes()).isEmpty();
    assertThat(volume.file(".sluice").toFile().list()).containsExactly("stock.path");
  }

  @Test
  void aCreationThatWasCutShortIsCompleted() throws Exception {
    // An empty file, as the way without hard links leaves it, and an earlier attempt's beginnings.
    Files.createFile(volume.file("orders.db"));
    databases.create(design("orders"));
    assertThat(volume.query("orders.db", CLAIM)).containsExactly("uid-orders test/Database/orders 1 orders");
    databases.create(design("orders"));
    assertThat(databases.observe(design("orders")).orElseThrow().changes()).isEmpty();
  }

  @Test
  void textsOfAllKindsAreRecordedAsTheyAre() {
    var odd = claimed("orders", "u'id", "db/Data\"base/o'; DROP VIEW x; --é", true);
    databases.create(odd);
    assertThat(databases.observe(odd).orElseThrow().facts().claim()).contains(odd.claim());
  }

  @Test
  void ofManyClaimantsAtOnceOneWins() throws Exception {
    var outcomes = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var patient = volume.openPatiently()) {
      for (var i = 0; i < 12; i++) {
        var claimant = claimed("orders", "uid-" + i, "test/Database/" + i, true);
        outcomes.add(threads.submit(() -> attempt(patient.databases(), claimant)));
      }
    }
    assertThat(outcomes).extracting(Future::get).filteredOn("won"::equals).hasSize(1);
    assertThat(outcomes).extracting(Future::get).filteredOn(Reasons.CONFLICT::equals).hasSize(11);
    assertThat(folder.toFile().list()).containsExactly("orders.db");
  }

  private static String attempt(Databases databases, DatabaseDesign claimant) {
    try {
      databases.create(claimant);
      return "won";
    } catch (EngineException e) {
      return e.failure().reason();
    }
  }
}

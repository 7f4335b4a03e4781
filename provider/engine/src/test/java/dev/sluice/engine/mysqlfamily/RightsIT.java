package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** As a login that isn't root. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class RightsIT {
  private final Target target;
  private final String login = newName("provider");
  private final DatabaseServer handle;
  private final Databases databases;
  private final Design design = Design.of(newName("rights"));
  private final String name = design.design().name();

  RightsIT(Target target) {
    this.target = target;
    target.createUser(login);
    this.handle = target.open(target.as(login, Target.PASSWORD));
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void withoutRightsThePersonIsToldWhatToGrantAndAGrantOfThatDatabaseIsEnough() {
    Failure failure = failureOf(() -> databases.create(design.design()));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.MISSING_RIGHT);
    assertThat(failure.message()).contains("Access denied").contains("Grant").doesNotContain("Zq@ss");
    target.run("GRANT ALL ON `" + name.replace("_", "\\_") + "`.* TO " + login);
    databases.create(design.design());
    assertThat(databases.observe(design.design()).orElseThrow().changes()).isEmpty();
    assertThat(databases.observe(design.design()).orElseThrow().facts().claim()).isPresent();
    assertThat(databases.drop(design.design(), DropPolicy.IF_EMPTY)).isEmpty();
  }

  @Test
  void aForeignDatabaseIsNeitherSeenNorDropped() {
    target.run("CREATE DATABASE " + name, "CREATE TABLE " + name + ".t (id int)");
    assertThat(databases.observe(design.found().design())).isEmpty();
    assertThat(databases.drop(design.found().design(), DropPolicy.ALWAYS_EVEN_ADOPTED)).isEmpty();
    assertThat(target.rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '" + name + "'")).containsExactly("t");
  }

  @Test
  void whoMayOnlyReadADatabaseCanNeitherClaimNorDropIt() {
    target.run("CREATE DATABASE " + name, "CREATE TABLE " + name + ".t (id int)", "GRANT SELECT ON " + name + ".* TO " + login);
    var state = databases.observe(design.found().design()).orElseThrow();
    assertThat(failureOf(() -> databases.update(design.found().design(), state))).isInstanceOf(Failure.MissingRight.class);
    assertThat(failureOf(() -> databases.drop(design.found().design(), DropPolicy.IF_EMPTY))).isInstanceOf(Failure.MissingRight.class);
    assertThat(failureOf(() -> databases.drop(design.found().design(), DropPolicy.ALWAYS_EVEN_ADOPTED))).isInstanceOf(Failure.MissingRight.class);
    assertThat(databases.observe(design.found().design())).isPresent();
  }
}

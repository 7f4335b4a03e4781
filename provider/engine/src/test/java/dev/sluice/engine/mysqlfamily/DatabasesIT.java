package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static dev.sluice.engine.mysqlfamily.Target.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class DatabasesIT {
  private final Target target;
  private final DatabaseServer handle;
  private final Databases databases;
  private final String name = newName("orders");

  DatabasesIT(Target target) {
    this.target = target;
    this.handle = target.open(target.root());
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void theServerSaysWhoItIs() {
    assertThat(target.server().name()).endsWith("-" + handle.facts().version());
    assertThat(handle.connectionDetails("a/b")).containsExactlyInAnyOrderEntriesOf(Map.of(
        "endpoint", "127.0.0.1", "port", "" + target.server().port(), "database", "a/b",
        "jdbcUrl", "jdbc:" + target.product().section() + "://127.0.0.1:" + target.server().port() + "/a%2Fb",
        "uri", target.product().section() + "://127.0.0.1:" + target.server().port() + "/a%2Fb"));
  }

  @Test
  void whatIsNotThereIsObservedAsAbsent() {
    assertThat(databases.observe(Design.of(name).design())).isEmpty();
  }

  @Test
  void aBareDesignMakesADatabaseThatIsThenAsDesigned() {
    Design design = Design.of(name);
    databases.create(design.design());
    DatabaseState state = state(design);
    assertThat(state.changes()).isEmpty();
    assertThat(state.unalterable()).isEmpty();
    assertThat(state.facts().name()).isEqualTo(name);
    assertThat(state.facts().encoding()).isPresent();
    assertThat(state.facts().sizeBytes()).isPositive();
    assertThat(state.facts().claim()).contains(design.design().claim());
    databases.create(design.design());
    assertThat(state(design).changes()).isEmpty();
  }

  @Test
  void characterSetAndCollationAreMadeAndAltered() {
    Design before = Design.of(name).option("characterSet", "latin1").option("collation", "latin1_german2_ci");
    databases.create(before.design());
    assertThat(state(before).changes()).isEmpty();
    assertThat(characterSetAndCollation()).containsExactly("latin1 latin1_german2_ci");
    assertThat(state(before).facts().encoding()).contains("latin1");
    assertThat(state(before).facts().collation()).contains("latin1_german2_ci");

    Design after = Design.of(name).option("characterSet", "utf8mb4").option("collation", "utf8mb4_bin");
    assertThat(state(after).changes()).extracting(DatabaseChange::what)
        .containsExactly("characterSet latin1 -> utf8mb4, collation latin1_german2_ci -> utf8mb4_bin");
    databases.update(after.design(), state(after));
    assertThat(state(after).changes()).isEmpty();
    assertThat(characterSetAndCollation()).containsExactly("utf8mb4 utf8mb4_bin");

    Design collationAlone = Design.of(name).option("collation", "utf8mb4_unicode_ci");
    databases.update(collationAlone.design(), state(collationAlone));
    assertThat(characterSetAndCollation()).containsExactly("utf8mb4 utf8mb4_unicode_ci");
    Design setAlone = Design.of(name).option("characterSet", "ascii");
    databases.update(setAlone.design(), state(setAlone));
    assertThat(state(setAlone).changes()).isEmpty();
  }

  @Test
  void otherSpellingsAreNoDifference() {
    databases.create(Design.of(name).option("characterSet", "utf8").option("collation", "utf8_bin").design());
    for (String set : List.of("utf8", "UTF8", "utf8mb3")) {
      assertThat(state(Design.of(name).option("characterSet", set)).changes()).isEmpty();
    }
    for (String collation : List.of("utf8_bin", "UTF8_BIN", "utf8mb3_bin")) {
      assertThat(state(Design.of(name).option("collation", collation)).changes()).isEmpty();
    }
  }

  @Test
  void whatTheServerDoesNotKnowIsRefusedByName() {
    for (Design design : List.of(
        Design.of(name).option("characterSet", "klingon"),
        Design.of(name).option("collation", "klingon_ci"),
        Design.of(name).option("characterSet", "latin1").option("collation", "utf8mb4_bin"))) {
      Failure failure = failureOf(() -> databases.create(design.design()));
      assertThat(failure).as(failure.message()).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(databases.observe(Design.of(name).design())).isEmpty();
    }
  }

  @Test
  void hostileNamesAreNamesLikeAnyOther() {
    for (String hostile : List.of("a`b; DROP DATABASE mysql; --", "back\\slash %s 'quote'", "ünïcödé 数据", "a/b?c=d#e&f", " lead", "a.b", "\"q\"")) {
      Design design = Design.of(hostile + name);
      databases.create(design.design());
      assertThat(state(design).changes()).isEmpty();
      assertThat(databases.drop(design.design(), DropPolicy.IF_EMPTY)).isEmpty();
      assertThat(databases.observe(design.design())).isEmpty();
    }
  }

  @Test
  void namesThatDifferInCaseAccentOrAWildcardAreDifferentDatabases() {
    databases.create(Design.of(name + "_é").design());
    for (String other : List.of(name + "_e", name + "_É", name.replace("_", "x") + "_é", name + "_%", "%")) {
      assertThat(databases.observe(Design.of(other).design())).as(other).isEmpty();
      assertThat(databases.drop(Design.of(other).design(), DropPolicy.ALWAYS_EVEN_ADOPTED)).isEmpty();
    }
    databases.create(Design.of(name.toUpperCase(java.util.Locale.ROOT) + "_é").design());
    assertThat(state(Design.of(name + "_é")).facts().claim()).contains(Design.of(name + "_é").design().claim());
  }

  @Test
  void namesThatNoDatabaseMayHaveAreRefused() {
    for (String bad : List.of("x".repeat(65), "", "a\0b", "smile😀", "half\uD800", "trailing ", "#mysql50#x", "mysql", "SYS", "information_schema", "sluice", "Sluice")) {
      Failure failure = failureOf(() -> databases.observe(Design.of(bad).design()));
      assertThat(failure).as(bad).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
    }
    databases.create(Design.of("é".repeat(58) + name.substring(name.length() - 1) + target.product().id().substring(0, 3)).design());
  }

  @Test
  void whatOnlyOtherProductsHaveIsRefused() {
    DatabaseDesign plain = Design.of(name).design();
    for (DatabaseDesign design : List.of(
        new DatabaseDesign(name, plain.claim(), Optional.of("boss"), Optional.empty(), List.of(), Map.of()),
        new DatabaseDesign(name, plain.claim(), Optional.empty(), Optional.of(3), List.of(), Map.of()),
        new DatabaseDesign(
            name, plain.claim(), Optional.empty(), Optional.empty(),
            List.of(new DatabaseDesign.Extension("hstore", Optional.empty(), Optional.empty())), Map.of()),
        Design.of(name).option("encoding", "UTF8").design(),
        Design.of(name).option("characterSet", "utf8; DROP").design(),
        Design.of(name).option("collation", 3).design())) {
      Failure failure = failureOf(() -> databases.create(design));
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failure.message()).startsWith("spec.forProvider.").endsWith(".");
    }
  }

  private DatabaseState state(Design design) {
    Optional<DatabaseState> state = databases.observe(design.design());
    assertThat(state).isPresent();
    return state.get();
  }

  private List<String> characterSetAndCollation() {
    return target.rows(
        "SELECT CONCAT(DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '" + name + "'");
  }
}

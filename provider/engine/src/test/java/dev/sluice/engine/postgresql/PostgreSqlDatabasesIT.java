package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseFacts;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlDatabasesIT {
  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final Databases databases;
  private final String name = newName("orders");

  PostgreSqlDatabasesIT(EmbeddedPostgreSql server) {
    this.server = server;
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.superuser(server));
    this.databases = handle.databases();
  }

  @AfterEach
  void close() {
    handle.close();
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
    assertThat(state.facts().owner()).contains(name + "_owner");
    assertThat(state.facts().encoding()).contains("UTF8");
    assertThat(state.facts().sizeBytes()).isGreaterThan(1_000_000);
    assertThat(state.facts().claim()).contains(design.design().claim());
    assertThat(publicPrivileges()).containsExactly("fff");
  }

  @Test
  void publicAccessIsKeptWhereAsked() {
    databases.create(Design.of(name).option("publicAccess", "Keep").design());
    assertThat(publicPrivileges()).singleElement().asString().startsWith("tt");
    assertThat(state(Design.of(name).option("publicAccess", "Keep")).changes()).isEmpty();
  }

  @Test
  void everyFieldIsMadeAndAltered() {
    String first = newName("owner");
    String second = newName("owner");
    String space = newName("space");
    run(server, "postgres", "CREATE ROLE " + first, "CREATE ROLE " + second, "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE " + space + " LOCATION ''");
    Design before = Design.of(name).owner(first).connectionLimit(7).option("isTemplate", true).option("tablespace", space)
        .option("allowConnections", false);
    databases.create(before.design());
    assertThat(state(before).changes()).isEmpty();
    assertThat(rows(server, "postgres",
            "SELECT concat_ws(' ', pg_get_userbyid(datdba), datconnlimit, datistemplate, datallowconn, spcname) FROM pg_database d"
                + " JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = '" + name + "'"))
        .containsExactly(first + " 7 t f " + space);

    Design after = Design.of(name).owner(second).connectionLimit(-1).option("isTemplate", false).option("tablespace", "pg_default")
        .option("allowConnections", true);
    assertThat(state(after).changes()).extracting(DatabaseChange::what)
        .containsExactly(
            "allowConnections false -> true",
            "owner " + first + " -> " + second,
            "tablespace " + space + " -> pg_default",
            "isTemplate -> false",
            "connectionLimit 7 -> -1");
    databases.update(after.design(), state(after));
    assertThat(state(after).changes()).isEmpty();
    assertThat(rows(server, "postgres",
            "SELECT concat_ws(' ', pg_get_userbyid(datdba), datconnlimit, datistemplate, datallowconn, spcname) FROM pg_database d"
                + " JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = '" + name + "'"))
        .containsExactly(second + " -1 f t pg_default");
  }

  @Test
  void encodingAndLocaleAreMadeFromTheEmptyTemplate() {
    Design design = Design.of(name).option("encoding", "LATIN1").option("lcCollate", "C").option("lcCType", "POSIX");
    databases.create(design.design());
    DatabaseFacts facts = state(design).facts();
    assertThat(facts.encoding()).contains("LATIN1");
    assertThat(facts.locale().orElseThrow().collate()).isEqualTo("C");
    assertThat(state(design).unalterable()).isEmpty();
  }

  @Test
  void otherSpellingsOfEncodingAndLocaleAreNoDifference() {
    databases.create(Design.of(name).option("encoding", "UTF8").option("lcCollate", "C.UTF-8").option("lcCType", "C.UTF-8").design());
    for (String spelling : List.of("utf8", "UTF-8", "unicode", "Unicode")) {
      assertThat(state(Design.of(name).option("encoding", spelling)).unalterable()).isEmpty();
    }
    for (String spelling : List.of("C.utf8", "c.UTF8", "C.UTF-8")) {
      assertThat(state(Design.of(name).option("lcCollate", spelling).option("lcCType", spelling)).unalterable()).isEmpty();
    }
  }

  @Test
  void whatCannotBeAlteredIsSaidWithBothValuesAndNeverTried() {
    databases.create(Design.of(name).design());
    Design other = Design.of(name).option("encoding", "LATIN1").option("lcCollate", "en_US.UTF-8").option("lcCType", "de_DE.UTF-8");
    assertThat(state(other).unalterable())
        .containsExactly(
            "encoding is UTF8 and the spec says LATIN1",
            "lcCollate is C and the spec says en_US.UTF-8",
            "lcCType is C and the spec says de_DE.UTF-8");
    assertThat(state(other).changes()).isEmpty();
    assertThat(state(Design.of(name).option("template", "template0")).unalterable()).isEmpty();
  }

  @Test
  void localeProvidersAreMadeWhereTheServerHasThem() {
    Design icu = Design.of(name).option("encoding", "UTF8").option("localeProvider", "icu").option("icuLocale", "en_US");
    Design builtin = Design.of(newName("builtin")).option("localeProvider", "builtin");
    if (Servers.major(server) < 15) {
      assertThat(failureOf(() -> databases.observe(icu.design())).message())
          .isEqualTo("spec.forProvider.postgresql.localeProvider is icu, which PostgreSQL has since version 15 and this server is"
              + " version 14; leave it out or use a newer server.");
      assertThat(failureOf(() -> databases.create(builtin.design()))).isInstanceOf(Failure.Permanent.class);
    } else {
      databases.create(icu.design());
      assertThat(state(icu).unalterable()).isEmpty();
      assertThat(state(icu.option("icuLocale", "de-DE")).unalterable())
          .containsExactly("icuLocale is %s and the spec says de-DE".formatted(Servers.major(server) < 16 ? "en_US" : "en-US"));
      assertThat(state(Design.of(name).option("localeProvider", "libc")).unalterable())
          .containsExactly("localeProvider is icu and the spec says libc");
      if (Servers.major(server) < 17) {
        assertThat(failureOf(() -> databases.create(builtin.design())).message()).contains("which PostgreSQL has since version 17");
      } else {
        databases.create(builtin.design());
        assertThat(state(builtin).unalterable()).isEmpty();
      }
    }
  }

  @Test
  void aTemplateIsCopied() {
    String template = newName("template");
    run(server, "postgres", "CREATE DATABASE " + template);
    run(server, template, "CREATE TABLE t (id int)");
    databases.create(Design.of(name).option("template", template).design());
    assertThat(rows(server, name, "SELECT count(*) FROM t")).containsExactly("0");
  }

  @Test
  void extensionsAreInstalledMovedAndUpdated() {
    Design design = Design.of(name).extension("hstore", "1.4", null).extension("earthdistance", null, null);
    databases.create(design.design());
    assertThat(rows(server, name,
            "SELECT extname || ' ' || nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace ORDER BY 1"))
        .containsExactly("cube public", "earthdistance public", "hstore public", "plpgsql pg_catalog");
    assertThat(state(design).changes()).isEmpty();
    run(server, name, "CREATE SCHEMA ext");
    Design after = Design.of(name).extension("hstore", "1.8", "ext").extension("pgcrypto", null, "ext");
    assertThat(state(after).changes()).extracting(DatabaseChange::what)
        .containsExactly("extension hstore version 1.4 -> 1.8", "extension hstore schema public -> ext", "extension pgcrypto installed");
    databases.update(after.design(), state(after));
    assertThat(state(after).changes()).isEmpty();
    assertThat(state(after).facts().extensions()).contains(new DatabaseFacts.InstalledExtension("hstore", "1.8", "ext"));
  }

  @Test
  void anExtensionThatCannotBeIsRefusedByName() {
    assertThat(failureOf(() -> databases.create(Design.of(name).extension("no_such_extension", null, null).design())).message())
        .contains("no_such_extension").contains(name);
    Design homeless = Design.of(newName("orders")).extension("hstore", null, "no_such_schema");
    assertThat(failureOf(() -> databases.create(homeless.design())))
        .isInstanceOfSatisfying(Failure.MissingRight.class, f -> assertThat(f.message()).contains("no_such_schema"));
  }

  @Test
  void hostileNamesAreNamesLikeAnyOther() {
    for (String hostile : List.of("a\"b; DROP DATABASE postgres; --", "back\\slash %s 'quote'", "ünïcödé 数据", "a/b?c=d#e&f", " lead")) {
      Design design = Design.of(hostile + name).extension("hstore", null, null);
      databases.create(design.design());
      assertThat(state(design).changes()).isEmpty();
      assertThat(databases.drop(design.design(), DropPolicy.IF_EMPTY)).isEmpty();
      assertThat(databases.observe(design.design())).isEmpty();
    }
  }

  @Test
  void namesThatPostgreSqlWouldCutOffAreRefused() {
    assertThat(failureOf(() -> databases.create(Design.of("x".repeat(64)).design())).message()).contains("64 bytes").contains("63");
    assertThat(failureOf(() -> databases.observe(Design.of("a\0b").design())).reason()).isEqualTo(Reasons.INVALID_SPEC);
    assertThat(failureOf(() -> databases.observe(Design.of("template1").design())).reason()).isEqualTo(Reasons.INVALID_SPEC);
    databases.create(Design.of("é".repeat(31)).design());
  }

  @Test
  void ownersThatMayNotBeNamedAreRefused() {
    String boss = newName("boss");
    run(server, "postgres", "CREATE ROLE " + boss + " SUPERUSER");
    assertThat(failureOf(() -> databases.create(Design.of(name).owner(boss).design())))
        .isInstanceOfSatisfying(Failure.Permanent.class, f -> assertThat(f.reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED));
    assertThat(failureOf(() -> databases.create(Design.of(name).owner("postgres").design())).message()).contains("the provider's own login");
    assertThat(failureOf(() -> databases.create(Design.of(name).owner("nobody_such").design())))
        .isInstanceOfSatisfying(Failure.MissingRight.class, f -> assertThat(f.reason()).isEqualTo(Reasons.OWNER_MISSING));
    assertThat(databases.observe(Design.of(name).design())).isEmpty();
  }

  @Test
  void aMissingTablespaceIsNamed() {
    assertThat(failureOf(() -> databases.create(Design.of(name).option("tablespace", "nowhere").design())).message()).contains("nowhere");
  }

  private DatabaseState state(Design design) {
    Optional<DatabaseState> state = databases.observe(design.design());
    assertThat(state).isPresent();
    return state.get();
  }

  private List<String> publicPrivileges() {
    return rows(server, name,
        "SELECT concat(has_database_privilege('public', current_database(), 'CONNECT'), has_database_privilege('public',"
            + " current_database(), 'TEMP'), has_schema_privilege('public', 'public', 'CREATE'))");
  }
}

package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.sqlserver.GrantObject.Held;
import dev.sluice.engine.sqlserver.Grantee.Denial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantDifferencesTest {
  private static final GrantTarget TABLE = new Named(Kind.TABLE, List.of("dbo.t"));
  private static final GrantTarget SCHEMA = new Named(Kind.SCHEMA, List.of("dbo"));

  @Test
  void whatIsLackingIsGrantedAndNothingElseIsDrift() {
    var there = table(new Held("SELECT", "G", "dbo"), new Held("DELETE", "W", "dbo"));
    assertThat(grants(TABLE, there, false, "SELECT", "INSERT", "UPDATE")).containsExactly("GRANT INSERT, UPDATE ON OBJECT::[dbo].[t] TO [app]");
    assertThat(grants(TABLE, there, false, "SELECT")).isEmpty();
    assertThat(grants(TABLE, there, true, "SELECT")).containsExactly("GRANT SELECT ON OBJECT::[dbo].[t] TO [app] WITH GRANT OPTION");
  }

  @Test
  void aDenialInTheSamePlaceIsLiftedByTheGrant() {
    assertThat(grants(TABLE, table(new Held("SELECT", "D", "dbo")), false, "SELECT")).containsExactly("GRANT SELECT ON OBJECT::[dbo].[t] TO [app]");
  }

  @Test
  void aDenialElsewhereIsSaidToDefeatIt() {
    for (var denial : List.of(
        new Denial("SELECT", "", "", "", "public"), new Denial("SELECT", "dbo", "", "", "readers"), new Denial("SELECT", "dbo", "t", "", "readers"))) {
      var failure = failureOf(() -> differences(design(TABLE, false, "SELECT"), grantee(List.of(denial)), table(new Held("SELECT", "G", "dbo"))).checkDenials());
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.message()).contains("defeated by DENY SELECT").contains("to " + denial.to()).contains("REVOKE");
    }
    for (var harmless : List.of(
        new Denial("INSERT", "", "", "", "public"), new Denial("SELECT", "sales", "", "", "public"), new Denial("SELECT", "dbo", "other", "", "public"),
        new Denial("SELECT", "", "", "", Bookkeeping.APPLICATIONS))) {
      assertThatCode(() -> differences(design(TABLE, false, "SELECT"), grantee(List.of(harmless)), table(new Held("SELECT", "G", "dbo"))).checkDenials()).doesNotThrowAnyException();
    }
    var column = new GrantObject("OBJECT", "dbo", "t", "a", false, false, List.of());
    assertThat(new Denial("SELECT", "dbo", "t", "", "public").defeats("SELECT", column)).isFalse();
    assertThat(new Denial("SELECT", "dbo", "t", "a", "public").defeats("SELECT", column)).isTrue();
  }

  @Test
  void eachKindIsGrantedInItsWords() {
    assertThat(grants(SCHEMA, new GrantObject("SCHEMA", "d]bo", "", "", false, false, List.of()), false, "SELECT")).containsExactly("GRANT SELECT"
        + " ON SCHEMA::[d]]bo] TO [app]");
    assertThat(grants(new WholeDatabase(), new GrantObject("DATABASE", "", "", "", false, false, List.of()), false, "CREATE TABLE", "EXECUTE"))
        .containsExactly("GRANT CREATE TABLE, EXECUTE TO [app]");
    assertThat(grants(new Columns(Map.of("dbo.t", List.of("a"))), new GrantObject("OBJECT", "dbo", "t", "a]", false, false, List.of()), false, "SELECT", "UPDATE"))
        .containsExactly("GRANT SELECT ([a]]]), UPDATE ([a]]]) ON OBJECT::[dbo].[t] TO [app]");
    var routine = new Named(Kind.ROUTINE, List.of("dbo.f"));
    assertThat(grants(routine, new GrantObject("OBJECT", "dbo", "f", "", false, false, List.of()), false, "EXECUTE")).containsExactly("GRANT EXECUTE ON OBJECT::[dbo].[f] TO [app]");
    assertThat(grants(routine, new GrantObject("OBJECT", "dbo", "f", "", true, false, List.of()), false, "EXECUTE")).containsExactly("GRANT SELECT"
        + " ON OBJECT::[dbo].[f] TO [app]");
  }

  @Test
  void whoGetsToWriteAllOfASchemaIsKeptOffMigrationsRecords() {
    var schema = new GrantObject("SCHEMA", "dbo", "", "", false, false, List.of());
    assertThat(grants(SCHEMA, schema, false, "INSERT")).containsExactly(
        "IF DATABASE_PRINCIPAL_ID(N'sluice_application') IS NULL CREATE ROLE [sluice_application] AUTHORIZATION [dbo]", "ALTER ROLE"
            + " [sluice_application] ADD MEMBER [app]",
        "GRANT INSERT ON SCHEMA::[dbo] TO [app]");
    var migrates = new GrantDesign(
        terms(SCHEMA, false, "INSERT"), false, false, Optional.empty(), new Others(List.of(), List.of(new RoleAccess("shop", Preset.MIGRATE, List.of())), Set.of()));
    assertThat(sql(differences(migrates, grantee(List.of()), schema).grants())).containsExactly("GRANT INSERT ON SCHEMA::[dbo] TO [app]");
  }

  @Test
  void migrationsRecordsMayBeReadAlone() {
    var history = new GrantObject("OBJECT", "dbo", "flyway_schema_history", "", false, true, List.of());
    assertThat(failureOf(() -> grants(TABLE, history, false, "SELECT", "INSERT")).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
    assertThat(grants(TABLE, history, false, "SELECT")).hasSize(1);
    assertThat(grants(new AllIn(Kind.TABLE, List.of("dbo")), history, false, "SELECT", "INSERT")).containsExactly("GRANT SELECT ON"
        + " OBJECT::[dbo].[flyway_schema_history] TO [app]");
  }

  @Test
  void aLoginThatIsNotInTheDatabaseIsLetIn() {
    var outside = new Grantee("app", "shop", Optional.empty(), true, false, false, Set.of(), Set.of(), List.of());
    assertThat(sql(differences(design(TABLE, false, "SELECT"), outside, table()).grants())).startsWith("CREATE USER [app] FOR LOGIN [app]")
        .endsWith("GRANT SELECT ON OBJECT::[dbo].[t] TO [app]").hasSize(3);
    assertThat(Admitted.leaving("a'p]p")).contains("DATABASE_PRINCIPAL_ID(N'a''p]p')").endsWith("DROP USER [a'p]]p]");
  }

  @Test
  void exclusiveTakesTheRestByWhomeverItWasGranted() {
    var there = table(new Held("SELECT", "W", "dbo"), new Held("UPDATE", "G", "boss"), new Held("DELETE", "G", "dbo"), new Held("ALTER", "D", "dbo"));
    var needs = new GrantNeeds(List.of(new GrantNeeds.Need(table(), Set.of("DELETE"), false)), List.of());
    assertThat(sql(differences(design(TABLE, false, "SELECT"), grantee(List.of()), there).surplus(needs))).containsExactly(
        "REVOKE UPDATE ON OBJECT::[dbo].[t] FROM [app] CASCADE AS [boss]", "REVOKE GRANT OPTION FOR SELECT ON OBJECT::[dbo].[t] FROM [app] CASCADE AS [dbo]");
  }

  @Test
  void whatAccessGivesIsKeptAndSoIsTheRightToEnter() {
    var needs = new GrantNeeds(List.of(), List.of(new RoleAccess("shop", Preset.READ_ONLY, List.of("dbo"))));
    assertThat(needs.privileges(new GrantObject("SCHEMA", "dbo", "", "", false, false, List.of()))).containsExactly("EXECUTE", "SELECT");
    assertThat(needs.privileges(new GrantObject("SCHEMA", "other", "", "", false, false, List.of()))).isEmpty();
    assertThat(needs.privileges(new GrantObject("DATABASE", "", "", "", false, false, List.of()))).containsExactly("CONNECT");
  }

  @Test
  void wordsAreThoseOfTheTarget() {
    assertThat(GrantWords.meant(TABLE, List.of("ALL"), false)).contains("SELECT", "ALTER").doesNotContain("CONTROL", "TAKE OWNERSHIP", "EXECUTE");
    assertThat(failureOf(() -> GrantWords.meant(TABLE, List.of("EXECUTE"), false)).message()).contains("there are SELECT");
    assertThat(failureOf(() -> GrantWords.meant(TABLE, List.of(), false)).message()).contains("is empty");
    assertThat(failureOf(() -> GrantWords.meant(new Columns(Map.of()), List.of("INSERT"), false)).reason()).isEqualTo(Reasons.INVALID_SPEC);
    for (var word : List.of("CONTROL", "ALTER ANY USER", "BACKUP DATABASE")) {
      assertThat(failureOf(() -> GrantWords.meant(new WholeDatabase(), List.of(word), false)).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
      assertThat(GrantWords.meant(new WholeDatabase(), List.of(word), true)).containsExactly(word);
    }
  }

  @Test
  void targetsThatThereAreNotAreRefused() {
    for (GrantTarget on : List.of(
        new Named(Kind.FOREIGN_SERVER, List.of("x")), new DefaultPrivileges(Optional.empty(), List.of(), "tables"), new Named(Kind.TABLE, List.of("t")),
        new Named(Kind.ROUTINE, List.of("dbo.f(int)")), new Named(Kind.TABLE, List.of("sys.objects")), new AllIn(Kind.TABLE, List.of("INFORMATION_SCHEMA")))) {
      assertThat(failureOf(() -> GrantQuery.of("app", on)).reason()).as(on.toString()).isEqualTo(Reasons.INVALID_SPEC);
    }
    assertThat(GrantQuery.of("a'b", new Named(Kind.TABLE, List.of("dbo.o'h")))).contains("DATABASE_PRINCIPAL_ID(N'a''b')").contains("(N'dbo', N'o''h')");
  }

  @Test
  void membershipsAreOfTheDatabase() {
    var grantee = new Grantee("app", "shop", Optional.of("app"), true, false, false, Set.of("old", "db_datareader", Bookkeeping.APPLICATIONS), Set.of("readers", "old"), List.of());
    var others = new Others(List.of(), List.of(new RoleAccess("shop", Preset.READ_ONLY, List.of())), Set.of());
    var design = new GrantDesign(terms(new Membership(List.of("readers")), false), true, false, Optional.empty(), others);
    Memberships.check(design);
    assertThat(sql(new Memberships(design, grantee).steps())).containsExactly("ALTER ROLE [readers] ADD MEMBER [app]", "ALTER ROLE [old] DROP MEMBER [app]");
    assertThat(sql(new Memberships(new GrantDesign(terms(new Membership(List.of("old")), false)), grantee).removal(Others.NONE, List.of())))
        .containsExactly("ALTER ROLE [old] DROP MEMBER [app]");
    assertThat(failureOf(() -> new Memberships(new GrantDesign(terms(new Membership(List.of("none")), false)), grantee).steps()).reason()).isEqualTo("WaitingForReference");
    assertThat(failureOf(() -> Memberships.check(new GrantDesign(terms(new Membership(List.of("readers")), true)))).message()).contains("no options");
    assertThat(failureOf(() -> Memberships.check(new GrantDesign(terms(new Membership(List.of("db_owner")), false)))).reason()).isEqualTo(Reasons.ROLE_NOT_ALLOWED);
  }

  private static GrantObject table(Held... held) {
    return new GrantObject("OBJECT", "dbo", "t", "", false, false, List.of(held));
  }

  private static GrantTerms terms(GrantTarget on, boolean option, String... privileges) {
    return new GrantTerms("app", Optional.of("shop"), on, Set.of(privileges), option);
  }

  private static GrantDesign design(GrantTarget on, boolean option, String... privileges) {
    return new GrantDesign(terms(on, option, privileges));
  }

  private static Grantee grantee(List<Denial> denials) {
    return new Grantee("app", "shop", Optional.of("app"), true, false, false, Set.of(), Set.of(), denials);
  }

  private static GrantDifferences differences(GrantDesign design, Grantee grantee, GrantObject object) {
    return new GrantDifferences(design, grantee, List.of(object), GrantWords.meant(design.terms().on(), design.terms().privileges(), design.privileged()));
  }

  private static List<String> grants(GrantTarget on, GrantObject object, boolean option, String... privileges) {
    return sql(differences(design(on, option, privileges), grantee(List.of()), object).grants());
  }

  private static List<String> sql(List<Step> steps) {
    return steps.stream().flatMap(step -> step.sql().stream()).toList();
  }
}

package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static final DatabaseRow ROW =
      new DatabaseRow("or]ders", Optional.of("sa"), "01", "Latin1_General_CI_AS", "Full", 160, false, "None", "MULTI_USER", "ONLINE");
  private static final Catalog.Owner OWNER = new Catalog.Owner("app", "AB", false, false);

  private final Design design = Design.of("or]ders");
  private final ClaimMarker claimed = new ClaimMarker(true, Optional.of(design.design().claim()));

  @Test
  void whatIsAsItShouldBeStays() {
    Design same =
        design.option("collation", "latin1_general_ci_as").option("recoveryModel", "Full").option("compatibilityLevel", 160)
            .option("readCommittedSnapshot", false).option("containment", "None");
    Differences differences = differences(same, ROW, claimed, Edition.BOXED, true, Optional.empty());
    assertThat(differences.changes()).isEmpty();
    assertThat(differences.unalterable()).isEmpty();
  }

  @Test
  void whatCanBeAlteredIs() {
    Design other =
        design.option("recoveryModel", "BulkLogged").option("compatibilityLevel", 140).option("readCommittedSnapshot", true)
            .option("containment", "Partial").owner("app");
    assertThat(differences(other, ROW, new ClaimMarker(false, Optional.empty()), Edition.BOXED, true, Optional.of(OWNER)).changes())
        .extracting(DatabaseChange::sql)
        .containsExactly(
            "EXEC [or]]ders].sys.sp_executesql N'EXECUTE AS USER = N''dbo''; EXEC sys.sp_addextendedproperty @name = N''sluice_claim'',"
                + " @value = N''made uid=uid-or%5Dders holder=test/Database/or%5Dders'''",
            "ALTER DATABASE [or]]ders] SET RECOVERY BULK_LOGGED",
            "ALTER DATABASE [or]]ders] SET COMPATIBILITY_LEVEL = 140",
            "ALTER DATABASE [or]]ders] SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT",
            "ALTER DATABASE [or]]ders] SET CONTAINMENT = PARTIAL WITH NO_WAIT",
            "ALTER AUTHORIZATION ON DATABASE::[or]]ders] TO [app]");
  }

  @Test
  void whatIsToBeDoneIsSaidInWords() {
    Design other = design.option("recoveryModel", "Simple").option("readCommittedSnapshot", true).owner("app");
    assertThat(differences(other, ROW, claimed, Edition.BOXED, true, Optional.of(OWNER)).changes())
        .extracting(DatabaseChange::what)
        .containsExactly("recoveryModel Full -> Simple", "readCommittedSnapshot false -> true", "owner sa -> app");
  }

  @Test
  void whoIsNoSysadminStaysInTheDatabaseThatHeHandsOver() {
    String sql = differences(design.owner("app"), ROW, claimed, Edition.BOXED, false, Optional.of(OWNER)).changes().getFirst().sql();
    assertThat(sql)
        .isEqualTo("ALTER AUTHORIZATION ON DATABASE::[or]]ders] TO [app]; EXECUTE AS LOGIN = N'app';"
            + " EXEC [or]]ders].sys.sp_executesql N'IF DATABASE_PRINCIPAL_ID(N''us'') IS NULL CREATE USER [us] FOR LOGIN [us];"
            + " ALTER ROLE db_owner ADD MEMBER [us]'; REVERT");
  }

  @Test
  void anOwnerIsToldByHisIdentityNotByHisName() {
    Catalog.Owner renamed = new Catalog.Owner("other name", "01", false, false);
    assertThat(differences(design.owner("other name"), ROW, claimed, Edition.BOXED, true, Optional.of(renamed)).changes()).isEmpty();
  }

  @Test
  void aCollationCannotBeAltered() {
    Differences differences = differences(design.option("collation", "Turkish_CI_AS"), ROW, claimed, Edition.BOXED, true, Optional.empty());
    assertThat(differences.changes()).isEmpty();
    assertThat(differences.unalterable()).containsExactly("collation is Latin1_General_CI_AS and the spec says Turkish_CI_AS");
  }

  @Test
  void onAzureOneHasToBeInside() {
    List<DatabaseChange> changes = differences(design.option("compatibilityLevel", 150), ROW, claimed, Edition.AZURE_DATABASE, false, Optional.empty()).changes();
    assertThat(changes).hasSize(1).allMatch(DatabaseChange::inside);
    assertThat(differences(design.option("compatibilityLevel", 150), ROW, claimed, Edition.BOXED, false, Optional.empty()).changes())
        .noneMatch(DatabaseChange::inside);
  }

  @Test
  void whoeverClaimedItFirstHasSettledWhetherItWasMade() {
    ClaimMarker adopted = new ClaimMarker(true, Optional.of(new Claim("earlier", design.design().claim().holder(), false)));
    assertThat(differences(design, ROW, adopted, Edition.BOXED, true, Optional.empty()).changes())
        .extracting(DatabaseChange::sql)
        .containsExactly("EXEC [or]]ders].sys.sp_executesql N'EXECUTE AS USER = N''dbo''; EXEC sys.sp_updateextendedproperty @name = N''sluice_claim'',"
            + " @value = N''adopted uid=uid-or%5Dders holder=test/Database/or%5Dders'''");
  }

  @Test
  void itIsMadeWithItsCollation() {
    assertThat(SqlServerDatabases.creation(design.design(), SqlServerOptions.of(Map.of()))).isEqualTo("CREATE DATABASE [or]]ders]");
    assertThat(SqlServerDatabases.creation(design.design(), SqlServerOptions.of(Map.of("collation", "Latin1_General_BIN2", "recoveryModel", "Simple"))))
        .isEqualTo("CREATE DATABASE [or]]ders] COLLATE Latin1_General_BIN2");
  }

  @Test
  void someOwnersAreRefused() {
    assertThat(admission(new Catalog.Owner("us", "AB", false, true)).message()).contains("the provider's own login");
    assertThat(admission(new Catalog.Owner("boss", "AB", true, false)).message()).contains("sysadmin");
    Failure missing = Design.failureOf(() -> check(design.owner("app"), ROW, Optional.empty()));
    assertThat(missing).isInstanceOf(Failure.MissingRight.class);
    assertThat(missing.reason()).isEqualTo(Reasons.OWNER_MISSING);
  }

  @Test
  void aDatabaseThatIsNotOpenIsWaitedFor() {
    DatabaseRow restoring = new DatabaseRow("x", Optional.empty(), "", "", "Full", 160, false, "None", "MULTI_USER", "RESTORING");
    Failure failure = Design.failureOf(() -> check(design, restoring, Optional.empty()));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.message()).contains("RESTORING");
  }

  @Test
  void anotherClaimIsAConflictWithItsRemedy() {
    ClaimMarker other = new ClaimMarker(true, Optional.of(new Claim("u", "test/Database/other", true)));
    Failure failure = Design.failureOf(() -> Admission.check(design.design(), ROW, other));
    assertThat(failure.reason()).isEqualTo(Reasons.CONFLICT);
    assertThat(failure.message()).contains("claimed by test/Database/other").contains("extended property sluice_claim");
    assertThat(Admission.conflict(design.design(), ROW, claimed)).isEmpty();
  }

  @Test
  void whatOtherProductsHaveIsRefused() {
    DatabaseDesign limited = new DatabaseDesign("x", design.design().claim(), Optional.empty(), Optional.of(5), List.of(), Map.of());
    assertThat(Design.failureOf(() -> Admission.check(limited)).message()).contains("connectionLimit");
    DatabaseDesign extended = new DatabaseDesign(
        "x", design.design().claim(), Optional.empty(), Optional.empty(),
        List.of(new DatabaseDesign.Extension("hstore", Optional.empty(), Optional.empty())), Map.of());
    assertThat(Design.failureOf(() -> Admission.check(extended)).message()).contains("extensions");
    for (String own : List.of("master", "TempDB", "model", "msdb")) {
      assertThat(Design.failureOf(() -> Admission.check(Design.of(own).design())).message()).contains("SQL Server's own");
    }
  }

  private Failure admission(Catalog.Owner owner) {
    Failure failure = Design.failureOf(() -> check(design.owner(owner.name()), ROW, Optional.of(owner)));
    assertThat(failure.reason()).isEqualTo(Reasons.OWNER_NOT_ALLOWED);
    return failure;
  }

  private static void check(Design design, DatabaseRow row, Optional<Catalog.Owner> owner) {
    Admission.check(design.design(), SqlServerOptions.of(Map.of()), new Catalog(Edition.BOXED, Optional.of(row), "us", false, owner));
  }

  private static Differences differences(
      Design design, DatabaseRow row, ClaimMarker marker, Edition edition, boolean sysadmin, Optional<Catalog.Owner> owner) {
    return new Differences(
        design.design(), SqlServerOptions.of(design.design().options()), new Catalog(edition, Optional.of(row), "us", sysadmin, owner), row, marker);
  }
}

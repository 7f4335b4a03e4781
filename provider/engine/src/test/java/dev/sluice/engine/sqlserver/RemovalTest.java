package dev.sluice.engine.sqlserver;

import static dev.sluice.engine.database.DropPolicy.ALWAYS;
import static dev.sluice.engine.database.DropPolicy.IF_EMPTY;
import static dev.sluice.engine.sqlserver.Design.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.DropPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to drop a database that is not as one finds it usually. */
class RemovalTest {
  private static final String OPENING = "ALTER DATABASE [orders] SET MULTI_USER WITH NO_WAIT";
  private static final String TABLE = "SELECT 1 AS rank, 'table' AS kind, 1 AS total, 'dbo.t' AS name";
  private static final String DATABASE =
      """
      SELECT 3 AS edition, 'sa' AS login, 1 AS sysadmin, 'orders' AS name, 'sa' AS owner, '01' AS owner_sid, 'Latin1' AS collation_name,
        'FULL' AS recovery_model_desc, 160 AS compatibility_level, 0 AS is_read_committed_snapshot_on, 'NONE' AS containment_desc,
        'ONLINE' AS state_desc""";
  private static final String NOTHING = TABLE + " WHERE 0";

  private final Design design = Design.of("orders");
  private final ScriptedServer server = new ScriptedServer().answers("sp_getapplock", "SELECT 0").answers("sp_executesql", NOTHING)
      .answers("SELECT login_name", NOTHING).answers("sys.sql_logins", NOTHING);

  @ParameterizedTest
  @ValueSource(strings = {"RESTRICTED_USER", "SINGLE_USER"})
  void whatAnEarlierAttemptLeftShutIsOpenedBeforeAnythingElse(String access) {
    found(access, true);
    server.answers("sp_executesql", TABLE);
    Failure failure = failureOf(() -> drop(IF_EMPTY));
    assertThat(failure.message()).contains("it holds 1 table: dbo.t");
    assertThat(server.sent("ALTER DATABASE")).containsExactly(OPENING);
    assertThat(server.sent("[orders]").indexOf(OPENING)).isLessThan(server.sent("[orders]").indexOf(server.sent("sp_executesql").getFirst()));
  }

  @Test
  void whatIsOpenIsShutOnlyToBeDropped() {
    found("MULTI_USER", true);
    drop(IF_EMPTY);
    assertThat(server.sent("DATABASE ")).containsSubsequence("ALTER DATABASE [orders] SET RESTRICTED_USER WITH NO_WAIT", "DROP DATABASE IF EXISTS [orders]")
        .doesNotContain(OPENING);
    assertThat(server.sent("SET MULTI_USER")).isEmpty();
  }

  @Test
  void whatCouldNotBeDroppedIsOpenedAgain() {
    found("MULTI_USER", true);
    server.refuses("DROP DATABASE", 3702);
    assertThat(failureOf(() -> drop(IF_EMPTY)).reason()).isEqualTo(Reasons.DELETION_BLOCKED);
    assertThat(server.sent("SET ").getLast()).isEqualTo("ALTER DATABASE [orders] SET MULTI_USER");
  }

  @Test
  void whoTookTheOnePlaceIsWaitedFor() {
    found("SINGLE_USER", true);
    server.refuses("SET MULTI_USER", 5064).answers("SELECT login_name", "SELECT 'app', 1");
    Failure failure = failureOf(() -> drop(IF_EMPTY));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.message()).contains("sessions of app (1)");
    assertThat(server.sent("DROP DATABASE")).isEmpty();
    assertThat(server.discarded()).isTrue();
  }

  @Test
  void whatAlwaysMayNotTakeIsOpenedToo() {
    found("RESTRICTED_USER", false);
    assertThat(failureOf(() -> drop(ALWAYS)).message()).contains("it was there before this resource");
    assertThat(server.sent("ALTER DATABASE")).containsExactly(OPENING);
  }

  @Test
  void anothersDatabaseIsLeftAsItIs() {
    found("RESTRICTED_USER", true);
    Design other = design.claimedBy("other", "test/Database/other", true);
    assertThat(new Removal(work(), Duration.ofSeconds(1)).drop(other.design(), IF_EMPTY)).isPresent();
    assertThat(server.sent("ALTER DATABASE")).isEmpty();
  }

  private void found(String access, boolean made) {
    server.answers("sys.databases d", DATABASE + ", '" + access + "' AS user_access_desc");
    server.answers("extended_properties", "SELECT '" + ClaimMarker.value(design.claimedBy(design.design().claim().uid(), "h", made).design().claim()) + "', 8192");
  }

  private void drop(DropPolicy policy) {
    new Removal(work(), Duration.ofSeconds(1)).drop(design.design(), policy);
  }

  private SessionWork work() {
    return new SessionWork(server, new SqlServerFailures(Design.server("db.example.org", 1433, Tls.DISABLED)), "master");
  }
}

package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Tls;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlServerFailuresTest {
  private final SqlServerFailures failures = new SqlServerFailures(Design.server("db.example.org", 1433, Tls.DISABLED));

  @ParameterizedTest
  @CsvSource({
    "40613, Transient, Unreachable", "40197, Transient, Unreachable", "40501, Transient, Unreachable", "4221, Transient, Unreachable",
    "233, Transient, Unreachable", "10053, Transient, Unreachable", "10054, Transient, Unreachable", "10060, Transient, Unreachable",
    "64, Transient, Unreachable", "976, Transient, Unreachable", "983, Transient, Unreachable", "6005, Transient, Unreachable",
    "49918, Transient, ServerOutOfResources", "49919, Transient, ServerOutOfResources", "49920, Transient, ServerOutOfResources",
    "10928, Transient, TooManyConnections", "10929, Transient, TooManyConnections", "17809, Transient, TooManyConnections",
    "1205, Transient, Deadlock", "1222, Transient, LockTimeout", "1807, Transient, LockTimeout", "3960, Transient, SerializationFailure",
    "3906, Transient, ReadOnly", "3908, Transient, ReadOnly", "1105, Transient, DiskFull", "9002, Transient, DiskFull",
    "3702, Transient, ObjectInUse", "5070, Transient, ObjectInUse", "924, Transient, ObjectInUse",
    "18456, MissingRight, AuthenticationFailed", "18486, MissingRight, AuthenticationFailed", "40615, MissingRight, AuthenticationFailed",
    "916, MissingRight, MissingRight", "229, MissingRight, MissingRight", "262, MissingRight, MissingRight", "15247, MissingRight, MissingRight",
    "41301, Transient, SerializationFailure", "41302, Transient, SerializationFailure", "41305, Transient, SerializationFailure",
    "41325, Transient, SerializationFailure", "18461, Transient, Unreachable", "47073, MissingRight, AuthenticationFailed",
    "823, Permanent, StatementFailed", "824, Permanent, StatementFailed",
    "4060, Permanent, DatabaseMissing", "1801, Permanent, AlreadyExists", "3724, Permanent, DeletionBlocked",
    "2714, Permanent, StatementFailed", "3701, Permanent, StatementFailed", "102, Permanent, StatementFailed", "547, Permanent, StatementFailed"
  })
  void numbersTellWhetherToTryAgain(int number, String kind, String reason) {
    Failure failure = failures.of(Errors.server(number, "What the server says."), "orders");
    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message()).startsWith("SQL Server db.example.org:1433/orders: What the server says.").endsWith(".").doesNotContain("..");
    assertThat(failure.sqlState()).isPresent();
  }

  @Test
  void noNumberStandsInTwoRules() {
    Set<Integer> seen = new HashSet<>();
    ErrorRule.TABLE.forEach(rule -> rule.numbers().forEach(number -> assertThat(seen.add(number)).as("number " + number).isTrue()));
  }

  @Test
  void whatIsBehindAGeneralComplaintCounts() {
    SQLException general = Errors.server(5069, "ALTER DATABASE statement failed.");
    general.setNextException(Errors.server(5061, "a lock could not be placed"));
    assertThat(failures.of(general, "orders").reason()).isEqualTo(Reasons.LOCK_TIMEOUT);
  }

  @Test
  void theDriversOwnWordsAreUnderstood() {
    assertThat(failures.of(new SQLTimeoutException("The query has timed out.", "HY008", 0), "d"))
        .isInstanceOf(Failure.Permanent.class).extracting(Failure::reason).isEqualTo(Reasons.STATEMENT_TIMEOUT);
    assertThat(failures.of(new SQLException("The query was canceled.", "HY008", 0), "d"))
        .isInstanceOf(Failure.Transient.class).extracting(Failure::reason).isEqualTo(Reasons.CANCELLED);
    assertThat(failures.of(new SQLException("Connection reset ClientConnectionId:6c2f", "08S01", 0), "d"))
        .isInstanceOf(Failure.Transient.class)
        .extracting(Failure::message).asString().isEqualTo("SQL Server db.example.org:1433/d: Connection reset. It will be tried again.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "2627 | Violation of PRIMARY KEY constraint 'PK_t'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (4111-(secret), x)."
        + "| Violation of PRIMARY KEY constraint 'PK_t'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (...)",
    "2601 | Cannot insert duplicate key row in object 'dbo.t' with unique index 'i'. The duplicate key value is (4111-secret)."
        + "| Cannot insert duplicate key row in object 'dbo.t' with unique index 'i'. The duplicate key value is (...)",
    "1505 | The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name 'dbo.t' and the index name 'i'."
        + " The duplicate key value is (4111-secret)."
        + "| The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name 'dbo.t' and the index name 'i'."
        + " The duplicate key value is (...)",
    "2628 | String or binary data would be truncated in table 'd.dbo.t', column 'c'. Truncated value: 'it's 4111-secret'."
        + "| String or binary data would be truncated in table 'd.dbo.t', column 'c'",
    "2628 | something else with 4111-secret | String or binary data would be truncated",
    "245 | Conversion failed when converting the varchar value '4111's-secret' to data type int."
        + "| Conversion failed when converting the varchar value '...' to data type int",
    "245 | Fehler beim Konvertieren des varchar-Werts '4111-secret' in den int-Datentyp."
        + "| Fehler beim Konvertieren des varchar-Werts '...' in den int-Datentyp",
    "248 | The conversion of the varchar value '4111' overflowed an int column. | The conversion of the varchar value '...' overflowed an int column",
    "220 | Arithmetic overflow error for data type tinyint, value = 4111. | Arithmetic overflow error for data type tinyint, value = (...)",
    "208 | Invalid object name 'dbo.orders'. | Invalid object name 'dbo.orders'"
  })
  void valuesOfRowsStayOut(int number, String said, String shown) {
    assertThat(ErrorWords.of(Errors.server(number, said))).isEqualTo(shown).doesNotContain("4111");
    assertThat(failures.of(Errors.server(number, said), "d").message()).doesNotContain("4111");
  }

  @Test
  void aLineIsTheBatchsUnlessAProcedureCountsForItself() {
    assertThat(ErrorWords.line(Errors.server(207, "Invalid column name.", 7, ""))).isEqualTo(OptionalInt.of(7));
    assertThat(ErrorWords.line(Errors.server(207, "Invalid column name.", 7, "dbo.p"))).isEmpty();
    assertThat(ErrorWords.inProcedure(Errors.server(207, "Invalid column name.", 7, "dbo.p"))).contains("procedure dbo.p, line 7");
    assertThat(ErrorWords.line(new SQLException("x"))).isEmpty();
  }
}
